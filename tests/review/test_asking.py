"""What to ask for: the missing facts that can still change the class."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.guidance.tree import facts_of
from evenhand.review.codes import codes_of
from evenhand.review.finding import Finding, review_case
from tests.support.brute import Universe
from tests.support.effort import amount
from tests.support.entangled import COMPLEMENTARY, ENTANGLED, REFERRED, entangled
from tests.support.people import Person, differences, drawn, engine_rows, row_of
from tests.support.plainly import class_of
from tests.support.tiny import tiny
from tests.support.witness import completed

DAY = dt.date(2012, 2, 29)
SHIPPED = {instrument.id: instrument for instrument in shipped()}
ALL = [*ENTANGLED, *COMPLEMENTARY]


@cache
def _universe(name: str) -> Universe:
    with TemporaryDirectory() as folder:
        return Universe(entangled(Path(folder), name), DAY)


def _asked(finding: Finding) -> set[str]:
    return {*finding.decisive, *finding.judged_open}


@pytest.mark.parametrize("name", ALL)
def test_every_fact_that_can_turn_the_class_is_asked_for(name: str) -> None:
    """A fact that, changed alone in some completion, changes the class is on the list."""
    universe = _universe(name)
    for facts in universe.partial():
        finding = review_case(universe.instrument, facts, DAY)
        assert universe.turning(facts) <= _asked(finding), facts


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_asked_for_when_the_class_is_settled(name: str) -> None:
    """Where one class is possible there is nothing to ask; where several are, there is."""
    universe = _universe(name)
    for facts in universe.partial():
        finding = review_case(universe.instrument, facts, DAY)
        assert bool(_asked(finding)) is (len(finding.possible) > 1), facts


@pytest.mark.parametrize("name", ALL)
def test_only_what_is_not_known_is_asked_for(name: str) -> None:
    """A fact whose value is known exactly is never asked for."""
    universe = _universe(name)
    for facts in universe.partial():
        open_facts = {f for f, v in zip(universe.facts, universe.room(facts), strict=True) if v[1:]}
        assert _asked(review_case(universe.instrument, facts, DAY)) <= open_facts, facts


# Those of the small instruments on which no fact is asked for in vain.
TIGHT = [
    "one cut, two sides",
    "one cut with a shared yes-no fact",
    "yes-no facts across both lists",
    "a factor that refers to another",
    "years on one date",
    "classes that deny a list",
    "a class that holds already",
    "both ends of a range and its middle",
]


@pytest.mark.parametrize("name", TIGHT)
def test_no_fact_is_asked_for_in_vain(name: str) -> None:
    """Each fact on the list can, in some completion, change the class by itself."""
    universe = _universe(name)
    for facts in universe.partial():
        finding = review_case(universe.instrument, facts, DAY)
        assert _asked(finding) == universe.turning(facts), facts


@pytest.mark.parametrize("name", [name for name in ALL if name not in TIGHT])
def test_a_fact_is_asked_for_in_vain_only_where_factors_share_facts(name: str) -> None:
    """What three-valued logic leaves open, truth need not: such a fact is read beside a shared one.

    With 'n == 2' on list A, 'n in (1, 2, 5)' and 'not n == 0 and a' on list B and n known to be 0
    or 1, fact a is asked for although it never changes the class.
    """
    universe = _universe(name)
    read = [set(facts_of(tree)) for tree in universe.instrument.on(DAY).setting_a_class().values()]
    vain = set()
    for facts in universe.partial():
        vain |= _asked(review_case(universe.instrument, facts, DAY)) - universe.turning(facts)
    assert vain
    for fact in vain:
        beside = set().union(*(facts for facts in read if fact in facts))
        assert any(sum(other in facts for facts in read) > 1 for other in beside), fact


@pytest.fixture
def referred(tmp_path: Path) -> Instrument:
    """Give an instrument with a class that rests on a factor that rests on another."""
    return tiny(tmp_path, *REFERRED)


def test_a_factor_behind_another_is_asked_for_by_the_interpreter(referred: Instrument) -> None:
    """Facts behind a factor that is settled anyway are not asked for."""
    finding = review_case(referred, {"c": False}, DAY)
    assert finding.decisive == ("d",)
    assert review_case(referred, {}, DAY).decisive == ("a", "b", "c", "d")


def test_a_factor_behind_another_is_asked_for_alike(referred: Instrument) -> None:
    """Both readers ask for the same facts where factors refer to factors."""
    people: list[Person] = [(facts, DAY) for facts in Universe(referred, DAY).partial()]
    codes = codes_of(referred)
    found = [row_of(codes, review_case(referred, facts, DAY)) for facts, _ in people]
    assert differences(people, found, engine_rows(referred, people)) == []


DAYS = [dt.date(2011, 12, 5), DAY, dt.date(2013, 3, 1)]


@cache
def _cases(id: str) -> list[Person]:
    return drawn(SHIPPED[id], amount(120, 5_000), 23, DAYS, later=False)


@pytest.mark.parametrize("id", SHIPPED)
def test_a_fact_that_is_not_asked_for_never_changes_the_class(id: str) -> None:
    """Changing any one fact of a completion changes the class only if that fact was asked for."""
    instrument, rng, turned = SHIPPED[id], random.Random(5), 0
    for facts, day in _cases(id):
        finding = review_case(instrument, facts, day)
        asked = _asked(finding)
        filled = completed(instrument, facts, day, rng)
        before = class_of(instrument, filled, day)
        other = completed(instrument, facts, day, rng)
        for fact in filled:
            if class_of(instrument, {**filled, fact: other[fact]}, day) != before:
                assert fact in asked, (fact, facts, filled, day)
                turned += 1
    assert turned > 20


@pytest.mark.parametrize("id", SHIPPED)
def test_all_that_is_not_asked_for_together_never_changes_the_class(id: str) -> None:
    """With the answers to what is asked, the class is settled, whatever the rest turns out."""
    instrument, rng = SHIPPED[id], random.Random(6)
    for facts, day in _cases(id):
        asked = _asked(review_case(instrument, facts, day))
        answers = completed(instrument, facts, day, rng)
        found = set()
        for _ in range(4):
            rest = completed(instrument, facts, day, rng)
            filled = {fact: (answers if fact in asked else rest)[fact] for fact in answers}
            found.add(class_of(instrument, filled, day))
        assert len(found) == 1, (facts, answers, day)


@pytest.mark.parametrize("id", SHIPPED)
def test_questions_are_in_the_catalogue_order_and_apart_from_judgements(id: str) -> None:
    """What to look up and what to judge are two lists, each in the asking order."""
    instrument = SHIPPED[id]
    facts_of = instrument.catalogue
    for facts, day in _cases(id):
        finding = review_case(instrument, facts, day)
        for asked in (finding.decisive, finding.judged_open):
            assert list(asked) == facts_of.in_order(set(asked))
        assert all(facts_of[fact].kind == "judged" for fact in finding.judged_open)
        assert not any(facts_of[fact].kind == "judged" for fact in finding.decisive)
