"""The mapping file: how the columns of an office's or a clinic's own file become facts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.terms.refusal import BadInput

YES = ("y", "yes", "true", "t", "1", "si", "sí")
NO = ("n", "no", "false", "f", "0")
UNKNOWN = ("", "unk", "unknown", "?", "n/a", "na", "none given", "not asked")


@dataclass(frozen=True)
class FactColumn:
    """Which column a fact is read from, and how its values are written there."""

    fact: str
    column: str
    yes: tuple[str, ...] = YES
    no: tuple[str, ...] = NO
    date: str = ""

    @property
    def gives(self) -> Literal["day", "month", "year"]:
        """What the form of its dates gives; a month or a year alone is a range of days."""
        return _coarseness(self.date) if self.date else "day"


@dataclass(frozen=True)
class Mapping:
    """How one kind of file is read. ``text`` holds the file's own words, for the fingerprint."""

    name: str
    key: str
    columns: tuple[FactColumn, ...]
    unknown: tuple[str, ...] = UNKNOWN
    redacted: tuple[str, ...] = ()
    recorded_on: str = ""
    recorded_form: str = ""
    office: str = ""
    court: str = ""
    nationality: str = ""
    language: str = ""
    sex: str = ""
    state: str = ""
    judge: str = ""
    represented: str = ""
    text: str = ""

    @property
    def sha256(self) -> str:
        """The fingerprint of the mapping file: to read a file otherwise is another input."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def wanted(self) -> list[str]:
        """Give the columns of the file that the mapping names, each once."""
        described = (getattr(self, part) for part in DESCRIPTIONS)
        named = [self.key, self.recorded_on, *described, *(c.column for c in self.columns)]
        return list(dict.fromkeys(column for column in named if column))


DESCRIPTIONS = (
    "office",
    "court",
    "nationality",
    "language",
    "sex",
    "state",
    "judge",
    "represented",
)


def read_mapping(path: Path, catalogue: Catalogue) -> Mapping:
    """Load a mapping file; raises BadInput naming the entry that is wrong."""
    try:
        text = path.read_text("utf-8")
        entries = tomllib.loads(text)
    except FileNotFoundError:
        raise BadInput(
            f"There is no mapping file {path}.",
            "Let Evenhand propose one: evenhand docket map FILE > mapping.toml",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is not TOML: {error}") from None
    facts = entries.pop("fact", {})
    try:
        columns = tuple(_column(fact, item, catalogue) for fact, item in facts.items())
        return Mapping(columns=columns, text=text, **_settings(entries))
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{path.name}: {error}", "`evenhand facts` lists the facts.") from None


def _settings(entries: dict[str, Any]) -> dict[str, Any]:
    for key in ("unknown", "redacted"):
        if key in entries:
            entries[key] = _words_of(key, entries[key])
    for key in ("name", "key"):
        if not entries.get(key):
            raise ValueError(f"{key} is missing")
    if entries.get("recorded_form") and _coarseness(entries["recorded_form"]) != "day":
        raise ValueError(f"recorded_form = {entries['recorded_form']!r} does not give a whole day")
    return entries


def _column(fact: str, item: dict[str, Any], catalogue: Catalogue) -> FactColumn:
    if fact not in catalogue:
        raise ValueError(f"{fact!r} is not a fact of the catalogue")
    if catalogue[fact].kind == "judged":
        raise ValueError(f"{fact!r} is a judgement: a person sets it on the case, a file cannot")
    if not isinstance(item, dict) or "column" not in item:
        raise ValueError(f'fact.{fact} names no column; write column = "..." below [fact.{fact}]')
    for key in ("yes", "no"):
        if key in item:
            item[key] = _words_of(key, item[key])
    made = FactColumn(fact=fact, **item)
    if both := set(made.yes) & set(made.no):
        raise ValueError(f"fact.{fact} reads {', '.join(sorted(both))} both as yes and as no")
    if made.date:
        _coarseness(made.date)
    return made


def _words_of(key: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise ValueError(f'{key} = {given!r} is not a list; write {key} = ["..."]')
    return tuple(str(value).strip().lower() for value in given)


def _coarseness(form: str) -> Literal["day", "month", "year"]:
    """Say what a form of dates gives (%m/%Y gives a month); ValueError if it gives no year."""
    written = dt.date(2003, 2, 17).strftime(form)
    try:
        read = dt.datetime.strptime(written, form.replace("%-", "%"))  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"{form!r} is not a form of dates; one is %m/%d/%Y") from None
    if (read.year, read.month, read.day) == (2003, 2, 17):
        return "day"
    if read.year != 2003:
        raise ValueError(f"{form!r} gives no year; a form of dates is %m/%d/%Y")
    return "month" if read.month == 2 else "year"


# Words in a header that point to a fact, most telling first; compared without case and marks.
_HINTS: dict[str, tuple[str, ...]] = {
    "entered_on": ("last entry", "entry date", "date of entry", "entered"),
    "present_since": ("in us since", "present since", "arrived", "arrival"),
    "born_on": ("date of birth", "birth date", "dob", "born"),
    "entered_unlawfully": ("entered unlawfully", "without inspection", "ewi"),
    "usc_child": ("us citizen child", "usc child", "citizen child"),
    "usc_spouse": ("us citizen spouse", "usc spouse", "citizen spouse"),
    "usc_parent": ("us citizen parent", "usc parent", "citizen parent"),
    "detained": ("detained", "in custody", "custody"),
    "previously_removed": ("prior removal", "previously removed", "prior deportation"),
    "felony_convictions": ("felony convictions", "felonies"),
    "misdemeanor_convictions": ("misdemeanor convictions", "misdemeanors"),
    "convictions": ("convictions", "number of convictions"),
    "honorably_discharged": ("veteran", "honorable discharge"),
    "serious_illness": ("serious illness", "serious health"),
    "domestic_violence_victim": ("domestic violence", "dv victim"),
    "permanent_resident": ("permanent resident", "lpr", "green card"),
}
_KEYS = ("case id", "case number", "case no", "idncase", "a number", "id", "row number", "case")
_OFFICES = ("field office", "office", "site")
_RECORDED = ("interview date", "intake date", "recorded on", "date recorded", "document date")


def propose_mapping(file: str, header: Sequence[str], catalogue: Catalogue) -> str:
    """Propose a mapping file from a header; what is not certain stands there as a comment."""
    taken: set[str] = set()
    key = _best(header, _KEYS, taken)
    lines = [
        f"# Proposed from the header of {file}. Read every line before you use it.",
        f"name = {_quoted(Path(file).stem.lower())}",
        f"key = {_quoted(key)}" if key else '# key = "..."       # the column with the case number',
    ]
    for setting, words in (("office", _OFFICES), ("recorded_on", _RECORDED)):
        if column := _best(header, words, taken):
            lines.append(f"{setting} = {_quoted(column)}")
    facts = [fact for fact in catalogue.values() if fact.kind != "judged"]
    # A column with a fact's very name is that fact's, whatever else its name contains.
    found = {fact.name: _named(header, _words(fact), taken) for fact in facts}
    for fact in facts:
        if column := found[fact.name] or _best(header, _words(fact), taken):
            lines += ["", f"[fact.{fact.name}]   # {fact.asks}", f"column = {_quoted(column)}"]
            lines += (
                [] if fact.is_span else [f"yes = {_quoted(YES[:5])}", f"no = {_quoted(NO[:5])}"]
            )
            if fact.type == "date":
                lines.append('# date = "%m/%d/%Y"   # without it: 2001, 2001-05 or 2001-05-31')
    left = [" ".join(column.split()) for column in header if column not in taken]
    lines += ["", "# Columns not used: " + (", ".join(left) or "none")]
    return "\n".join(lines) + "\n"


def _quoted(value: str | Sequence[str]) -> str:
    """Write a text, or a list of texts, as TOML, which takes the quotes and escapes of JSON."""
    return json.dumps(value, ensure_ascii=False)


def _words(fact: Fact) -> tuple[str, ...]:
    return (*_HINTS.get(fact.name, ()), fact.name.replace("_", " "))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def _named(header: Iterable[str], words: Iterable[str], taken: set[str]) -> str:
    """Give the first free column whose name is one of the words."""
    free = [column for column in header if column not in taken]
    found = next((c for word in words for c in free if _plain(c) == word), "")
    return _take(found, taken)


def _best(header: Iterable[str], words: Iterable[str], taken: set[str]) -> str:
    """Give the first free column whose name is one of the words, else one that contains one."""
    header, words = list(header), list(words)
    if found := _named(header, words, taken):
        return found
    long = [word for word in words if len(word) > 4]
    free = [column for column in header if column not in taken]
    found = next((c for word in long for c in free if f" {word} " in f" {_plain(c)} "), "")
    return _take(found, taken)


def _take(column: str, taken: set[str]) -> str:
    if column:
        taken.add(column)
    return column
