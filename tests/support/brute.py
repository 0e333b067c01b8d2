"""Brute force: every way to fill in what is not known, judged by the oracle of ``plainly``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement, product
from typing import Any

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.tree import YearsBefore
from evenhand.review.codes import codes_of
from evenhand.terms.span import Span
from tests.support.people import Facts, edges
from tests.support.plainly import Value, class_of, met

Full = tuple[Value, ...]


@dataclass(frozen=True)
class Universe:
    """All cases that an instrument can tell apart on a day: every value of every fact it reads."""

    instrument: Instrument
    day: dt.date

    @cached_property
    def facts(self) -> tuple[str, ...]:
        return codes_of(self.instrument).facts

    @cached_property
    def values(self) -> dict[str, Sequence[Value]]:
        """Give for each fact the values between which some comparison may differ."""
        cuts = edges(self.instrument)
        return {fact: self._values(fact, cuts.get(fact, [])) for fact in self.facts}

    def _values(self, fact: str, cuts: Sequence[Any]) -> Sequence[Value]:
        kind = self.instrument.catalogue[fact].type
        if kind == "yes-no":
            return (True, False)
        if kind == "count":
            return range(max(cuts) + 2)
        days = [cut.on(self.day) if isinstance(cut, YearsBefore) else cut for cut in cuts]
        step = dt.timedelta(days=1)
        near = {day + n * step for day in days for n in (-1, 0, 1)}
        return sorted(day for day in near if day <= self.day)

    @cached_property
    def classes(self) -> dict[Full, str]:
        """Give the class of every case of which everything is known."""
        return {
            full: class_of(self.instrument, self._named(full), self.day)
            for full in product(*self.values.values())
        }

    def met(self, factor: str) -> dict[Full, bool]:
        """Say of every fully known case whether a factor is met."""
        instrument, day = self.instrument, self.day
        return {full: met(instrument, self._named(full), day, factor) for full in self.classes}

    def _named(self, full: Full) -> Mapping[str, Value]:
        return dict(zip(self.facts, full, strict=True))

    def partial(self) -> Iterator[Facts]:
        """Give every state of knowledge: each fact known, unknown, or a range of each shape."""
        for states in product(*(self._states(fact) for fact in self.facts)):
            pairs = zip(self.facts, states, strict=True)
            yield {fact: known for fact, known in pairs if known is not None}

    def _states(self, fact: str) -> list[Any]:
        values = self.values[fact]
        if not self.instrument.catalogue[fact].is_span:
            return [None, True, False]
        closed = [Span(low, high) for low, high in combinations_with_replacement(values, 2)]
        open_ended = [Span(low) for low in values] + [Span(None, high) for high in values]
        return [None, *closed, *open_ended]

    def room(self, facts: Facts) -> list[Sequence[Value]]:
        """Give the values that each fact may still have."""
        return [
            [value for value in values if _fits(value, facts.get(fact))]
            for fact, values in self.values.items()
        ]

    def reached(self, facts: Facts) -> set[str]:
        """Give the classes that filling in what is not known can reach."""
        return {self.classes[full] for full in product(*self.room(facts))}

    def turning(self, facts: Facts) -> set[str]:
        """Give the facts that, changed alone in some completion, change the class."""
        room = self.room(facts)
        found = set()
        for place, fact in enumerate(self.facts):
            others = [*room[:place], room[place][:1], *room[place + 1 :]]
            if len(room[place]) > 1 and any(
                len({self.classes[(*full[:place], v, *full[place + 1 :])] for v in room[place]}) > 1
                for full in product(*others)
            ):
                found.add(fact)
        return found


def _fits(value: Value, known: object) -> bool:
    if isinstance(known, Span):
        above = known.low is None or value >= known.low
        return above and (known.high is None or value <= known.high)
    return known is None or value == known
