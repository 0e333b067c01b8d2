"""The typed tree of a condition: what every reader (SQL, interpreter, case split) walks.

Only AND, OR, NOT and comparisons with constants exist here, because only those mean the same
thing, unknowns included, on every engine. A fact may be known as a range, so a comparison is
answered *yes* or *no* only when the whole range lies on one side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evenhand.terms.span import years_before

Operator = Literal["<", "<=", ">", ">=", "=="]


@dataclass(frozen=True)
class YearsBefore:
    """The day ``years`` years before the review date; it becomes a date once that is known."""

    years: int

    def on(self, as_of: dt.date) -> dt.date:
        """Give the day itself for a review on ``as_of``."""
        return years_before(as_of, self.years)


@dataclass(frozen=True)
class Constant:
    """A condition that is always met, or never."""

    value: bool


@dataclass(frozen=True)
class Holds:
    """A yes-no fact."""

    fact: str


@dataclass(frozen=True)
class Compares:
    """A date or count fact against a constant."""

    fact: str
    operator: Operator
    boundary: int | dt.date | YearsBefore


@dataclass(frozen=True)
class Met:
    """Whether another factor of the instrument is met."""

    factor: str


@dataclass(frozen=True)
class AnyOf:
    """Whether any factor of a list of the instrument is met."""

    list: str


@dataclass(frozen=True)
class Not:
    """The contrary."""

    part: Tree


@dataclass(frozen=True)
class And:
    """All parts hold."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Or:
    """At least one part holds."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Unrefuted:
    """What is known leaves room for a leaf to be true (``positive``) or to be false.

    Never written in an instrument: conditions of what is still possible are made of these.
    """

    atom: Holds | Compares | Met
    positive: bool


Atom = Holds | Compares
Tree = Constant | Holds | Compares | Met | AnyOf | Not | And | Or | Unrefuted

YES = Constant(True)
NO = Constant(False)


def children(tree: Tree) -> tuple[Tree, ...]:
    """Give the parts directly below a node."""
    if isinstance(tree, And | Or):
        return tree.parts
    return (tree.part,) if isinstance(tree, Not) else ()


def walk(tree: Tree) -> Iterator[Tree]:
    """Give a node and all below it, in the order written."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def atoms(tree: Tree) -> list[Atom]:
    """Give the distinct atoms of a tree, in the order written."""
    return list(dict.fromkeys(node for node in walk(tree) if isinstance(node, Holds | Compares)))


def facts_of(tree: Tree) -> list[str]:
    """Give the distinct facts a tree reads directly, in the order written."""
    return list(dict.fromkeys(atom.fact for atom in atoms(tree)))


def reads_each_fact_once(tree: Tree) -> bool:
    """Whether no fact stands in a tree twice: then its three-valued answer is exact."""
    found = [node for node in walk(tree) if isinstance(node, Holds | Compares)]
    return len(found) == len({atom.fact for atom in found})


def conjunction(parts: list[Tree]) -> Tree:
    """Build an AND with constants folded, duplicates dropped and nested ANDs flattened."""
    flat: dict[Tree, None] = {}
    for part in parts:
        for piece in part.parts if isinstance(part, And) else (part,):
            if piece == NO:
                return NO
            if piece != YES:
                flat[piece] = None
    return _joined(And, tuple(flat), YES)


def disjunction(parts: list[Tree]) -> Tree:
    """Build an OR with constants folded, duplicates dropped and nested ORs flattened."""
    flat: dict[Tree, None] = {}
    for part in parts:
        for piece in part.parts if isinstance(part, Or) else (part,):
            if piece == YES:
                return YES
            if piece != NO:
                flat[piece] = None
    return _joined(Or, tuple(flat), NO)


def _joined(join: type[And] | type[Or], parts: tuple[Tree, ...], empty: Constant) -> Tree:
    if not parts:
        return empty
    return parts[0] if len(parts) == 1 else join(parts)


def negation(tree: Tree) -> Tree:
    """Give the contrary with NOT pushed down to the atoms (negation normal form)."""
    if isinstance(tree, Constant):
        return Constant(not tree.value)
    if isinstance(tree, Not):
        return normal(tree.part)
    if isinstance(tree, And):
        return disjunction([negation(part) for part in tree.parts])
    if isinstance(tree, Or):
        return conjunction([negation(part) for part in tree.parts])
    if isinstance(tree, Compares) and tree.operator not in (">", ">="):
        return negation(_from_here_on(tree))
    return Not(tree)


def _from_here_on(tree: Compares) -> Tree:
    """Write a comparison with cuts alone: from the boundary on, or from just past it on.

    A value is then known by the cuts it lies past, and each cut is one yes-no question.
    """
    here = Compares(tree.fact, ">=", tree.boundary)
    past = Compares(tree.fact, ">", tree.boundary)
    if tree.operator == "<":
        return Not(here)
    if tree.operator == "<=":
        return Not(past)
    return And((here, Not(past))) if tree.operator == "==" else tree


def normal(tree: Tree) -> Tree:
    """Give the tree in negation normal form, constants folded, comparisons as ``>=`` or ``>``."""
    if isinstance(tree, Compares):
        return _from_here_on(tree)
    if isinstance(tree, Not):
        return negation(tree.part)
    if isinstance(tree, And):
        return conjunction([normal(part) for part in tree.parts])
    if isinstance(tree, Or):
        return disjunction([normal(part) for part in tree.parts])
    return tree
