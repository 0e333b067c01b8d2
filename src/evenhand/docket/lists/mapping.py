"""The mapping of a list of people: which of its columns is which field, and how it writes them."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evenhand.docket.lists.fields import Field, fields, vocabulary
from evenhand.docket.mapping import UNKNOWN, FactColumn
from evenhand.records.layout import Layout, read_layout
from evenhand.terms.refusal import BadInput

Role = Literal["parent", "child"]
ROLES: dict[str, Role] = {"parents": "parent", "children": "child"}
EXAMPLE = 'write, for instance, name = "border" and people = "parents"'


@dataclass(frozen=True)
class FieldColumn:
    """Which column a field is read from. ``date``: the form of its days; ``words``: own codes."""

    field: Field
    column: str
    date: str = ""
    words: dict[str, str] = dataclasses.field(default_factory=dict)

    @property
    def dated(self) -> FactColumn:
        """The column as the readers of days take it."""
        return FactColumn(self.field.name, self.column, date=self.date)


@dataclass(frozen=True)
class ListMapping:
    """How one list is read. ``text`` holds the mapping's own words, for the fingerprint."""

    name: str
    role: Role
    columns: tuple[FieldColumn, ...]
    unknown: tuple[str, ...]
    redacted: tuple[str, ...]
    file: Layout
    text: str

    @property
    def sha256(self) -> str:
        """The fingerprint of the mapping file: to read a list otherwise is another input."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def read_list_mapping(path: Path) -> ListMapping:
    """Load the mapping of a list; raises BadInput naming the entry that is wrong."""
    try:
        text = path.read_text("utf-8")
        entries = tomllib.loads(text)
    except FileNotFoundError:
        raise BadInput(
            f"There is no mapping file {path}.",
            "Write one; docs/families.md has an example for each kind of list.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{path.name} is not TOML: {error}", 'Texts stand in quotes: name = "border"'
        ) from None
    try:
        return _made(entries, text)
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{path.name}: {error}.",
            "Mend that entry. docs/families.md has everything that a list's mapping may say.",
        ) from None


def _made(entries: dict[str, Any], text: str) -> ListMapping:
    allowed = ("name", "people", "unknown", "redacted", "file", "field")
    for key in entries:
        if key not in allowed:
            raise ValueError(f"there is no setting {key!r}; there are {', '.join(allowed)}")
    name, people = entries.get("name"), entries.get("people")
    if not isinstance(name, str) or not name.isidentifier():
        raise ValueError(f"name = {name!r} is not one word of letters and digits; {EXAMPLE}")
    if people not in ROLES:
        raise ValueError(f"people = {people!r} is neither parents nor children; {EXAMPLE}")
    role = ROLES[people]
    columns = tuple(_column(key, item, role) for key, item in entries.get("field", {}).items())
    if not columns:
        raise ValueError('no field is mapped; write [field.surnames] and column = "LAST NAME"')
    return ListMapping(
        name,
        role,
        columns,
        _folded("unknown", entries.get("unknown", list(UNKNOWN))),
        _folded("redacted", entries.get("redacted", [])),
        read_layout(entries.get("file", {})),
        text,
    )


def _column(key: str, item: Any, role: Role) -> FieldColumn:
    if key not in fields():
        raise ValueError(f"there is no field {key!r}; there are {', '.join(fields())}")
    known = fields()[key]
    if known.of == "parent" and role == "parent":
        raise ValueError(f"field.{key} is for lists of children, whose rows name a parent")
    if not isinstance(item, dict) or not isinstance(item.get("column"), str):
        raise ValueError(f'field.{key} names no column; write column = "..." below [field.{key}]')
    for setting in item:
        if setting not in ("column", "date", "words"):
            raise ValueError(f"field.{key} has no setting {setting!r}; it has column, date, words")
    made = FieldColumn(known, item["column"], item.get("date", ""), _words(known, item))
    if made.date:
        if known.type != "date":
            raise ValueError(f"field.{key} is no date, and so has no form of dates")
        _ = made.dated.gives  # ValueError for a form that gives no year, or leaves it to guesswork
    return made


def _words(known: Field, item: dict[str, Any]) -> dict[str, str]:
    words = item.get("words", {})
    if not words:
        return {}
    if known.type not in ("word", "code", "codes"):
        raise ValueError(f"field.{known.name} is not coded, and so has no words")
    if not isinstance(words, dict) or not all(isinstance(code, str) for code in words.values()):
        raise ValueError(f'field.{known.name}: write words = {{ "as in the file" = "code" }}')
    codes = vocabulary().get(known.vocabulary, {})
    for code in words.values():
        if known.type != "word" and code not in codes:
            raise ValueError(f"field.{known.name} has no code {code!r}; it has {', '.join(codes)}")
    return {fold(word): code for word, code in words.items()}


def fold(text: str) -> str:
    """Write a word of a mapping as cells are folded: see ``cells.folded``."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2010", "-"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.lower().split()).rstrip(". ")


def _folded(key: str, given: Any) -> tuple[str, ...]:
    if not isinstance(given, list):
        raise ValueError(f'{key} = {given!r} is not a list; write {key} = ["..."]')
    return tuple(str(value).strip().lower() for value in given)
