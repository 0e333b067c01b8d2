"""The whole truth table of each factor of the shipped instruments, as cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from typing import Any

from evenhand.guidance.checks import completions
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.guidance.tree import facts_of
from evenhand.terms.span import Span
from tests.support.effort import amount
from tests.support.people import Person

SHIPPED = {instrument.id: instrument for instrument in shipped()}
DAY = dt.date(2012, 2, 29)


@cache
def cells(id: str, factor: str) -> dict[str, list[Any]]:
    """Give one value for each cell of each fact that a factor reads."""
    instrument = SHIPPED[id]
    conditions = instrument.on(DAY)
    tree = conditions.inlined(conditions.factors[factor])
    found: dict[str, set[Any]] = {fact: set() for fact in facts_of(tree)}
    for values in completions(tree, DAY):
        for fact, value in values.items():
            found[fact].add(value)
    return {fact: _placed(instrument, fact, places) for fact, places in found.items()}


def _placed(instrument: Instrument, fact: str, places: set[Any]) -> list[Any]:
    if instrument.catalogue[fact].type == "date":
        return [dt.date.fromordinal(place) for place in sorted(places)]
    return sorted(places)


def _states(values: list[Any], wide: bool) -> Iterator[Any]:
    """Give what may be known of a fact: nothing, a cell, a stretch across a cut, open ends.

    In the tables of the widest factors the open ends are left out: there are too many rows.
    """
    yield None
    if isinstance(values[0], bool):
        yield from values
        return
    yield from (Span(value, value) for value in values)
    yield from (Span(low, high) for low, high in pairwise(values))
    for value in () if wide else values:
        yield from (Span(value), Span(None, value))


@cache
def table(id: str, factor: str) -> list[Person]:
    """Give every row of a factor's truth table as a case."""
    values = cells(id, factor)
    wide = len(values) > amount(3, 8)
    rows = product(*(dict.fromkeys(_states(each, wide)) for each in values.values()))
    return [
        ({f: known for f, known in zip(values, row, strict=True) if known is not None}, DAY)
        for row in rows
    ]
