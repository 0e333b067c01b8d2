"""A safeguard's conditions taken apart once, for both readers: what holds it open, what is missing.

The reader of one case (``ground``) and the one of a whole docket (``statement``) walk these same
trees, so that which facts a hold rests on is written in one place only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from evenhand.docket.catalogue import Catalogue
from evenhand.guidance.tree import (
    And,
    Compares,
    Holds,
    Not,
    Or,
    Tree,
    atoms,
    conjunction,
)
from evenhand.safeguards.safeguard import Safeguard
from evenhand.terms.refusal import BadGuidance

WIDTH = 62
# A fact, and the condition that proves that it holds the safeguard open (or lifts it).
Support = tuple[str, Tree]
# A fact, and the conditions around it: it is asked for where every one of them is open.
Gap = tuple[str, tuple[Tree, ...]]


@dataclass(frozen=True)
class Compiled:
    """A safeguard's two conditions, and for each of their facts when it matters."""

    safeguard: Safeguard
    when: Tree
    unless: Tree
    because: tuple[Support, ...]
    lifted_by: tuple[Support, ...]
    missing: tuple[Gap, ...]

    @property
    def cuts(self) -> list[Compares]:
        """The comparisons of dates and counts it makes."""
        read = [*atoms(self.when), *atoms(self.unless)]
        return [atom for atom in read if isinstance(atom, Compares)]


def compiled(safeguard: Safeguard) -> Compiled:
    """Take a safeguard's conditions apart."""
    when, unless = safeguard.when_tree, safeguard.unless_tree
    return Compiled(
        safeguard,
        when,
        unless,
        tuple(_supports(when, ())),
        tuple(_supports(unless, ())),
        tuple(_gaps(when, ())),
    )


def _leaf(tree: Tree) -> str:
    bare = tree.part if isinstance(tree, Not) else tree
    return bare.fact if isinstance(bare, Holds | Compares) else ""


def _supports(tree: Tree, above: tuple[Tree, ...]) -> Iterator[Support]:
    """Give the facts below a node; each counts where it is proven, and every AND around it is.

    An OR around it needs no asking: it is proven with its part.
    """
    if fact := _leaf(tree):
        yield fact, conjunction([*above, tree])
    elif isinstance(tree, And | Or):
        whole = (*above, tree) if isinstance(tree, And) else above
        for part in tree.parts:
            yield from _supports(part, whole)


def _gaps(tree: Tree, above: tuple[Tree, ...]) -> Iterator[Gap]:
    """Give the facts below a node, each with all that must be open for it to matter."""
    path = (*above, tree)
    if fact := _leaf(tree):
        yield fact, path
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _gaps(part, path)


def fact_bits(safeguards: Sequence[Safeguard], catalogue: Catalogue) -> dict[str, int]:
    """Number the facts that safeguards read, in the asking order; raises BadGuidance past 62."""
    return _bits("facts", catalogue.in_order({fact for item in safeguards for fact in item.facts}))


def cut_bits(items: Sequence[Compiled]) -> dict[Compares, int]:
    """Number the comparisons that safeguards make; raises BadGuidance past 62."""
    return _bits("dates and counts compared", [cut for item in items for cut in item.cuts])


Named = TypeVar("Named", str, Compares)


def _bits(what: str, names: Iterable[Named]) -> dict[Named, int]:
    bits = {name: 1 << place for place, name in enumerate(dict.fromkeys(names))}
    if len(bits) > WIDTH:
        raise BadGuidance(
            f"These safeguards read {len(bits)} {what}; a mask has room for {WIDTH}.",
            "Ask for fewer safeguards at a time.",
        )
    return bits
