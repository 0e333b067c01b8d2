"""Cases from the public reports that Evenhand answers, as far as the four documents of 2011 go.

Only what a report states is known here; all else is unknown. No real names.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.docket.typed import known_from
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.review.examples import as_row
from evenhand.review.finding import Finding, review_case
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span
from tests.support.people import Facts, engine_rows

INSTRUMENTS = {instrument.id: instrument for instrument in shipped()}
PRIORITIES, DISCRETION, VICTIMS, COURT = INSTRUMENTS.values()

# A mother of 36, detained, eight weeks pregnant, one shoplifting misdemeanor of 2001; agreed to
# leave in 1998 and did not; two citizen children, four citizen brothers and sisters; no removal.
PREGNANT_MOTHER_ON = dt.date(2011, 10, 22)
PREGNANT_MOTHER = {
    "present_since": "1998 at the latest",
    "detained": True,
    "pregnant": True,
    "arrested": True,
    "convictions": 1,
    "misdemeanor_convictions": 1,
    "felony_convictions": 0,
    # Shoplifting is none of these kinds.
    "aggravated_felony": False,
    "violent_conviction": False,
    "immigration_crime": False,
    "misdemeanor_violence": False,
    "misdemeanor_sexual_abuse": False,
    "misdemeanor_dui": False,
    "misdemeanor_flight": False,
    "misdemeanor_drug_distribution": False,
    "missed_voluntary_departure": True,
    "usc_child": True,
    "other_close_family": True,
    "previously_removed": False,
}
AGED_36 = Span(dt.date(1974, 10, 23), dt.date(1975, 10, 22))

# A street vendor, mother of one citizen child; no criminal record was found; not detained.
STREET_VENDOR_ON = dt.date(2012, 4, 3)
STREET_VENDOR = {"convictions": 0, "usc_child": True, "detained": False}

DECEMBER = dt.date(2011, 12, 5)


def _facts(**typed: object) -> Facts:
    return dict(known_from([typed], catalogue())[0])


_agreed: dict[str, Finding] = {}


def _found(instrument: Instrument, facts: Facts, day: dt.date) -> Finding:
    """Review a case one by one, and hold the engine to the same answer (once for each case)."""
    key = f"{instrument.id} {facts} {day}"
    if key not in _agreed:
        finding = review_case(instrument, facts, day)
        assert engine_rows(instrument, [(facts, day)]) == [as_row(instrument, finding)]
        _agreed[key] = finding
    return _agreed[key]


@pytest.fixture(scope="module")
def mother() -> Facts:
    """Give what is known of the pregnant mother."""
    return {**_facts(**PREGNANT_MOTHER), "born_on": AGED_36}


@pytest.fixture(scope="module")
def vendor() -> Facts:
    """Give what is known of the street vendor."""
    return _facts(**STREET_VENDOR)


def test_the_pregnant_mother_is_priority_three_and_no_offender_of_level_one_or_two(
    mother: Facts,
) -> None:
    """Missing a voluntary departure makes priority 3; one misdemeanor is no higher level."""
    finding = _found(PRIORITIES, mother, PREGNANT_MOTHER_ON)
    assert finding.class_id == "p3"
    assert "P3b" in finding.met(Answer.YES)
    assert {"L1a", "L1b", "L2a", "L2b"} <= set(finding.met(Answer.NO))
    assert not {"p1-level-1", "p1-level-2"} & set(finding.possible)


def test_the_pregnant_mother_is_in_the_class_of_particular_care(mother: Facts) -> None:
    """Being pregnant is met with its citation, and puts the case in the favourable class."""
    finding = _found(DISCRETION, mother, PREGNANT_MOTHER_ON)
    assert finding.class_id == "particular-care"
    assert DISCRETION.classes["particular-care"].bearing == "for"
    assert "C5" in finding.met(Answer.YES)
    assert DISCRETION.factors["C5"].cite.where == "positive classes, item 5"


@pytest.mark.parametrize(
    ("factor", "weighs", "because"),
    [
        ("F9b", "for", "family ties"),
        ("F12b", "for", "a citizen child"),
        ("F2a", "for", "length of presence"),
        ("F14a", "for", "pregnancy"),
        ("F6b", "against", "criminal history"),
        ("F7e", "against", "immigration history: the departure that was missed"),
    ],
)
def test_what_weighs_for_and_against_the_pregnant_mother(
    mother: Facts, factor: str, weighs: str, because: str
) -> None:
    """Each factor that the record shows is met, on its own side, with its citation."""
    finding = _found(DISCRETION, mother, PREGNANT_MOTHER_ON)
    assert factor in finding.met(Answer.YES), because
    assert DISCRETION.factors[factor].weighs == weighs
    assert DISCRETION.factors[factor].cite.where


def test_no_score_is_computed(mother: Facts) -> None:
    """A finding holds words and answers: there is no number in it to add up."""
    finding = _found(DISCRETION, mother, PREGNANT_MOTHER_ON)
    values = [getattr(finding, field.name) for field in fields(finding)]
    assert [value for value in values if isinstance(value, int | float)] == []


def test_list_a_is_not_met_for_the_pregnant_mother_on_the_record(mother: Facts) -> None:
    """A misdemeanor of no listed kind is nothing on list A; what only a person can say is open."""
    finding = _found(COURT, mother, PREGNANT_MOTHER_ON)
    assert finding.class_id == "neither-list"
    assert [id for id in finding.met(Answer.YES) if COURT.factors[id].list == "A"] == []
    assert finding.answers["A7"].answer is Answer.CANNOT_TELL
    assert "egregious_record" in finding.judged_open
    assert "compelling_ties" in finding.answers["B8"].missing
    assert "compelling_ties" in finding.judged_open


def test_neither_list_is_met_for_the_street_vendor_and_the_right_facts_come_first(
    vendor: Facts,
) -> None:
    """When and how she came, and how long she has been here, is what to ask first."""
    finding = _found(COURT, vendor, STREET_VENDOR_ON)
    assert finding.class_id == "neither-list"
    assert finding.decisive[:3] == ("entered_on", "entered_unlawfully", "present_since")
    assert set(finding.possible) == set(COURT.classes)


def test_the_citizen_child_weighs_for_the_street_vendor(vendor: Facts) -> None:
    """A citizen child is a factor for discretion, with its citation."""
    finding = _found(DISCRETION, vendor, STREET_VENDOR_ON)
    factor = DISCRETION.factors["F12b"]
    assert "F12b" in finding.met(Answer.YES)
    assert (factor.weighs, factor.cite.where) == ("for", "factor 12: child")


def test_a_veteran_with_a_drunk_driving_misdemeanor_is_on_both_lists() -> None:
    """Both lists are met and nothing is added up: a person decides."""
    facts = _facts(honorably_discharged=True, misdemeanor_dui=True)
    finding = _found(COURT, facts, DECEMBER)
    assert finding.class_id == "both-lists"
    assert COURT.classes["both-lists"].bearing == "person decides"
    assert finding.possible == ("both-lists",)
    assert finding.decisive == finding.judged_open == ()


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_of_a_person_of_whom_nothing_is_known_nothing_is_assumed(instrument: Instrument) -> None:
    """No factor is met, the class is not adverse, every class is still possible."""
    finding = _found(instrument, {}, DECEMBER)
    assert finding.met(Answer.YES) == finding.met(Answer.NO) == []
    assert instrument.classes[finding.class_id].bearing == "none"
    assert finding.possible == tuple(instrument.classes)


@pytest.mark.parametrize("instrument", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_of_a_person_of_whom_nothing_is_known_the_questions_stand_in_order(
    instrument: Instrument,
) -> None:
    """What to ask is listed in the order in which a reviewer asks, judgements apart."""
    finding = _found(instrument, {}, DECEMBER)
    facts = instrument.catalogue
    for asked in (finding.decisive, finding.judged_open):
        assert asked
        assert list(asked) == facts.in_order(asked)
    assert all(facts[fact].kind == "judged" for fact in finding.judged_open)
    assert all(facts[fact].kind != "judged" for fact in finding.decisive)
