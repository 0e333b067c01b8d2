"""Which classes a case could still come to be in: an exact case split, not an estimate.

A condition is *possible* when some way of filling in the unknown facts meets it. That passes
through OR; it passes through AND when the parts read different facts. Where parts share a fact,
the fact's values are split into the cells between the constants it is compared with, and each
cell is looked at alone. A factor that shares no fact with another stays whole: whether it is met
is then a value of its own. The result reads only "not refuted by what is known", so one tree
serves a row of a table as well as a single case, and it is exact: what it calls possible can be
reached by filling in unknowns, and nothing else can.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from evenhand.guidance.tree import (
    And,
    Atom,
    Compares,
    Constant,
    Holds,
    Met,
    Not,
    Or,
    Tree,
    Unrefuted,
    YearsBefore,
    atoms,
    conjunction,
    disjunction,
    walk,
)

LARGEST = 20_000


class TooEntangled(ValueError):
    """An instrument whose factors share so many facts that the split would not end in time."""


def boundary_place(boundary: int | dt.date | YearsBefore, as_of: dt.date) -> int:
    """Give a boundary's place on the line of its fact: a count, or a day's number."""
    if isinstance(boundary, YearsBefore):
        boundary = boundary.on(as_of)
    return boundary.toordinal() if isinstance(boundary, dt.date) else boundary


@dataclass(frozen=True)
class Cell:
    """One stretch of a fact's values on which all its comparisons are constant.

    ``fences`` is what must be unrefuted for the value to lie here; ``place`` is a number inside
    it on the fact's line, by which comparisons are settled.
    """

    fences: tuple[Unrefuted, ...]
    place: int


def cells(given: list[Compares], as_of: dt.date) -> list[Cell]:
    """Split the line of one date or count fact at every cut it is compared with.

    A count is never below nought, and nothing is known on a day of its future: cells that lie
    there are no way of filling in an unknown.
    """
    cuts = {cut_place(atom, as_of): atom for atom in given}
    places = sorted(cuts)
    first = Cell((Unrefuted(cuts[places[0]], False),), places[0] - 1)
    later = [
        Cell(
            (
                Unrefuted(cuts[place], True),
                *(Unrefuted(cuts[after], False) for after in places[n + 1 : n + 2]),
            ),
            place,
        )
        for n, place in enumerate(places)
    ]
    last = places[-1] if isinstance(given[0].boundary, int) else as_of.toordinal()
    return [cell for cell in (first, *later) if 0 <= cell.place <= last]


def cut_place(atom: Compares, as_of: dt.date) -> int:
    """Give the first place on the fact's line that lies past the cut."""
    return boundary_place(atom.boundary, as_of) + (atom.operator == ">")


def still_to_come(atom: Atom, as_of: dt.date) -> bool:
    """Whether a comparison turns on a day after the review: no date can lie past it yet."""
    if isinstance(atom, Holds) or isinstance(atom.boundary, int):
        return False
    return cut_place(atom, as_of) > as_of.toordinal()


def settled(atom: Compares, place: int, as_of: dt.date) -> bool:
    """Answer a comparison for a value at ``place`` on its fact's line."""
    return place >= cut_place(atom, as_of)


Leaf = Holds | Compares | Met
Settle = Callable[[Leaf], Tree]


def variable(leaf: Leaf) -> str:
    """Name what a leaf reads: its fact, or the factor it stands for."""
    return f"factor {leaf.factor}" if isinstance(leaf, Met) else leaf.fact


def variables(tree: Tree) -> list[str]:
    """Give the distinct facts and whole factors of a tree, in the order written."""
    leaves = (node for node in walk(tree) if isinstance(node, Holds | Compares | Met))
    return list(dict.fromkeys(variable(leaf) for leaf in leaves))


