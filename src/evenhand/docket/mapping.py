"""The mapping file: how the columns of an office's or a clinic's own file become facts."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from evenhand.docket.catalogue import Catalogue
from evenhand.records.layout import Layout, read_layout
from evenhand.terms.refusal import BadInput

YES = ("y", "yes", "true", "t", "1", "si", "sí")
NO = ("n", "no", "false", "f", "0")
# Said of ``key``: the file numbers no cases, and each of its rows is one.
EACH_ROW = "(row)"
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


AS_FOUND = Layout()


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
    custody: str = ""
    outcome_on: str = ""
    outcome_form: str = ""
    offense: str = ""
    file: Layout = AS_FOUND
    text: str = ""

    @property
    def sha256(self) -> str:
        """The fingerprint of the mapping file: to read a file otherwise is another input."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def wanted(self) -> list[str]:
        """Give the columns of the file that the mapping names, each once."""
        described = [getattr(self, part) for part in (*DESCRIPTIONS, "outcome_on", "offense")]
        key = [] if self.key == EACH_ROW else [self.key]
        named = [*key, self.recorded_on, *described, *(c.column for c in self.columns)]
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
    "custody",
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
        raise BadInput(
            f"{path.name} is not TOML: {error}",
            'Texts stand in quotes, one entry a line: key = "Case ID"',
        ) from None
    facts = entries.pop("fact", {})
    try:
        columns = tuple(_column(fact, item, catalogue) for fact, item in facts.items())
        return Mapping(columns=columns, text=text, **_settings(entries))
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{path.name}: {error}.",
            "Mend that entry. docs/docket-format.md has everything that a mapping may say.",
        ) from None


def _settings(entries: dict[str, Any]) -> dict[str, Any]:
    known = {part.name for part in fields(Mapping)} - {"columns", "text"}
    for key, value in entries.items():
        if key not in known:
            raise ValueError(f"there is no setting {key!r}; there are {', '.join(sorted(known))}")
        if key not in ("file", "unknown", "redacted") and not isinstance(value, str):
            raise ValueError(f'{key} = {value!r} is not a text; write {key} = "..."')
    for key in ("unknown", "redacted"):
        if key in entries:
            entries[key] = _words_of(key, entries[key])
    for key in ("name", "key"):
        if not entries.get(key):
            raise ValueError(f'{key} is missing; write {key} = "..."')
    if "file" in entries:
        entries["file"] = read_layout(entries["file"])
    for form in ("recorded_form", "outcome_form"):
        if entries.get(form) and _coarseness(entries[form]) != "day":
            raise ValueError(f"{form} = {entries[form]!r} does not give a whole day")
    return entries


def _column(fact: str, item: dict[str, Any], catalogue: Catalogue) -> FactColumn:
    if fact not in catalogue:
        raise ValueError(
            f"there is no fact {fact!r}. {catalogue.nearest(fact)}`evenhand facts` lists them all"
        )
    if catalogue[fact].kind == "judged":
        raise ValueError(f"{fact!r} is a judgement: a person sets it on the case, a file cannot")
    if not isinstance(item, dict) or "column" not in item:
        raise ValueError(f'fact.{fact} names no column; write column = "..." below [fact.{fact}]')
    for key, value in item.items():
        if key not in ("column", "yes", "no", "date"):
            raise ValueError(f"fact.{fact} has no setting {key!r}; it has column, yes, no and date")
        if key in ("column", "date") and not isinstance(value, str):
            raise ValueError(f'fact.{fact}: {key} = {value!r} is not a text; write {key} = "..."')
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
    if written == dt.date(1903, 2, 17).strftime(form) != dt.date(2004, 2, 17).strftime(form):
        raise ValueError(
            f"{form!r} gives two digits of the year, which leaves the century to guesswork; have "
            "the file written with four digits (in a spreadsheet, format the column as yyyy-mm-dd)"
        )
    try:
        read = dt.datetime.strptime(written, form.replace("%-", "%"))  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"{form!r} is not a form of dates; one is %m/%d/%Y") from None
    if (read.year, read.month, read.day) == (2003, 2, 17):
        return "day"
    if read.year != 2003:
        raise ValueError(f"{form!r} gives no year; a form of dates is %m/%d/%Y")
    return "month" if read.month == 2 else "year"
