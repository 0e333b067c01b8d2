"""Each factor's whole truth table: every cell, every unknown, every range across a cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product
from typing import Any

import pytest

from evenhand.guidance.checks import completions
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.guidance.tree import facts_of, reads_each_fact_once
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span
from tests.support.effort import amount
from tests.support.people import (
    Facts,
    Person,
    Row,
    codes_for,
    differences,
    engine_rows,
    interpreter_rows,
)
from tests.support.plainly import met

SHIPPED = {instrument.id: instrument for instrument in shipped()}
DAY = dt.date(2012, 2, 29)
FACTORS = [(id, factor) for id, item in SHIPPED.items() for factor in item.factors]


@cache
def _cells(id: str, factor: str) -> dict[str, list[Any]]:
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
def _table(id: str, factor: str) -> list[Person]:
    cells = _cells(id, factor)
    wide = len(cells) > amount(3, 8)
    rows = product(*(dict.fromkeys(_states(values, wide)) for values in cells.values()))
    return [
        ({f: known for f, known in zip(cells, row, strict=True) if known is not None}, DAY)
        for row in rows
    ]


@cache
def _findings(id: str, factor: str) -> list[Row]:
    """Review every row of a factor's table, one by one."""
    return interpreter_rows(SHIPPED[id], _table(id, factor))


@pytest.mark.parametrize("as_of", [DAY, None], ids=["one date", "a date for each case"])
@pytest.mark.parametrize("id", SHIPPED)
def test_whole_truth_tables_are_the_same_on_both_readers(id: str, as_of: dt.date | None) -> None:
    """All six columns agree on every row of every factor's table."""
    factors = SHIPPED[id].factors
    people = [person for factor in factors for person in _table(id, factor)]
    found = [row for factor in factors for row in _findings(id, factor)]
    assert len(people) > 3 * len(factors)
    assert differences(people, found, engine_rows(SHIPPED[id], people, as_of=as_of)) == []


@pytest.mark.parametrize(("id", "factor"), FACTORS, ids=[f"{i} {f}" for i, f in FACTORS])
def test_a_factor_is_answered_as_its_words_say(id: str, factor: str) -> None:
    """Yes only where every way of filling in is met, no only where none is, by Python's reading.

    Where a factor reads each fact once the converse holds too: cannot tell is said only where
    both can still come out.
    """
    instrument, cells = SHIPPED[id], _cells(id, factor)
    conditions = instrument.on(DAY)
    exact = reads_each_fact_once(conditions.inlined(conditions.factors[factor]))
    words = {
        full: met(instrument, dict(zip(cells, full, strict=True)), DAY, factor)
        for full in product(*cells.values())
    }
    for facts, given in _answers(id, factor):
        truths = {words[full] for full in product(*_room(cells, facts))}
        if given is not Answer.CANNOT_TELL:
            assert truths == {given is Answer.YES}, facts
        elif exact and (len(truths) == 1):
            assert _only_past(factor, id, facts, truths), facts


def _answers(id: str, factor: str) -> Iterator[tuple[Facts, Answer]]:
    """Give what the interpreter answers on each row of a factor's own table."""
    bit = codes_for(SHIPPED[id]).factor_bits[factor]
    for (facts, _), row in zip(_table(id, factor), _findings(id, factor), strict=True):
        _, _, yes, unknown, *_ = row
        yield facts, Answer.of(True if yes & bit else None if unknown & bit else False)


def _room(cells: dict[str, list[Any]], facts: Facts) -> list[list[Any]]:
    found = []
    for fact, values in cells.items():
        known = facts.get(fact)
        if isinstance(known, Span):
            low, high = known.low or values[0], values[-1] if known.high is None else known.high
            found.append([value for value in values if low <= value <= high])
        else:
            found.append(values if known is None else [known])
    return found


def _only_past(factor: str, id: str, facts: Facts, truths: set[bool]) -> bool:
    """Whether only a day still to come could make it false: "has been present", by length alone."""
    return truths == {True} and (id, factor) == ("ice-2011-06-17", "F2a")
