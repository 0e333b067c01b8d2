"""Nothing weighs against a respondent unless it is proven, and what favours one never harms.

What holds, exactly. On the record a class rests on factors that are met, and forgetting a fact
never makes a factor met. So forgetting can take a case out of a class, never put it on a list.
It can move a case into an adverse class in one way only: from a class that stands before it in
the document because the respondent had something more to show (both lists met), and which the
case leaves with the proof of it. That earlier class then stays among the possible ones.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.guidance.checks import completions, value_of
from evenhand.guidance.instrument import Bearing, Instrument
from evenhand.guidance.interpret import answer
from evenhand.guidance.library import shipped
from evenhand.review.finding import Finding, review_case
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span
from tests.support.effort import EFFORT, amount
from tests.support.people import Facts, Person, codes_for, drawn

SHIPPED = {instrument.id: instrument for instrument in shipped()}
DAYS = [dt.date(2011, 12, 5), dt.date(2012, 2, 29)]
# From worst to best for the respondent; between the middle two the documents set no order.
RANK: dict[Bearing, int] = {"against": 0, "person decides": 1, "none": 1, "for": 2}


def _bearing(instrument: Instrument, finding: Finding) -> Bearing:
    return instrument.classes[finding.class_id].bearing


@cache
def _cases(id: str) -> list[Person]:
    return drawn(SHIPPED[id], amount(150, 20_000), 31, DAYS)


Pair = tuple[Finding, Finding]


@cache
def _forgotten(id: str) -> list[Pair]:
    """Review cases, and each again with one of its facts forgotten (whole, or to a range)."""
    return list(_forgetting(id, random.Random(8)))


def _forgetting(id: str, rng: random.Random) -> Iterator[Pair]:
    for facts, day in _cases(id):
        full = review_case(SHIPPED[id], facts, day)
        for fact in rng.sample(sorted(facts), min(len(facts), 6)):
            known = facts[fact]
            less = {other: value for other, value in facts.items() if other != fact}
            if isinstance(known, Span) and known.low is not None and rng.random() < 0.5:
                less[fact] = Span(known.low)
            yield full, review_case(SHIPPED[id], less, day)


@pytest.mark.parametrize("id", SHIPPED)
def test_forgetting_a_fact_proves_nothing(id: str) -> None:
    """With less known, no factor is newly met and none newly unmet."""
    for full, less in _forgotten(id):
        assert set(less.met(Answer.YES)) <= set(full.met(Answer.YES))
        assert set(less.met(Answer.NO)) <= set(full.met(Answer.NO))


@pytest.mark.parametrize("id", SHIPPED)
def test_forgetting_a_fact_only_widens_what_is_possible(id: str) -> None:
    """With less known, every class that was possible still is."""
    for full, less in _forgotten(id):
        assert set(full.possible) <= set(less.possible)


@pytest.mark.parametrize("id", SHIPPED)
def test_forgetting_a_fact_leaves_or_moves_a_case_down_the_document(id: str) -> None:
    """With less known, the class is the same or one that stands later; the first stays possible."""
    places = list(SHIPPED[id].classes)
    moved = 0
    for full, less in _forgotten(id):
        assert places.index(less.class_id) >= places.index(full.class_id)
        assert full.class_id in less.possible
        moved += less.class_id != full.class_id
    assert moved > 5


@pytest.mark.parametrize("id", SHIPPED)
def test_forgetting_a_fact_never_turns_a_neutral_or_favourable_class_adverse(id: str) -> None:
    """From "for" and from "none" no loss of knowledge leads to "against"."""
    instrument = SHIPPED[id]
    for full, less in _forgotten(id):
        if _bearing(instrument, less) == "against":
            assert _bearing(instrument, full) in ("against", "person decides")


@pytest.mark.parametrize("id", SHIPPED)
def test_an_adverse_class_always_rests_on_a_factor_that_is_met(id: str) -> None:
    """Whoever is in an adverse class is there by a proven factor that weighs against."""
    instrument = SHIPPED[id]
    for facts, day in _cases(id):
        finding = review_case(instrument, facts, day)
        if _bearing(instrument, finding) == "against":
            weighs = {instrument.factors[factor].weighs for factor in finding.met(Answer.YES)}
            assert "against" in weighs, facts


FORGETFUL = [
    (
        "ice-2011-11-17",
        {"honorably_discharged": True, "misdemeanor_dui": True},
        "honorably_discharged",
        "both-lists",
        "enforcement-priority",
    ),
    (
        "ice-2011-06-17",
        {"pregnant": True, "egregious_record": True},
        "pregnant",
        "both-sides",
        "serious-negative",
    ),
]


@pytest.mark.parametrize(("id", "facts", "fact", "before", "after"), FORGETFUL)
def test_what_happens_when_the_favourable_side_of_both_is_forgotten(
    id: str, facts: Facts, fact: str, before: str, after: str
) -> None:
    """The adverse class is then all that is proven; that both are met is shown as possible."""
    less = {other: value for other, value in facts.items() if other != fact}
    full, poor = (review_case(SHIPPED[id], known, DAYS[0]) for known in (facts, less))
    assert (full.class_id, poor.class_id) == (before, after)
    assert before in poor.possible
    assert fact in poor.decisive


@pytest.mark.parametrize("id", SHIPPED)
def test_what_is_unknown_never_settles_a_case_in_an_adverse_class(id: str) -> None:
    """A case is settled in an adverse class only if no completion leaves it; else that is said.

    Making any one known fact unknown never newly settles a case there, and where it leaves the
    adverse side alone proven, the milder class it had is still among the possible ones.
    """
    instrument, rng, milder = SHIPPED[id], random.Random(9), 0
    for facts, day in _cases(id):
        full = review_case(instrument, facts, day)
        forgotten = rng.choice(sorted(facts)) if facts else ""
        less = {fact: value for fact, value in facts.items() if fact != forgotten}
        poor = review_case(instrument, less, day)
        assert set(full.possible) <= set(poor.possible), (facts, forgotten)
        left = set(instrument.milder_than(poor.class_id)) & set(poor.possible)
        if _bearing(instrument, full) != "against" == _bearing(instrument, poor):
            assert full.class_id in left, (facts, forgotten)
        milder += bool(left)
    # The two others have no class between: there an adverse class, once proven, is never left.
    assert bool(milder) is (id in ("ice-2011-06-17", "ice-2011-11-17"))


def _class_by_factors(instrument: Instrument, met: set[str], day: dt.date) -> str:
    conditions = instrument.on(day)
    answers = {factor: Answer.of(factor in met) for factor in instrument.factors}
    return next(
        id
        for id, tree in conditions.classes.items()
        if answer(conditions.listed(tree), {}, day, answers) is Answer.YES
    )


FAVOURING = {
    id: [factor.id for factor in item.factors.values() if factor.weighs == "for"]
    for id, item in SHIPPED.items()
}


def test_which_instruments_have_factors_that_favour() -> None:
    """The priorities of March 2011 speak only of whom to pursue; the three others favour too."""
    assert [id for id, factors in FAVOURING.items() if not factors] == ["ice-2011-03-02"]


@EFFORT
@given(st.data(), st.sampled_from([id for id, factors in FAVOURING.items() if factors]))
def test_meeting_one_more_favourable_factor_never_worsens_the_class(
    data: st.DataObject, id: str
) -> None:
    """Whatever else is met, one more factor that weighs for the respondent makes nothing worse."""
    instrument = SHIPPED[id]
    met = data.draw(st.sets(st.sampled_from(sorted(instrument.factors))))
    more = data.draw(st.sampled_from(FAVOURING[id]))
    before, after = (_class_by_factors(instrument, m, DAYS[0]) for m in (met, met | {more}))
    bearing = [RANK[instrument.classes[id].bearing] for id in (before, after)]
    assert bearing[0] <= bearing[1], (before, after, more)


@pytest.mark.parametrize("id", [id for id, factors in FAVOURING.items() if factors])
def test_showing_a_favourable_fact_never_worsens_the_class(id: str) -> None:
    """Proving a favourable factor by facts that no adverse factor reads makes nothing worse."""
    instrument, rng, improved = SHIPPED[id], random.Random(4), 0
    for facts, day in _cases(id):
        factor = rng.choice(FAVOURING[id])
        shown = _showing(instrument, factor, facts, day)
        before, after = (review_case(instrument, known, day) for known in (facts, shown))
        assert factor in after.met(Answer.YES) or shown == facts
        if all(_alike(before, after, f) for f in instrument.factors if f not in FAVOURING[id]):
            ranks = [RANK[_bearing(instrument, finding)] for finding in (before, after)]
            assert ranks[0] <= ranks[1], (factor, facts)
            improved += ranks[0] < ranks[1]
    assert improved > 2


def _alike(before: Finding, after: Finding, factor: str) -> bool:
    return before.answers[factor].answer is after.answers[factor].answer


def _showing(instrument: Instrument, factor: str, facts: Facts, day: dt.date) -> Facts:
    """Give the facts with those that a factor reads so set that it is met."""
    conditions = instrument.on(day)
    tree = conditions.inlined(conditions.factors[factor])
    for values in completions(tree, day):
        if value_of(tree, values, day):
            return {**facts, **{f: _placed(instrument, f, v) for f, v in values.items()}}
    return facts


def _placed(instrument: Instrument, fact: str, place: bool | int) -> bool | Span:
    kind = instrument.catalogue[fact].type
    if kind == "yes-no":
        return bool(place)
    value = dt.date.fromordinal(place) if kind == "date" else place
    return Span(value, value)


@pytest.mark.parametrize("id", SHIPPED)
def test_every_fact_read_is_in_the_code_table(id: str) -> None:
    """The facts of the cases above are all that the instrument reads."""
    assert {fact for facts, _ in _cases(id) for fact in facts} == set(codes_for(SHIPPED[id]).facts)
