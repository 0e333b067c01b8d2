"""The comparisons of two rows: levels that a person can read, and the SQL that tells them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

SAYS_NOTHING = -1
# What is compared of a row. The first are short and of one width: a million pairs of rows are
# looked through by them. Only a level that they cannot tell asks for the letters of names.
SHORT = (
    "number", "gk1", "gk2", "sk1", "sk2", "kin1", "kin2", "born", "born_low", "born_high",
    "born_year", "born_month", "born_day", "sex", "country", "sector", "event_day",
)  # fmt: skip
LETTERS = ("gn1", "gn2", "sn1", "sn2", "glued")
COMPARED = (*SHORT, *LETTERS)
_ASKS_LETTERS = re.compile(rf"\b({'|'.join(LETTERS)})_[lr]\b")


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison: the share of true pairs and of random pairs that come to it."""

    says: str
    usual: float
    chance: float
    when: str = "true"

    @property
    def asks_letters(self) -> bool:
        """Whether only the letters of names tell it."""
        return bool(_ASKS_LETTERS.search(self.when))


@dataclass(frozen=True)
class Comparison:
    """What is compared of two rows. ``rare``: a rare name that agrees weighs more.

    Without ``need`` none of the ``first`` levels holds.
    """

    name: str
    says: str
    unless: str
    levels: tuple[Level, ...]
    rare: bool = False
    first: int = 0
    need: str = ""

    @property
    def sql(self) -> str:
        """The level's place as SQL over columns ``<name>_l`` and ``<name>_r``; -1: says nothing."""
        cases = " ".join(f"WHEN {level.when} THEN {n}" for n, level in enumerate(self.levels))
        return f"CASE WHEN {self.unless} THEN {SAYS_NOTHING} {cases} END"

    def at_most(self, bits: Sequence[float], more: str = "0e0") -> str:
        """The most that a pair can weigh by this, as SQL that asks for no letters.

        ``bits``: the weight of each level; ``more``: what is added at the first ones. What the
        short columns tell is exact; from the first level that asks for letters, it is the
        heaviest of those that are left.
        """
        first = " ".join(
            f"WHEN {level.when} THEN {plain(weight)}"
            for level, weight in zip(self.levels[: self.first], bits, strict=False)
        )
        rest = self._rest(bits)
        if not self.first:
            return f"CASE WHEN {self.unless} THEN 0e0 {rest} END"
        both = f"CASE {first} {rest} END + {more}"
        return f"CASE WHEN {self.unless} THEN 0e0 WHEN {self.need} THEN {both} {rest} END"

    def _rest(self, bits: Sequence[float]) -> str:
        cases: list[str] = []
        for n, level in enumerate(self.levels[self.first :], self.first):
            if level.asks_letters:
                return " ".join((*cases, f"ELSE {plain(max(bits[n:]))}"))
            cases.append(f"WHEN {level.when} THEN {plain(bits[n])}")
        return " ".join(cases)


def plain(bits: float) -> str:
    """Write a weight so that engines take it for a floating number, and not for a long decimal."""
    return f"{bits:.9e}"


@cache
def comparisons() -> Mapping[str, Comparison]:
    """Give the comparisons by name, in the order in which a reviewer reads them."""
    return {
        name: Comparison(
            name,
            entry["says"],
            entry["unless"],
            tuple(_level(level) for level in entry["level"]),
            entry.get("rare", False),
            entry.get("first", 0),
            entry.get("need", ""),
        )
        for name, entry in _file().items()
        if isinstance(entry, dict) and name != "tests"
    }


def _level(entry: dict[str, Any]) -> Level:
    """Read a level; conditions that it names in braces are those of ``[tests]``."""
    told = {key: v.format_map(_file()["tests"]) if key == "when" else v for key, v in entry.items()}
    return Level(**told)


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


def joined(pairs: str, parents: str, children: str, more: Sequence[str] = ()) -> str:
    """Write pairs with every compared column of both rows, as ``<name>_l`` and ``<name>_r``.

    ``more``: further columns of the parent's side.
    """
    left = "".join(f", p.{column} AS {column}_l" for column in more)
    return (
        f"SELECT q.*, {sides('p', 'l')}{left}, {sides('c', 'r')} FROM {pairs} q "
        f"JOIN {parents} p ON p.unique_id = q.parent_id "
        f"JOIN {children} c ON c.unique_id = q.child_id"
    )


def sides(table: str, end: str, columns: Sequence[str] = COMPARED) -> str:
    """Write the compared columns of one side, named for their side."""
    return ", ".join(f"{table}.{column} AS {column}_{end}" for column in columns)
