"""Each factor's whole truth table: every cell, every unknown, every range across a cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import pytest

from evenhand.guidance.tree import reads_each_fact_once
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span
from tests.support.people import (
    Facts,
    Row,
    codes_for,
    differences,
    engine_rows,
    interpreter_rows,
)
from tests.support.plainly import met
from tests.support.tables import DAY, SHIPPED, cells, table

FACTORS = [(id, factor) for id, item in SHIPPED.items() for factor in item.factors]


@cache
def _findings(id: str, factor: str) -> list[Row]:
    """Review every row of a factor's table, one by one."""
    return interpreter_rows(SHIPPED[id], table(id, factor))


@pytest.mark.parametrize("as_of", [DAY, None], ids=["one date", "a date for each case"])
@pytest.mark.parametrize("id", SHIPPED)
def test_whole_truth_tables_are_the_same_on_both_readers(id: str, as_of: dt.date | None) -> None:
    """All six columns agree on every row of every factor's table."""
    factors = SHIPPED[id].factors
    people = [person for factor in factors for person in table(id, factor)]
    found = [row for factor in factors for row in _findings(id, factor)]
    assert len(people) > 3 * len(factors)
    assert differences(people, found, engine_rows(SHIPPED[id], people, as_of=as_of)) == []


@pytest.mark.parametrize(("id", "factor"), FACTORS, ids=[f"{i} {f}" for i, f in FACTORS])
def test_a_factor_is_answered_as_its_words_say(id: str, factor: str) -> None:
    """Yes only where every way of filling in is met, no only where none is, by Python's reading.

    Where a factor reads each fact once the converse holds too: cannot tell is said only where
    both can still come out.
    """
    instrument, values = SHIPPED[id], cells(id, factor)
    conditions = instrument.on(DAY)
    exact = reads_each_fact_once(conditions.inlined(conditions.factors[factor]))
    words = {
        full: met(instrument, dict(zip(values, full, strict=True)), DAY, factor)
        for full in product(*values.values())
    }
    for facts, given in _answers(id, factor):
        truths = {words[full] for full in product(*_room(values, facts))}
        if given is not Answer.CANNOT_TELL:
            assert truths == {given is Answer.YES}, facts
        elif exact and (len(truths) == 1):
            assert _only_past(factor, id, facts, truths), facts


def _answers(id: str, factor: str) -> Iterator[tuple[Facts, Answer]]:
    """Give what the interpreter answers on each row of a factor's own table."""
    bit = codes_for(SHIPPED[id]).factor_bits[factor]
    for (facts, _), row in zip(table(id, factor), _findings(id, factor), strict=True):
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
