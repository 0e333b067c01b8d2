"""What a list of people may say: its fields with their type and mark, and the words for codes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from evenhand.docket.catalogue import Protection

Kind = Literal["text", "number", "date", "count", "word", "code", "codes"]
UNKNOWN_CODE = "unknown"

# How the columns that every row has come about; the others are those of the fields.
FIXED: Mapping[str, tuple[str, str, Protection]] = {
    "person_id": ("VARCHAR", "list and row: the same file gives the same", "personal"),
    "list": ("VARCHAR", "the name of the list, as its mapping gives it", "open"),
    "role": ("VARCHAR", "parent or child", "personal"),
    "file": ("VARCHAR", "the file the row stands in", "open"),
    "row": ("BIGINT", "its line, or its row on the sheet", "open"),
}
_TYPES = {
    "text": "VARCHAR",
    "number": "VARCHAR",
    "date": "DATE",
    "count": "SMALLINT",
    "word": "VARCHAR",
    "code": "VARCHAR",
    "codes": "VARCHAR[]",
}


@dataclass(frozen=True)
class Field:
    """One thing a list may say of a person, or of the parent whom a child's row names."""

    name: str
    type: Kind
    of: Literal["self", "parent"]
    mark: Protection
    says: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table ``people`` that hold its value, without the cell itself."""
        if self.type == "date":
            return (f"{self.name}_low", f"{self.name}_high")
        return (self.name,)

    @property
    def column_type(self) -> str:
        """The SQL type of those columns."""
        return _TYPES[self.type]

    @property
    def keeps_cell(self) -> bool:
        """Whether the cell as written stands beside the value, in ``<name>_says``."""
        return self.type not in ("text", "count")

    @property
    def vocabulary(self) -> str:
        """The part of the vocabulary that its codes are from: the parent's sex is a sex."""
        return self.name.removeprefix("parent_")


@cache
def fields() -> Mapping[str, Field]:
    """Give all fields by name, in the order of the table."""
    text = files(__package__).joinpath("fields.toml").read_text("utf-8")
    return {name: Field(name, **entry) for name, entry in tomllib.loads(text).items()}


@cache
def vocabulary() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Give, for each coded field, its codes and the folded words that mean each."""
    text = files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    return {
        field: {code: tuple(words) for code, words in codes.items()}
        for field, codes in tomllib.loads(text).items()
    }


def described() -> dict[str, tuple[str, str, Protection]]:
    """Give every column of ``people``: its type, what it means, who may see it."""
    found = dict(FIXED)
    for field in fields().values():
        for column in field.columns:
            found[column] = (field.column_type, field.says, field.mark)
        if field.keeps_cell:
            found[f"{field.name}_says"] = ("VARCHAR", f"{field.says}: the cell", field.mark)
    return found
