"""Possible classes: exactly those that filling in what is not known can reach."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.interpret import answer
from evenhand.guidance.library import shipped
from evenhand.review.codes import codes_of
from evenhand.review.finding import Finding, review_case
from evenhand.terms.answer import Answer
from tests.support.brute import Universe
from tests.support.effort import amount
from tests.support.entangled import COMPLEMENTARY, ENTANGLED, entangled
from tests.support.people import Facts, Person, differences, drawn, engine_rows, row_of
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


@pytest.mark.parametrize("name", ALL)
def test_the_class_on_the_record_is_possible(name: str) -> None:
    """The class on the record is always among the possible ones."""
    for facts, _ in _people(name):
        finding = review_case(_small(name), facts, DAY)
        assert finding.class_id in finding.possible, facts


def _first_that_is_proven(instrument: Instrument, finding: Finding) -> str:
    """Give the first class that holds when what is met is met and all else is not."""
    given = {id: Answer.of(id in finding.met(Answer.YES)) for id in instrument.factors}
    conditions = instrument.on(DAY)
    return next(
        id
        for id, tree in conditions.classes.items()
        if answer(conditions.listed(tree), {}, DAY, given) is Answer.YES
    )


BOTH_WAYS = {
    "one cut, two sides": ["n"],
    "one cut with a shared yes-no fact": ["n", "a"],
    "yes-no facts across both lists": ["a"],
    "a factor that refers to another": ["a", "b"],
    "equal and among": ["n"],
    "two counts": ["n", "m"],
    "years on one date": ["x"],
    "classes that deny a list": ["a", "n"],
    "classes that name factors": ["b"],
    "both ends of a range and its middle": ["n"],
    "met whichever way the fact falls": ["b"],
}


@pytest.mark.parametrize("name", ALL)
def test_facts_that_are_read_both_ways_are_told(name: str) -> None:
    """What meets something whichever way it falls is named; what leaves room between is not."""
    assert _small(name).on(DAY).read_both_ways() == BOTH_WAYS.get(name, [])


@pytest.mark.parametrize("name", ALL)
def test_the_class_on_the_record_is_the_first_that_is_proven_if_it_can_be(name: str) -> None:
    """It is the first that is proven, or, where nothing could bring that about, the mildest."""
    instrument = _small(name)
    for facts, _ in _people(name):
        finding = review_case(instrument, facts, DAY)
        proven = _first_that_is_proven(instrument, finding)
        if proven in finding.possible or name not in BOTH_WAYS:
            assert finding.class_id == proven, facts
        else:
            weighs = {instrument.classes[id].bearing for id in finding.possible}
            mildest = next(b for b in ("none", "person decides", "for", "against") if b in weighs)
            assert instrument.classes[finding.class_id].bearing == mildest, facts


@pytest.mark.parametrize("id", SHIPPED)
def test_no_shipped_instrument_reads_a_fact_both_ways(id: str) -> None:
    """So the class on the record of a shipped instrument is always the first that is proven."""
    assert SHIPPED[id].on(DAY).read_both_ways() == []


STILL_TO_COME: list[tuple[str, Facts, dt.date, bool]] = [
    ("a or not years_since(x) >= 0", {"a": False}, DAY, False),
    ("a or x >= '2013-01-01'", {"a": False}, DAY, False),
    ("a or x >= '2013-01-01'", {"a": False}, dt.date(2013, 1, 1), True),
    ("a or x > '2013-01-01'", {"a": False}, dt.date(2013, 1, 1), False),
    ("a or x > '2013-01-01'", {"a": False}, dt.date(2013, 1, 2), True),
]


@pytest.mark.parametrize(("when", "facts", "day", "can"), STILL_TO_COME)
def test_no_class_is_possible_through_a_day_still_to_come(
    tmp_path: Path, when: str, facts: Facts, day: dt.date, can: bool
) -> None:
    """A date after the review date is no way of filling in an unknown, on either reader."""
    made = tiny(tmp_path, [("F1", "A", when), ("F2", "B", "b")])
    people = [(facts, day)]
    finding = review_case(made, facts, day)
    assert ("adverse" in finding.possible) is can
    found = [row_of(codes_of(made), finding)]
    assert differences(people, found, engine_rows(made, people, as_of=day)) == []


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
