"""Yes-no facts packed as bits: what a review reads, so that a rule costs a word, not a column.

Beside its one nullable column per fact, the docket's ``facts`` table carries pairs of words:
``yes_1`` has a fact's bit where the answer is yes, ``no_1`` where it is no; neither means unknown,
and both never. A condition over thirty facts is then a few integer operations on any engine, with
no NULL in them. Words follow the catalogue's order, ``WIDTH`` facts to a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.docket.catalogue import Catalogue
from evenhand.engines.duck import name

WIDTH = 62


@dataclass(frozen=True)
class Place:
    """Where a yes-no fact lies: the number of its word, from 1, and its bit's place, from 0."""

    word: int
    shift: int

    @property
    def bit(self) -> int:
        """The fact's bit in its word."""
        return 1 << self.shift


def places(catalogue: Catalogue) -> dict[str, Place]:
    """Give each yes-no fact its place, in the catalogue's order."""
    facts = [fact.name for fact in catalogue.values() if not fact.is_span]
    return {fact: Place(1 + n // WIDTH, n % WIDTH) for n, fact in enumerate(facts)}


def word_columns(catalogue: Catalogue) -> list[str]:
    """Name the word columns of the ``facts`` table, in order."""
    words = sorted({place.word for place in places(catalogue).values()})
    return [f"{side}_{word}" for word in words for side in ("yes", "no")]


def packing(catalogue: Catalogue) -> Iterator[str]:
    """Write the words as SQL expressions over the wide columns, one ``... AS yes_1`` each."""
    by_word: dict[int, list[tuple[str, int]]] = {}
    for fact, place in places(catalogue).items():
        by_word.setdefault(place.word, []).append((name(fact), place.bit))
    for word, facts in by_word.items():
        for side, test in (("yes", "{}"), ("no", "NOT {}")):
            terms = (
                f"CASE WHEN {test.format(column)} THEN {bit} ELSE 0 END" for column, bit in facts
            )
            yield f"CAST({' | '.join(terms)} AS BIGINT) AS {side}_{word}"
