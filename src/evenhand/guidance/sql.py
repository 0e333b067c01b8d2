"""The SQL reader of the tree: what is proven of a condition, and what is not refuted.

Strong Kleene logic on two rails. A condition is *yes* when ``proven`` holds, *no* when its
contrary is proven, and *cannot tell* otherwise; nothing is ever negated but by swapping the rails.
Everything is read as bits in pairs of words, one word for yes and one for no: yes-no facts from
the docket's packed words, each cut of a date or count from the words ``cut_yes`` and ``cut_no``
(written here, once a row), factors from ``yes`` and ``not_met``. So a statement is a few integer
operations without a NULL, the same on every engine, and no ``ELSE`` can turn an unknown into an
answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.words import places
from evenhand.engines.duck import name
from evenhand.guidance.tree import (
    And,
    Compares,
    Constant,
    Holds,
    Met,
    Not,
    Or,
    Tree,
    Unrefuted,
    YearsBefore,
    negation,
    normal,
)

Boundary = Callable[["int | dt.date | YearsBefore"], str]
# What is yes, no or unknown as one bit of a pair of words.
Flag = Holds | Compares | Met


def boundary_for(as_of: dt.date | None) -> Boundary:
    """Give how boundaries are written: as dates for one review date, else as cut-off columns.

    With ``as_of`` None each case has its own review date; the statement then supplies one column
    ``cut_N`` for "N years before this case's date".
    """

    def write(boundary: int | dt.date | YearsBefore) -> str:
        if isinstance(boundary, YearsBefore):
            if as_of is None:
                return f"cut_{boundary.years}"
            boundary = boundary.on(as_of)
        return f"DATE '{boundary}'" if isinstance(boundary, dt.date) else str(boundary)

    return write


class SqlReader:
    """Writes conditions as tests over words of bits.

    A condition becomes a list of *ways*: tests without an OR, any of which proves it. An engine
    picks rows by one test after another many times faster than by an OR of them, so ways are
    written as the WHENs of one CASE (see ``chosen``).

    ``cuts`` are the bits of comparisons in ``cut_yes`` and ``cut_no``; ``factors`` those of factors
    in ``yes`` and ``not_met``.
    """

    def __init__(
        self, catalogue: Catalogue, cuts: Mapping[Compares, int], factors: Mapping[str, int]
    ) -> None:
        self.places = places(catalogue)
        self.catalogue = catalogue
        self.cuts = cuts
        self.factors = factors

    def proven(self, tree: Tree) -> list[str]:
        """Write the ways in which a condition is met on the record."""
        return self._ways(normal(tree), _PROVEN)

    def refuted(self, tree: Tree) -> list[str]:
        """Write the ways in which a condition is not met on the record."""
        return self._ways(negation(tree), _PROVEN)

    def settled(self, tree: Tree) -> list[str]:
        """Write the ways in which a condition is met, or surely not."""
        return [*self.proven(tree), *self.refuted(tree)]

    def possibility(self, tree: Tree) -> list[str]:
        """Write the ways in which a possibility (see ``possible``) is left open."""
        return self._ways(tree, _UNREFUTED)

    def cut_tests(self, boundary: Boundary, day: str) -> dict[str, list[tuple[list[str], int]]]:
        """Write for ``cut_yes`` and ``cut_no`` the test of each bit over the bounds of facts.

        A bound that lies after the review, on ``day``, proves nothing: it had not come.
        """
        tests: dict[str, list[tuple[list[str], int]]] = {"cut_yes": [], "cut_no": []}
        for cut, bit in self.cuts.items():
            low, high = (name(column) for column in self.catalogue[cut.fact].columns)
            below = "<" if cut.operator == ">=" else "<="
            edge = boundary(cut.boundary)
            yes, no = f"{low} {cut.operator} {edge}", f"{high} {below} {edge}"
            if not isinstance(cut.boundary, int):
                yes += f" AND {low} <= {day}"
            if isinstance(cut.boundary, dt.date):
                no += f" AND {high} <= {day}"  # years before the review never lie after it
            tests["cut_yes"].append(([yes], bit))
            tests["cut_no"].append(([no], bit))
        return tests

    def _ways(self, tree: Tree, kind: _Kind) -> list[str]:
        if isinstance(tree, Constant):
            return ["TRUE"] if tree.value else []
        flags, others = self._apart(tree, kind)
        if isinstance(tree, Or):
            ways = self._any(flags, kind)
            return ways + [way for part in others for way in self._ways(part, kind)]
        ways = [" AND ".join(self._all(flags, kind))] if flags else [""]
        for part in others:
            ways = [_both(way, other) for way in ways for other in self._ways(part, kind)]
        return ways

    def _apart(self, tree: Tree, kind: _Kind) -> tuple[list[tuple[Flag, bool]], list[Tree]]:
        """Tell the flags that stand directly in a condition from its other parts."""
        parts = tree.parts if isinstance(tree, And | Or) else (tree,)
        flags = [flag for part in parts if (flag := kind.flag(part)) is not None]
        others = [part for part in parts if kind.flag(part) is None]
        if others == [tree]:
            raise TypeError(f"{tree!r} must be written out first")
        return flags, others

    def _all(self, flags: Iterable[tuple[Flag, bool]], kind: _Kind) -> list[str]:
        found = self._found(flags, kind)
        return [f"{text} = {0 if kind.absent else mask}" for text, mask in found]

    def _any(self, flags: Iterable[tuple[Flag, bool]], kind: _Kind) -> list[str]:
        found = self._found(flags, kind)
        return [f"{text} <> {mask if kind.absent else 0}" for text, mask in found]

    def _found(self, flags: Iterable[tuple[Flag, bool]], kind: _Kind) -> list[tuple[str, int]]:
        """Write, word by word, the bits of flags that are on the record, with their whole mask.

        Proven flags are looked for as they are wanted; unrefuted ones by their contrary.
        """
        wanted: dict[tuple[str, str], tuple[int, int]] = {}
        for flag, positive in dict.fromkeys(flags):
            columns, bit = self._place(flag)
            yes, no = wanted.get(columns, (0, 0))
            wanted[columns] = (yes + bit, no) if positive != kind.absent else (yes, no + bit)
        return [(_bits(columns, *sides), sum(sides)) for columns, sides in wanted.items()]

    def _place(self, flag: Flag) -> tuple[tuple[str, str], int]:
        """Give the two columns that hold a flag's yes and no, and its bit in them."""
        if isinstance(flag, Met):
            return ("yes", "not_met"), self.factors[flag.factor]
        if isinstance(flag, Compares):
            return ("cut_yes", "cut_no"), self.cuts[flag]
        place = self.places[flag.fact]
        return (f"yes_{place.word}", f"no_{place.word}"), place.bit


