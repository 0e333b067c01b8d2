"""Whether everything that is not proven can turn out untrue at once.

The class on the record counts every cannot-tell as not met. That class can really come about where
one way of filling in the unknowns leaves all of them unmet together, and it always can unless some
fact is read both ways: then an unknown must fall to one side or the other, and either side meets
something.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from evenhand.guidance.possible import cut_place
from evenhand.guidance.tree import And, Compares, Holds, Not, Or, Tree


def read_both_ways(trees: Iterable[Tree], as_of: dt.date) -> list[str]:
    """Give the facts of which not everything unproven can be untrue at once, in order written.

    ``trees`` are conditions over facts in normal form. A yes-no fact is among them if one
    condition wants it and another denies it; a date or count, if below one cut something is met
    and from the same cut or an earlier one on something else is, so that no value lies between.
    """
    wanted: dict[str, list[tuple[Holds | Compares, bool]]] = {}
    for tree in trees:
        for leaf, positive in _leaves(tree):
            wanted.setdefault(leaf.fact, []).append((leaf, positive))
    return [fact for fact, leaves in wanted.items() if not _room(leaves, as_of)]


def _leaves(tree: Tree) -> Iterator[tuple[Holds | Compares, bool]]:
    if isinstance(tree, Holds | Compares):
        yield tree, True
    elif isinstance(tree, Not) and isinstance(tree.part, Holds | Compares):
        yield tree.part, False
    elif isinstance(tree, And | Or):
        for part in tree.parts:
            yield from _leaves(part)


def _room(leaves: list[tuple[Holds | Compares, bool]], as_of: dt.date) -> bool:
    """Whether, however much is known of a fact, a value is left that meets nothing unproven."""
    cuts = {
        positive: [
            (cut_place(leaf, as_of), not isinstance(leaf.boundary, int))
            for leaf, side in leaves
            if isinstance(leaf, Compares) and side is positive
        ]
        for positive in (True, False)
    }
    if not cuts[True] and not cuts[False]:
        return len({positive for _, positive in leaves}) == 1
    met_from = min((place for place, _ in cuts[True]), default=None)
    met_before = max((place for place, _ in cuts[False]), default=0)
    dated = any(dated for side in cuts.values() for _, dated in side)
    # Counts start at nought, and nothing is known on a day of its future.
    between = met_from is None or met_before < met_from
    return between and not (dated and met_before > as_of.toordinal())
