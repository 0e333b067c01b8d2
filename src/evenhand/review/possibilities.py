"""Which classes are still possible, written as a mask; what several classes need is asked once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping

from evenhand.guidance.conditions import Conditions
from evenhand.guidance.possible import possible
from evenhand.guidance.sql import SqlReader
from evenhand.guidance.tree import And, Or, Tree, conjunction
from evenhand.review.bits import mask_of


class Possibilities:
    """Writes the possible classes of an instrument on a day.

    "List B can still be met" and "list B can still be missed" each stand in several classes and
    have many ways; each such part is a bit of the column ``rooms``, worked out in a stage before.
    """

    def __init__(
        self, conditions: Conditions, day: dt.date, classes: Mapping[str, int], sql: SqlReader
    ) -> None:
        self.sql = sql
        self.classes = classes
        self.trees = {id: possible(tree, day) for id, tree in conditions.reached().items()}
        needed = Counter(part for tree in self.trees.values() for part in _parts(tree))
        shared = [part for part, n in needed.items() if n > 1 and isinstance(part, Or)]
        self.rooms = {part: 1 << n for n, part in enumerate(shared)}

    def shared(self) -> Iterator[str]:
        """Give which of the parts that several classes need are open."""
        yield f"{mask_of((self.sql.possibility(p), bit) for p, bit in self.rooms.items())} AS rooms"

    def possible(self) -> str:
        """Write the mask of the classes that can still come about."""
        return mask_of((self._ways(tree), self.classes[id]) for id, tree in self.trees.items())

    def _ways(self, tree: Tree) -> list[str]:
        own = [part for part in _parts(tree) if part not in self.rooms]
        bits = sum(self.rooms[part] for part in _parts(tree) if part in self.rooms)
        ways = self.sql.possibility(conjunction(own))
        if not bits:
            return ways
        test = f"(rooms & {bits}) = {bits}"
        return [test if way == "TRUE" else f"{test} AND {way}" for way in ways]


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, And) else (tree,)