def chosen(ways: Sequence[str], then: str, otherwise: str = "0") -> str:
    """Write the CASE that gives ``then`` where any of the ways holds."""
    if not ways:
        return otherwise
    return f"CASE {' '.join(f'WHEN {way} THEN {then}' for way in ways)} ELSE {otherwise} END"


def distinct(ways: Sequence[str]) -> list[str]:
    """Drop the ways that another one covers: those that ask for all that it asks, and more."""
    asked = {way: frozenset(way.split(" AND ")) for way in ways}
    return [way for way, own in asked.items() if not any(o < own for o in asked.values())]


@dataclass(frozen=True)
class _Kind:
    """How a flag is tested: by the bit that proves it, or by the absence of the one against it."""

    absent: bool

    def flag(self, tree: Tree) -> tuple[Flag, bool] | None:
        if self.absent:
            return (tree.atom, tree.positive) if isinstance(tree, Unrefuted) else None
        if isinstance(tree, Not) and isinstance(tree.part, Flag):
            return tree.part, False
        return (tree, True) if isinstance(tree, Flag) else None


_PROVEN = _Kind(absent=False)
_UNREFUTED = _Kind(absent=True)


def _both(one: str, other: str) -> str:
    return f"{one} AND {other}" if one and other != "TRUE" else one or other


def _bits(columns: tuple[str, str], yes: int, no: int) -> str:
    """Write the wanted bits that are on the record in one pair of words."""
    sides = [f"({columns[0]} & {yes})"] * bool(yes) + [f"({columns[1]} & {no})"] * bool(no)
    return "(" + " | ".join(sides) + ")" if len(sides) > 1 else sides[0]
