"""Sentences that casework composes, put over piece by piece: the shape, and what stands in it.

"A person in the role reviewer may not take a case." has the shape of `SHAPES[0]`; the shape, the
role and the act each have words of their own in another language. A sentence of which one piece
has none stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from django.utils.translation import gettext

LETTERS = re.compile(r"[^\W\d_]")
NUMBER = re.compile(r"\d+")
SENTENCES = re.compile(r"(?<=\.) (?=[A-Z])")
BETWEEN = re.compile(r", | or ")

# Each shape is a message of its own; a slot is read as `SLOTS` says, and any other as it stands.
SHAPES = (
    "A person in the role {role} may not {act} as things stand.",
    "A person in the role {role} may not {act}.",
    "A person in the role {role} may recuse only themselves.",
    "A person who is recused from this case may not {act}.",
    "Ask somebody in the role {roles}, of the case's own office.",
    "Ask somebody in the role {roles}.",
    "It is not possible now to {act}.",
    "The {noun} is {states}: {says}.",
    "There is no {none}: {says}.",
    "It is possible when the {noun} is {states} or there is no {none}.",
    "It is possible when the {noun} is {states}.",
    "It is possible when there is no {none}.",
    "Who must see to it now: {roles}.",
    "Reasons are needed to {act}.",
    "To {act}, say also: {fields}.",
    "{field}: {asks} ({form})",
    "Say {asks} ({form}).",
    "It says {asks}.",
    "“{field}” cannot be read as one of: {fields}.",
    "“{field}” cannot be read as {form}.",
    "“{field}” lies in the future.",
    "This account may not act in the role {role}.",
    "Nobody may override the hold “{title}”: {says}.",
    "What {instrument} makes of the case is not shown in your role.",
)


# Words that both languages write alike: they are put over as they stand.
ALIKE = frozenset({"no", "personal", "oral", "factor {n}"})


def is_alike(words: str) -> bool:
    """Whether a text is written alike in both languages, or has no letter at all."""
    return NUMBER.sub("{n}", words.lower()) in ALIKE or not LETTERS.search(words)


def put_over(text: str) -> str:
    """Give a text in the reader's language, all of it or as much as there are words for."""
    return " ".join(over for _, over in pieces(text))


def pieces(text: str) -> list[tuple[str, str]]:
    """Give a text with its words in the reader's language; in sentences, if it has none whole."""
    first, *further = text.split("\n")
    if further:  # a list, one thing a line
        return [(f"{a}\n", f"{b}\n") for line in text.split("\n") for a, b in pieces(line.strip())]
    whole = _one(first)
    if whole != first:
        return [(first, whole)]
    return [(one, _one(one)) for one in SENTENCES.split(first)]


def _one(text: str) -> str:
    return _as_written(text) or _numbered(text) or _shaped(text) or text


def _as_written(text: str) -> str:
    over = gettext(text) if text else ""
    return over if over != text else ""


def _numbered(text: str) -> str:
    """Put over a text whose numbers differ from case to case, with each number in its place."""
    pattern = NUMBER.sub("{n}", text)
    over = _as_written(pattern) if pattern != text else ""
    for number in NUMBER.findall(text):
        over = over.replace("{n}", number, 1)
    return over


def _shaped(text: str) -> str:
    for shape in SHAPES:
        found = _pattern(shape).fullmatch(text)
        if found:
            said = {name: SLOTS.get(name, str)(word) for name, word in found.groupdict().items()}
            if all(said.values()):
                return gettext(shape).format(**said)
    return ""


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    slots = re.sub(r"\\\{form\\\}", r"(?P<form>[^()]+)", re.escape(shape))
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", slots))


def _words(text: str) -> str:
    return _as_written(text)


def _all(text: str) -> str:
    """Put over words of a list, with the other language's own "or"."""
    overs = [_words(one) for one in BETWEEN.split(text)]
    return _listed(overs) if all(overs) else ""


def _states(text: str) -> str:
    """Put over the names of states, which stand in quotes: “judged once”."""
    names = [one.strip("“”") for one in BETWEEN.split(text)]
    overs = [_words(one) or _words(one.replace(" ", "-")) for one in names]
    return _listed([gettext("“{name}”").format(name=one) for one in overs]) if all(overs) else ""


def _listed(words: list[str]) -> str:
    *first, last = words
    if not first:
        return last
    return gettext("{first} or {last}").format(first=", ".join(first), last=last)


SLOTS: Mapping[str, Callable[[str], str]] = {
    "role": _words,
    "roles": _all,
    "act": _words,
    "noun": lambda noun: _words(f"the {noun}"),
    "none": lambda noun: _words(f"no {noun}"),
    "states": _states,
    "says": _words,
    "title": _words,
    "asks": _words,
    "form": lambda form: form if " | " in form else _words(form),
}
