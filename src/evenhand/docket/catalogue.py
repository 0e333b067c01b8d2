"""The fact catalogue: every fact that guidance may read, what it asks, and where it comes from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Literal

Type = Literal["yes-no", "date", "count"]
Kind = Literal["recorded", "derived", "judged"]
Protection = Literal["open", "personal", "family", "confidential", "medical", "victim"]


@dataclass(frozen=True)
class Fact:
    """One documented property of a case that guidance may read.

    ``asks`` is the question it answers in plain words; ``unit`` is for counts; ``rule`` says how a
    derived fact is computed; ``attribute`` names the protected attribute it rests on, if any;
    ``sources`` names, per kind of record, the columns that supply it.
    """

    name: str
    asks: str
    type: Type
    kind: Kind
    protection: Protection
    unit: str = ""
    rule: str = ""
    attribute: str = ""
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_span(self) -> bool:
        """Whether the value may be known only as a range, and so is kept in two columns."""
        return self.type != "yes-no"

    @property
    def columns(self) -> tuple[str, ...]:
        """The column, or the two columns, that hold the fact in the docket's ``facts`` table."""
        if self.type == "date":
            return (f"{self.name}_earliest", f"{self.name}_latest")
        if self.type == "count":
            return (f"{self.name}_least", f"{self.name}_most")
        return (self.name,)

    @property
    def column_type(self) -> str:
        """The SQL type of those columns."""
        return {"yes-no": "BOOLEAN", "date": "DATE", "count": "SMALLINT"}[self.type]


class Catalogue(Mapping[str, Fact]):
    """The facts by name, in the order in which a reviewer asks for them."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = {fact.name: fact for fact in facts}
        self._place = {name: place for place, name in enumerate(self._facts)}

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def nearest(self, wanted: str) -> str:
        """Ask in a sentence whether a name that is no fact's was meant to be one; empty if none."""
        like = get_close_matches(wanted.lower().replace(" ", "_"), self._facts, 3)
        return f"Did you mean {' or '.join(like)}? " if like else ""

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Sort fact names into the asking order."""
        return sorted(names, key=self._place.__getitem__)


def read_catalogue(text: str) -> Catalogue:
    """Build a catalogue from its TOML text; raises KeyError or TypeError for a malformed entry."""
    entries = tomllib.loads(text)
    return Catalogue(
        Fact(name=name, sources=entry.pop("source", {}), **entry) for name, entry in entries.items()
    )


@cache
def catalogue() -> Catalogue:
    """Give the catalogue shipped with Evenhand."""
    return read_catalogue(files(__package__).joinpath("catalogue.toml").read_text("utf-8"))
