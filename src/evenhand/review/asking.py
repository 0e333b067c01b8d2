"""What to ask: the missing facts that can still change the class, written as masks.

A missing fact matters when everything above it is open: its comparison, its factor, a list or
class that the factor could turn, and no earlier class holds already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evenhand.guidance.instrument import Conditions
from evenhand.guidance.sql import SqlReader, chosen
from evenhand.guidance.tree import (
    And,
    AnyOf,
    Compares,
    Holds,
    Met,
    Not,
    Or,
    Tree,
    children,
    walk,
)
from evenhand.review.bits import joined, moved
from evenhand.review.codes import Codes


class Asking:
    """Writes the masks of facts to ask for: those to look up, and those for a person to judge."""

    def __init__(
        self,
        conditions: Conditions,
        factors: Mapping[str, Tree],
        codes: Codes,
        sql: SqlReader,
    ) -> None:
        self.conditions = conditions
        self.factors = factors
        self.codes = codes
        self.sql = sql

    def relevant(self) -> str:
        """Write the mask of open factors on which the class can still turn.

        A factor counts through each class that speaks of it, by itself or through a list, as
        long as that list is open, that class is open, and no earlier class surely holds.
        """
        terms = []
        for n, tree in enumerate(self.conditions.classes.values()):
            for node in dict.fromkeys(walk(tree)):
                if isinstance(node, Met | AnyOf):
                    mask = self.codes.factor_mask(self._members(node))
                    ended = [f"sure <= {n}", *self._settled(tree), *self._settled(node)]
                    terms.append(chosen(ended, "0", f"(unknown & {mask})"))
        return joined(terms)

    def open_words(self) -> Iterator[str]:
        """Give what is not on the record, word by word, and the cuts that relevant factors read.

        A stage of its own: inside a CASE an engine works the same text out again at each place.
        """
        for word in sorted({place.word for place in self.sql.places.values()}):
            yield f"~(yes_{word} | no_{word}) AS open_{word}"
        read = [
            self._if_relevant(id, str(sum({self.sql.cuts[cut] for cut in cuts})))
            for id, tree in self.factors.items()
            if (cuts := [leaf for leaf in _direct(tree) if isinstance(leaf, Compares)])
        ]
        yield f"({joined(read)} & ~(cut_yes | cut_no)) AS open_cuts"

    def missing(self, bits: Mapping[str, int]) -> str:
        """Write the mask of those facts in ``bits`` that are missing and can change the class."""
        facts = f"({joined(self._plainly_read(bits))} & {joined(self._unknown(bits))})"
        cuts = self._cuts_plainly_read(bits)
        return joined([facts, *cuts, *self._read_in_depth(bits)])

    def _settled(self, node: Tree) -> list[str]:
        return self.sql.settled(self.conditions.listed(node))

    def _unknown(self, bits: Mapping[str, int]) -> Iterator[str]:
        """Give the yes-no facts that are not on the record, brought to the places of the mask."""
        by_word: dict[int, list[tuple[int, int]]] = {}
        for fact, bit in bits.items():
            if place := self.sql.places.get(fact):
                moves = by_word.setdefault(place.word, [])
                moves.append((place.shift, bit.bit_length() - 1))
        for word, moves in by_word.items():
            yield from moved(f"open_{word}", moves)

    def _plainly_read(self, bits: Mapping[str, int]) -> Iterator[str]:
        """Give the yes-no facts that stand directly in a relevant factor.

        In such a factor each missing fact matters as long as the factor is open. A factor of one
        fact is open just when that fact is missing, so those need no test of their own.
        """
        singles: dict[int, int] = {}
        for id, tree in self.factors.items():
            found = sum(bits.get(leaf.fact, 0) for leaf in _direct(tree) if isinstance(leaf, Holds))
            if found and isinstance(tree, And | Or):
                yield self._if_relevant(id, str(found))
            elif found:
                singles[self.codes.factor_bits[id].bit_length() - 1] = found.bit_length() - 1
        yield from moved("relevant", singles.items())

    def _cuts_plainly_read(self, bits: Mapping[str, int]) -> Iterator[str]:
        """Give the dates and counts that stand directly in a relevant factor and leave it open."""
        direct = {leaf for tree in self.factors.values() for leaf in _direct(tree)}
        for cut, bit in self.sql.cuts.items():
            if cut in direct and cut.fact in bits:
                # One by one: two cuts of one fact come to the same place, which a run cannot.
                step = (bit.bit_length() - 1, bits[cut.fact].bit_length() - 1)
                yield from moved("open_cuts", [step])

    def _read_in_depth(self, bits: Mapping[str, int]) -> Iterator[str]:
        """Give the facts inside nested conditions, each with its own test."""
        for id, tree in self.factors.items():
            parts = [text for part in children(tree) for text in self._chains(part, bits)]
            if parts:
                yield self._if_relevant(id, " | ".join(parts))

    def _chains(self, tree: Tree, bits: Mapping[str, int]) -> Iterator[str]:
        """Give each wanted fact below an inner node: its bit, unless something above is settled."""
        if isinstance(tree, And | Or):
            for leaf in _direct(tree):
                if leaf.fact in bits:
                    yield self._unless(tree, self._unless(leaf, str(bits[leaf.fact])))
            for part in tree.parts:
                for text in self._chains(part, bits):
                    yield self._unless(tree, text)

    def _unless(self, node: Tree, text: str) -> str:
        return chosen(self.sql.settled(node), "0", text)

    def _if_relevant(self, factor: str, text: str) -> str:
        bit = self.codes.factor_bits[factor]
        return chosen([f"(relevant & {bit}) <> 0"], f"({text})")

    def _members(self, node: Met | AnyOf) -> tuple[str, ...]:
        """Give the factors a node stands for; what those refer to is written out inside them."""
        return (node.factor,) if isinstance(node, Met) else self.conditions.lists[node.list]


def _direct(tree: Tree) -> list[Holds | Compares]:
    """Give the leaves that stand directly in a condition, plain or denied."""
    parts = tree.parts if isinstance(tree, And | Or) else (tree,)
    bare = [part.part if isinstance(part, Not) else part for part in parts]
    return [part for part in bare if isinstance(part, Holds | Compares)]