def replace_atoms(tree: Tree, settle: Settle) -> Tree:
    """Rebuild a tree in normal form with its leaves replaced."""
    if isinstance(tree, Holds | Compares | Met):
        return settle(tree)
    if isinstance(tree, Not):
        inner = replace_atoms(tree.part, settle)
        return Constant(not inner.value) if isinstance(inner, Constant) else Not(inner)
    if isinstance(tree, And):
        return conjunction([replace_atoms(part, settle) for part in tree.parts])
    if isinstance(tree, Or):
        return disjunction([replace_atoms(part, settle) for part in tree.parts])
    return tree


def possible(tree: Tree, as_of: dt.date) -> Tree:
    """Turn a condition in normal form into the condition that some completion meets it.

    ``as_of`` settles the order of the constants. Raises TooEntangled past ``LARGEST`` steps.
    """
    return _Split(as_of).possible(tree)


class _Split:
    """The case split with its memory; one object per condition keeps the step count."""

    def __init__(self, as_of: dt.date) -> None:
        self.as_of = as_of
        self.seen: dict[Tree, Tree] = {}
        self.steps = 0

    def possible(self, tree: Tree) -> Tree:
        if tree not in self.seen:
            self.steps += 1
            if self.steps > LARGEST:
                raise TooEntangled("too many facts are shared between factors to split exactly")
            self.seen[tree] = self.split(tree)
        return self.seen[tree]

    def split(self, tree: Tree) -> Tree:
        leaf = tree.part if isinstance(tree, Not) else tree
        if isinstance(leaf, Compares) and still_to_come(leaf, self.as_of):
            return Constant(leaf is not tree)
        if isinstance(tree, Holds | Compares | Met):
            return Unrefuted(tree, True)
        if isinstance(tree, Not) and isinstance(tree.part, Holds | Compares | Met):
            return Unrefuted(tree.part, False)
        if isinstance(tree, Or):
            return disjunction([self.possible(part) for part in tree.parts])
        if isinstance(tree, And):
            return conjunction([self.together(group) for group in _connected(tree.parts)])
        return tree

    def together(self, parts: list[Tree]) -> Tree:
        if len(parts) == 1:
            return self.possible(parts[0])
        shared = _most_shared(parts)
        whole = conjunction(parts)
        return disjunction([self.in_cell(whole, *case) for case in self.cases(whole, shared)])

    def in_cell(self, whole: Tree, fences: list[Tree], settle: Settle) -> Tree:
        return conjunction([*fences, self.possible(replace_atoms(whole, settle))])

    def cases(self, whole: Tree, shared: str) -> list[tuple[list[Tree], Settle]]:
        """List the cells of a fact or factor: what leaves each open, and what it settles."""
        measured = [
            atom for atom in atoms(whole) if isinstance(atom, Compares) and atom.fact == shared
        ]
        if not measured:
            leaf = next(
                node
                for node in walk(whole)
                if isinstance(node, Holds | Met) and variable(node) == shared
            )
            return [([Unrefuted(leaf, value)], _told(shared, value)) for value in (True, False)]
        return [
            (list(cell.fences), _placed(shared, cell.place, self.as_of))
            for cell in cells(measured, self.as_of)
        ]


def _told(shared: str, value: bool) -> Settle:
    """Settle one yes-no fact or factor."""
    return lambda leaf: Constant(value) if variable(leaf) == shared else leaf


def _placed(shared: str, place: int, as_of: dt.date) -> Settle:
    """Settle the comparisons of one date or count for a value at a place on its line."""

    def settle(leaf: Leaf) -> Tree:
        if isinstance(leaf, Compares) and leaf.fact == shared:
            return Constant(settled(leaf, place, as_of))
        return leaf

    return settle


def _most_shared(parts: list[Tree]) -> str:
    counts = Counter(fact for part in parts for fact in variables(part))
    return max(counts, key=lambda fact: counts[fact])


def _connected(parts: tuple[Tree, ...]) -> list[list[Tree]]:
    """Group parts that share facts, directly or through others; groups are independent."""
    groups: list[tuple[set[str], list[Tree]]] = []
    for part in parts:
        facts, members = set(variables(part)), [part]
        apart = []
        for group in groups:
            if group[0] & facts:
                facts |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (facts, members)]
    return [members for _, members in groups]
