"""A witness for a possible class: values for what is not known that bring a case into it.

The possibility itself says how (``guidance.possible``): an OR offers branches, an AND wants all its
parts, a leaf wants a fact to fall one way. What comes out is only a proposal; the oracle judges it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.interpret import answer
from evenhand.guidance.possible import Unrefuted, cut_place, possible
from evenhand.guidance.tree import And, Compares, Constant, Holds, Met, Tree, negation
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span
from tests.support.people import Facts, codes_for
from tests.support.plainly import Value

Wanted = dict[str, bool | tuple[int, int]]  # a truth value, or the places between which to lie
FAR = 10**7


class Witness:
    """Looks for a completion of one case, of an instrument, on a day."""

    def __init__(self, instrument: Instrument, facts: Facts, day: dt.date) -> None:
        self.instrument = instrument
        self.facts = facts
        self.day = day
        self.conditions = instrument.on(day)

    def of(self, class_id: str) -> dict[str, Value] | None:
        """Give values for every fact that should bring the case into a class."""
        wanted = next(self._ways(_possibility(self.instrument, class_id, self.day), {}), None)
        return (
            None
            if wanted is None
            else completed(self.instrument, self.facts, self.day, random.Random(0), wanted)
        )

    def _ways(self, tree: Tree | Unrefuted, wanted: Wanted) -> Iterator[Wanted]:
        if isinstance(tree, Constant):
            if tree.value:
                yield wanted
        elif isinstance(tree, Unrefuted):
            yield from self._leaf(tree, wanted)
        elif isinstance(tree, And):
            yield from self._all(list(tree.parts), wanted)
        else:
            for part in tree.parts:
                yield from self._ways(part, wanted)

    def _all(self, parts: list[Tree], wanted: Wanted) -> Iterator[Wanted]:
        if not parts:
            yield wanted
            return
        for found in self._ways(parts[0], wanted):
            yield from self._all(parts[1:], found)

    def _leaf(self, leaf: Unrefuted, wanted: Wanted) -> Iterator[Wanted]:
        if isinstance(leaf.atom, Met):
            tree = self.conditions.inlined(leaf.atom)
            tree = tree if leaf.positive else negation(tree)
            yield from self._ways(possible(tree, self.day), wanted)
            return
        against = Answer.NO if leaf.positive else Answer.YES
        if answer(leaf.atom, self.facts, self.day) is against:
            return
        found = self._narrowed(leaf.atom, leaf.positive, wanted)
        if found is not None:
            yield found

    def _narrowed(self, atom: Holds | Compares, positive: bool, wanted: Wanted) -> Wanted | None:
        if isinstance(atom, Holds):
            if wanted.get(atom.fact, positive) is not positive:
                return None
            return {**wanted, atom.fact: positive}
        low, high = wanted.get(atom.fact) or _places(self.facts.get(atom.fact), self._first(atom))
        cut = cut_place(atom, self.day)
        low, high = (max(low, cut), high) if positive else (low, min(high, cut - 1))
        return {**wanted, atom.fact: (low, high)} if low <= high else None

    def _first(self, atom: Compares) -> int:
        return int(self.instrument.catalogue[atom.fact].type == "date")


_made: dict[tuple[str, str, dt.date], Tree] = {}


def _possibility(instrument: Instrument, class_id: str, day: dt.date) -> Tree:
    """Give the possibility of a class, made once for each review date."""
    key = (instrument.fingerprint, class_id, day)
    if key not in _made:
        _made[key] = possible(instrument.on(day).reached()[class_id], day)
    return _made[key]


def _places(known: object, first: int) -> tuple[int, int]:
    """Give the places between which a known value lies; days count from 1, counts from 0."""
    span = known if isinstance(known, Span) else Span()
    ends = [end.toordinal() if isinstance(end, dt.date) else end for end in (span.low, span.high)]
    return (first if ends[0] is None else ends[0], FAR if ends[1] is None else ends[1])


def completed(
    instrument: Instrument,
    facts: Facts,
    day: dt.date,
    rng: random.Random,
    wanted: Mapping[str, object] | None = None,
) -> dict[str, Value]:
    """Fill in every fact that an instrument reads: as wanted, as known, else at random."""
    wanted, yes = wanted or {}, rng.choice((0.03, 0.15, 0.5))
    found: dict[str, Value] = {}
    for fact in codes_for(instrument).facts:
        entry = instrument.catalogue[fact]
        if not entry.is_span:
            known = wanted.get(fact, facts.get(fact))
            found[fact] = known if isinstance(known, bool) else rng.random() < yes
            continue
        first = int(entry.type == "date")
        low, high = wanted.get(fact) or _places(facts.get(fact), first)
        if entry.type == "count":
            found[fact] = rng.randint(low, min(high, low + 5))
        else:
            last = min(high, day.toordinal())
            found[fact] = dt.date.fromordinal(rng.randint(max(low, last - 30_000), last))
    return found
