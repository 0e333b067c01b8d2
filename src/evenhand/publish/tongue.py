"""The languages of a publication: its own sentences, and what tables and measures say, put over.

The sentences of the publication stand in ``words/``, one file a language, complete in each. What
measures and tables say is written in English, and the files of ``words/phrases.es/`` put it over. A
phrase that is not in them stays English and is marked so, for a screen reader to read it rightly.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

SOURCE = "en"  # the language in which measures and tables are written
LANGUAGES = ("en", "es")
_PERCENT = re.compile(r"(?<=\d) ?%")
_HOLE = re.compile(r"\\\{(n|text)\\\}")
_HOLES = {"n": r"([\d.,%/()–-]+)", "text": r"(.+?)"}


@dataclass(frozen=True)
class Phrase:
    """A text and the language it is in."""

    text: str
    language: str


@dataclass(frozen=True)
class Tongue:
    """One language of the publication."""

    language: str
    sentences: Mapping[str, str]
    phrases: Mapping[str, str]

    def says(self, key: str, /, **given: object) -> str:
        """Give one of the publication's own sentences, with what it is about put in."""
        return self._typeset(self.sentences[key].format(**given))

    def own(self, key: str, /, **given: object) -> Phrase:
        """Give one of its own sentences as a phrase."""
        return Phrase(self.says(key, **given), self.language)

    def phrase(self, text: str) -> Phrase:
        """Put over what a table or a measure says; what nobody put over stays as it is."""
        found = self._found(text)
        return Phrase(self._typeset(found.text), found.language)

    def _typeset(self, text: str) -> str:
        """Write percents as the language does: 23%, or 23 % that is not broken at a line's end."""
        return _PERCENT.sub(self.sentences["percent-sign"], text)

    def _found(self, text: str) -> Phrase:
        if self.language == SOURCE or not re.search(r"[^\W\d_]", text):
            return Phrase(text, self.language)
        if text in self.phrases:
            return Phrase(self.phrases[text], self.language)
        for pattern, into in self._patterns:
            found = pattern.fullmatch(text)
            if found:
                return self._filled(into, found.groups())
        return Phrase(text, SOURCE)

    def plain(self, text: str) -> str:
        """Put a phrase over where no language can be marked, as in a drawing."""
        return self.phrase(text).text

    def _filled(self, into: str, parts: tuple[str, ...]) -> Phrase:
        put = [self._found(part) for part in parts]
        languages = {part.language for part in put}
        text = re.sub(r"\{\d\}", lambda hole: put[int(hole[0][1])].text, into)
        return Phrase(text, self.language if languages <= {self.language} else SOURCE)

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(_pattern(text, into) for text, into in self.phrases.items() if "{" in text)


def _pattern(text: str, into: str) -> tuple[re.Pattern[str], str]:
    """Read a phrase with holes: ``{n}`` is a number, ``{text}`` words that are put over too."""
    escaped = _HOLE.sub(lambda hole: _HOLES[hole[1]], re.escape(text))
    return re.compile(escaped), into


@cache
def tongue(language: str) -> Tongue:
    """Give one of the languages."""
    folder = files("evenhand.publish").joinpath("words")
    sentences = tomllib.loads(folder.joinpath(f"{language}.toml").read_text("utf-8"))
    phrases: dict[str, str] = {}
    if language != SOURCE:
        for part in sorted(folder.joinpath(f"phrases.{language}").iterdir(), key=lambda f: f.name):
            phrases |= tomllib.loads(part.read_text("utf-8"))["phrases"]
    return Tongue(language, sentences, phrases)


def tongues() -> tuple[Tongue, ...]:
    """Give every language of a publication, the one it was written in first."""
    return tuple(tongue(language) for language in LANGUAGES)
