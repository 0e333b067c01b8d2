"""Derived facts: only what follows with certainty, and a contradiction is unknown."""

from __future__ import annotations

import datetime as dt

from evenhand.docket.catalogue import catalogue
from evenhand.docket.typed import known_from
from evenhand.terms.span import Span
from tests.support.sheets import mapping, write_csv

CONVICTION_FACTS = ("aggravated_felony", "violent_conviction", "misdemeanor_dui")
# What is typed, and what must then be known besides (None: must not be known).
FOLLOWS = [
    ({"misdemeanor_dui": True}, {"misdemeanor_convictions": Span(1, None)}),
    ({"misdemeanor_dui": True}, {"convictions": Span(1, None), "felony_convictions": None}),
    ({"violent_conviction": True}, {"convictions": Span(1, None), "misdemeanor_convictions": None}),
    ({"violent_conviction": False}, {"convictions": None}),
    ({"convictions": 0}, dict.fromkeys(CONVICTION_FACTS, False)),
    ({"convictions": 0}, {"felony_convictions": Span(0, 0), "misdemeanor_convictions": Span(0, 0)}),
    ({"convictions": 1}, {"violent_conviction": None, "felony_convictions": Span(None, 1)}),
    ({"convictions": "at most 0"}, {"violent_conviction": False, "convictions": Span(0, 0)}),
    ({"felony_convictions": 2, "misdemeanor_convictions": 1}, {"convictions": Span(3, None)}),
    ({"convictions": 3, "felony_convictions": 2}, {"misdemeanor_convictions": Span(None, 1)}),
    ({"convictions": 2, "felony_convictions": 2}, {"misdemeanor_convictions": Span(0, 0)}),
    ({"convictions": 2, "felony_convictions": 2}, {"misdemeanor_dui": False}),
    ({"misdemeanor_convictions": 0}, {"misdemeanor_dui": False, "violent_conviction": None}),
    ({"reentered_after_removal": True}, {"previously_removed": True}),
    ({"reentered_after_removal": False}, {"previously_removed": None}),
    ({"missed_voluntary_departure": True}, {"failed_to_depart": True}),
    ({"entered_on": "2001-05-31"}, {"present_since": Span(None, dt.date(2001, 5, 31))}),
    (
        {"entered_on": "2001-05-31", "present_since": "1998"},
        {"present_since": Span(dt.date(1998, 1, 1), dt.date(1998, 12, 31))},
    ),
    ({"born_on": "1990-06-01", "present_since": "2000-05-31"}, {"arrived_at_age": Span(9, 9)}),
    ({"born_on": "1990-06-01", "present_since": "2000-06-01"}, {"arrived_at_age": Span(10, 10)}),
    ({"born_on": "1990", "present_since": "2000"}, {"arrived_at_age": Span(9, 10)}),
    ({"born_on": "1990", "entered_on": "2000-12-31"}, {"arrived_at_age": Span(None, 10)}),
    ({}, {"convictions": None, "present_since": None, "previously_removed": None}),
]
CONTRADICTIONS = [
    ({"convictions": 1, "felony_convictions": 2}, "convictions"),
    ({"convictions": 0, "misdemeanor_dui": True}, "convictions"),
    ({"present_since": "2005-01-01 at the earliest", "entered_on": "2001-01-01"}, "present_since"),
    ({"born_on": "2005", "present_since": "1998"}, "arrived_at_age"),
]


def test_what_follows_is_filled_in_and_nothing_more():
    """From what is recorded, what is certain is derived; what is only likely stays unknown."""
    found = known_from([typed for typed, _ in FOLLOWS], catalogue())
    for (typed, expected), known in zip(FOLLOWS, found, strict=True):
        assert {fact: known.get(fact) for fact in expected} == expected, typed


def test_a_contradiction_is_unknown():
    """A range that ends before it begins is unknown: neither side is believed."""
    found = known_from([typed for typed, _ in CONTRADICTIONS], catalogue())
    for (typed, fact), known in zip(CONTRADICTIONS, found, strict=True):
        assert fact not in known, typed


def test_a_contradiction_is_noted(load, tmp_path):
    """A contradiction within one source is noted with the case, the fact and the row."""
    path = write_csv(tmp_path / "c.csv", ["ID", "SEEN", "A", "B"], [(7, "2011-06-01", "1", "2")])
    text = mapping({"convictions": "A", "felony_convictions": "B"})
    docket = load("tabular", path, mapping=text)
    noted = ("contradictory", "c.csv", 2, None, None)
    in_doubt = ("convictions", "felony_convictions", "misdemeanor_convictions")
    assert docket.notes(7) == [(fact, *noted) for fact in in_doubt]
