"""What to ask: the missing facts that can still change the class, written as masks.

A missing fact matters when everything above it is open: its comparison, its factor, a list or
class that the factor could turn, and no earlier class holds already. All of it is worked out on
the docket's own words, a condition at a time, and only what is left is moved to its place in the
finding: an engine spends its time on the tests, not on the bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evenhand.guidance.conditions import Conditions
from evenhand.guidance.sql import SqlReader, chosen, distinct
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

CUTS = "cuts"


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

    def relevant(self) -> Iterator[str]:
        """Give the mask of open factors on which the class can still turn; none once it is settled.

        A factor counts through each class that speaks of it, by itself or through a list, as
        long as that list is open, that class is open, and no earlier class surely holds.
        """
        terms = []
        for n, tree in enumerate(self.conditions.classes.values()):
            for node in dict.fromkeys(walk(tree)):
                if isinstance(node, Met | AnyOf):
                    mask = self.codes.factor_mask(self.conditions.stands_for(node))
                    ended = distinct([*self._settled(tree), *self._settled(node)])
                    ways = [f"sure <= {n}", *ended]
                    terms.append(chosen(ways, "0", f"(unknown & {mask})"))
        settled = "(possible & (possible - 1)) = 0"
        yield f"CASE WHEN {settled} THEN 0 ELSE {joined(terms)} END AS relevant"

    def open_words(self) -> Iterator[str]:
        """Give what is not on the record, word by word.

        A stage of its own: inside a CASE an engine works the same text out again at each place.
        """
        for word in sorted({place.word for place in self.sql.places.values()}):
            yield f"~(yes_{word} | no_{word}) AS open_{word}"
        yield f"~(cut_yes | cut_no) AS open_{CUTS}"

    def asked_words(self) -> Iterator[str]:
        """Give, word by word, what is open and stands where it can still turn a relevant factor.

        Factors that are one yes-no fact and nothing else are not among them: such a fact is
        missing just when its factor is open, and ``missing`` takes it from there.
        """
        terms: dict[str, list[str]] = {}
        for id, tree in self.factors.items():
            if isinstance(tree, Holds):
                continue
            ended = [f"(relevant & {self.codes.factor_bits[id]}) = 0"]
            for word, term in self._standing_in(tree, ended):
                terms.setdefault(word, []).append(term)
        for word, found in terms.items():
            yield f"({joined(found)} & open_{word}) AS asked_{word}"

    def missing(self, bits: Mapping[str, int]) -> str:
        """Write the mask of those facts in ``bits`` that are missing and can change the class."""
        return joined([*self._singles(bits), *self._from_words(bits), *self._from_cuts(bits)])

    def _standing_in(self, tree: Tree, ended: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Give, for a condition and those nested in it, the bits of its leaves unless it ended."""
        by_word: dict[str, int] = {}
        for leaf in _direct(tree):
            word, bit = self._place(leaf)
            by_word[word] = by_word.get(word, 0) | bit
        for word, mask in by_word.items():
            yield word, chosen(ended, "0", str(mask))
        for part in children(tree):
            if isinstance(part, And | Or):
                # An open AND has no part that is refuted, an open OR none that is proven.
                own = self.sql.proven(part) if isinstance(tree, And) else self.sql.refuted(part)
                yield from self._standing_in(part, [*ended, *own])

    def _place(self, leaf: Holds | Compares) -> tuple[str, int]:
        if isinstance(leaf, Compares):
            return CUTS, self.sql.cuts[leaf]
        place = self.sql.places[leaf.fact]
        return str(place.word), place.bit

    def _singles(self, bits: Mapping[str, int]) -> list[str]:
        moves = {
            self.codes.factor_bits[id].bit_length() - 1: bits[tree.fact].bit_length() - 1
            for id, tree in self.factors.items()
            if isinstance(tree, Holds) and tree.fact in bits
        }
        return moved("relevant", moves.items())

    def _from_words(self, bits: Mapping[str, int]) -> Iterator[str]:
        found = {
            leaf.fact
            for tree in self.factors.values()
            if not isinstance(tree, Holds)
            for leaf in walk(tree)
            if isinstance(leaf, Holds)
        }
        by_word: dict[int, list[tuple[int, int]]] = {}
        for fact in bits:
            if fact in found:
                place = self.sql.places[fact]
                move = (place.shift, bits[fact].bit_length() - 1)
                by_word.setdefault(place.word, []).append(move)
        for word, moves in by_word.items():
            yield from moved(f"asked_{word}", moves)

    def _from_cuts(self, bits: Mapping[str, int]) -> Iterator[str]:
        # The second cut of a fact comes to the same place as its first, so it moves by itself.
        rounds: list[dict[int, int]] = []
        for cut, bit in self.sql.cuts.items():
            if cut.fact in bits:
                target = bits[cut.fact].bit_length() - 1
                free = next((moves for moves in rounds if target not in moves), None)
                if free is None:
                    rounds.append(free := {})
                free[target] = bit.bit_length() - 1
        for moves in rounds:
            pairs = [(source, target) for target, source in moves.items()]
            yield from moved(f"asked_{CUTS}", pairs)

    def _settled(self, node: Tree) -> list[str]:
        return self.sql.settled(self.conditions.listed(node))


def _direct(tree: Tree) -> list[Holds | Compares]:
    """Give the leaves that stand directly in a condition, plain or denied."""
    parts = tree.parts if isinstance(tree, And | Or) else (tree,)
    bare = [part.part if isinstance(part, Not) else part for part in parts]
    return [part for part in bare if isinstance(part, Holds | Compares)]
