"""Possible classes: exactly those that filling in what is not known can reach."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.review.codes import codes_of
from evenhand.review.finding import review_case
from tests.support.brute import Universe
from tests.support.effort import amount
from tests.support.entangled import COMPLEMENTARY, ENTANGLED, entangled
from tests.support.people import Person, differences, drawn, engine_rows, row_of
from tests.support.plainly import class_of
from tests.support.tiny import tiny
from tests.support.witness import Witness, completed

DAY = dt.date(2012, 2, 29)
SHIPPED = {instrument.id: instrument for instrument in shipped()}
ALL = [*ENTANGLED, *COMPLEMENTARY]


@cache
def _small(name: str) -> Instrument:
    with TemporaryDirectory() as folder:
        return entangled(Path(folder), name)


@cache
def _universe(name: str) -> Universe:
    return Universe(_small(name), DAY)


@cache
def _people(name: str) -> list[Person]:
    return [(facts, DAY) for facts in _universe(name).partial()]


@pytest.mark.parametrize("name", ALL)
def test_possible_classes_are_exact(name: str) -> None:
    """For every state of knowledge, the possible classes are those that brute force reaches."""
    universe, instrument = _universe(name), _small(name)
    assert len(_people(name)) > 20
    for facts, _ in _people(name):
        found = set(review_case(instrument, facts, DAY).possible)
        assert found == universe.reached(facts), facts


@pytest.mark.parametrize("as_of", [DAY, None], ids=["one date", "a date for each case"])
@pytest.mark.parametrize("name", ALL)
def test_possible_classes_are_exact_on_the_engine(name: str, as_of: dt.date | None) -> None:
    """The engine's possible classes are those that brute force reaches."""
    universe, bits = _universe(name), codes_of(_small(name)).class_bits
    rows = engine_rows(_small(name), _people(name), as_of=as_of)
    for (facts, _), (_, mask, *_) in zip(_people(name), rows, strict=True):
        assert {id for id, bit in bits.items() if mask & bit} == universe.reached(facts), facts


@pytest.mark.parametrize("as_of", [DAY, None], ids=["one date", "a date for each case"])
@pytest.mark.parametrize("name", ALL)
def test_every_state_of_knowledge_is_the_same_on_both_readers(
    name: str, as_of: dt.date | None
) -> None:
    """All six columns agree for every state of knowledge of an entangled instrument."""
    instrument, people = _small(name), _people(name)
    codes = codes_of(instrument)
    found = [row_of(codes, review_case(instrument, facts, DAY)) for facts, _ in people]
    assert differences(people, found, engine_rows(instrument, people, as_of=as_of)) == []


@pytest.mark.parametrize("name", ALL)
def test_a_case_of_which_everything_is_known_is_in_one_class(name: str) -> None:
    """With nothing unknown, the class is the only possible one, and Python's own reading of it."""
    universe, instrument = _universe(name), _small(name)
    for facts, _ in _people(name):
        if all(len(room) == 1 for room in universe.room(facts)):
            finding = review_case(instrument, facts, DAY)
            (wanted,) = universe.reached(facts)
            assert (finding.class_id, finding.possible) == (wanted, (wanted,)), facts
            assert finding.decisive == finding.judged_open == ()


@pytest.mark.parametrize(
    "name", ["both ends of a range and its middle", "a class that holds already"]
)
def test_the_class_on_the_record_is_possible_where_denials_do_not_cross(name: str) -> None:
    """Where no unknown can only fall into another class, the class on the record is possible."""
    for facts, _ in _people(name):
        finding = review_case(_small(name), facts, DAY)
        assert finding.class_id in finding.possible, facts


@pytest.mark.parametrize("name", ["one cut, two sides", "met whichever way the fact falls"])
@pytest.mark.xfail(
    strict=True,
    reason="rules of meaning 2 and 3 contradict each other where an unknown must fall one way or "
    "the other: with n < 3 on list A, n >= 3 on list B and n unknown, the class on the record is "
    "'neither', which no completion reaches (possible: adverse, favourable); with 'a and b', "
    "'a and not b' on list A and a known, it is 'neither' though the case is adverse for certain",
)
def test_the_class_on_the_record_is_possible(name: str) -> None:
    """The class on the record is always among the possible ones."""
    for facts, _ in _people(name):
        finding = review_case(_small(name), facts, DAY)
        assert finding.class_id in finding.possible, facts


@pytest.mark.xfail(
    strict=True,
    reason="a day after the review is believed nowhere, but counts as a way of filling in an "
    "unknown date: with F1 = 'a or not years_since(x) >= 0', a known to be no and x unknown, "
    "adverse is called possible",
)
def test_no_class_is_possible_through_a_day_still_to_come(tmp_path: Path) -> None:
    """A date after the review date is no way of filling in an unknown."""
    factors = [("F1", "A", "a or not years_since(x) >= 0"), ("F2", "B", "b")]
    assert "adverse" not in review_case(tiny(tmp_path, factors), {"a": False}, DAY).possible


DAYS = [dt.date(2011, 12, 5), DAY, dt.date(2013, 3, 1)]


@cache
def _cases(id: str) -> list[Person]:
    return drawn(SHIPPED[id], amount(120, 5_000), 7, DAYS, later=False)


@pytest.mark.parametrize("id", SHIPPED)
def test_nothing_else_is_ever_reached(id: str) -> None:
    """Whatever the unknown facts turn out to be, the class is one of those called possible."""
    instrument, rng = SHIPPED[id], random.Random(3)
    for facts, day in _cases(id):
        found = review_case(instrument, facts, day).possible
        for _ in range(12):
            filled = completed(instrument, facts, day, rng)
            assert class_of(instrument, filled, day) in found, (facts, filled, day)


@pytest.mark.parametrize("id", SHIPPED)
def test_every_possible_class_can_be_reached(id: str) -> None:
    """Each class called possible can be reached by some way of filling in the unknown facts."""
    instrument = SHIPPED[id]
    several = 0
    for facts, day in _cases(id)[: amount(60, 5_000)]:
        found = review_case(instrument, facts, day).possible
        several += len(found) > 1
        for class_id in found:
            filled = Witness(instrument, facts, day).of(class_id)
            assert filled is not None, (class_id, facts, day)
            assert class_of(instrument, filled, day) == class_id, (facts, filled, day)
    assert several > 10


@pytest.mark.parametrize("id", SHIPPED)
def test_the_class_on_the_record_is_possible_under_the_shipped_instruments(id: str) -> None:
    """No shipped instrument calls a case by a class that it could never be in."""
    for facts, day in _cases(id):
        finding = review_case(SHIPPED[id], facts, day)
        assert finding.class_id in finding.possible, (facts, day)
