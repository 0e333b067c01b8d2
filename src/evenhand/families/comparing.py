"""The comparisons of two rows: levels that a person can read, and the SQL that tells them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SAYS_NOTHING = -1


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison: the share of true pairs and of random pairs that come to it."""

    says: str
    usual: float
    chance: float
    when: str = "true"


@dataclass(frozen=True)
class Comparison:
    """What is compared of two rows. ``rare``: a rare name that agrees weighs more."""

    name: str
    says: str
    unless: str
    levels: tuple[Level, ...]
    rare: bool = False

    @property
    def sql(self) -> str:
        """The level's place as SQL over columns ``<name>_l`` and ``<name>_r``; -1: says nothing."""
        cases = " ".join(f"WHEN {level.when} THEN {n}" for n, level in enumerate(self.levels))
        return f"CASE WHEN {self.unless} THEN {SAYS_NOTHING} {cases} END"


@cache
def comparisons() -> Mapping[str, Comparison]:
    """Give the comparisons by name, in the order in which a reviewer reads them."""
    return {
        name: Comparison(
            name,
            entry["says"],
            entry["unless"],
            tuple(Level(**level) for level in entry["level"]),
            entry.get("rare", False),
        )
        for name, entry in _file().items()
        if isinstance(entry, dict)
    }


@cache
def prior_pairs() -> int:
    """How many true pairs the usual shares stand for, beside those of the lists at hand."""
    return int(_file()["prior_pairs"])


@cache
def prior_random() -> int:
    """How many random pairs the shares by chance stand for."""
    return int(_file()["prior_random"])


@cache
def _file() -> dict[str, Any]:
    text = files(__package__).joinpath("comparisons.toml").read_text("utf-8")
    return tomllib.loads(text)


def levels_of(pairs: str, parents: str, children: str, names: list[str]) -> str:
    """Write the levels of pairs (parent_id, child_id) by joining both sides to them."""
    told = ", ".join(f"{comparisons()[name].sql} AS {name}" for name in names)
    return f"SELECT parent_id, child_id, {told} FROM ({joined(pairs, parents, children)})"


def joined(pairs: str, parents: str, children: str) -> str:
    """Write pairs with every compared column of both rows, as ``<name>_l`` and ``<name>_r``."""
    return (
        f"SELECT q.*, {sides('p', 'l')}, {sides('c', 'r')} FROM {pairs} q "
        f"JOIN {parents} p ON p.unique_id = q.parent_id "
        f"JOIN {children} c ON c.unique_id = q.child_id"
    )


COMPARED = (
    "number", "gn1", "gn2", "sn1", "sn2", "gk1", "gk2", "sk1", "sk2", "kin1", "kin2", "glued",
    "born", "born_low", "born_high", "born_year", "sex", "country", "sector", "event_day",
)  # fmt: skip


def sides(table: str, end: str) -> str:
    """Write the compared columns of one side, named for their side."""
    return ", ".join(f"{table}.{column} AS {column}_{end}" for column in COMPARED)
