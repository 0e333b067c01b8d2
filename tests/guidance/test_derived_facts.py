"""Derived facts: what follows with certainty from what is recorded, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.docket.typed import known_from
from evenhand.terms.refusal import BadInput

CONVICTION_FACTS = (
    "aggravated_felony",
    "violent_conviction",
    "immigration_crime",
    "misdemeanor_violence",
    "misdemeanor_sexual_abuse",
    "misdemeanor_dui",
    "misdemeanor_flight",
    "misdemeanor_drug_distribution",
    "misdemeanor_public_safety",
    "sole_minor_conviction",
)
MISDEMEANORS = tuple(fact for fact in CONVICTION_FACTS if fact.startswith("misdemeanor"))
NO = "False"

# What is typed, and what is known of some facts in the end ("unknown" where nothing may be).
FOLLOWS: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("nothing follows from nothing", {}, {"convictions": "unknown", "failed_to_depart": "unknown"}),
    (
        "no conviction means none of any kind",
        {"convictions": 0},
        {
            "felony_convictions": "0",
            "misdemeanor_convictions": "0",
            **dict.fromkeys(CONVICTION_FACTS, NO),
        },
    ),
    (
        "no misdemeanor means no misdemeanor of a kind, and tells nothing of felonies",
        {"misdemeanor_convictions": 0},
        {
            "convictions": "unknown",
            "felony_convictions": "unknown",
            "aggravated_felony": "unknown",
            "violent_conviction": "unknown",
            **dict.fromkeys(MISDEMEANORS, NO),
        },
    ),
    (
        "no felony tells nothing of an aggravated felony: some are misdemeanors",
        {"felony_convictions": 0},
        {"aggravated_felony": "unknown", "convictions": "unknown"},
    ),
    (
        "one kind of misdemeanor is at least one misdemeanor and one conviction",
        {"misdemeanor_dui": True},
        {"misdemeanor_convictions": "at least 1", "convictions": "at least 1"},
    ),
    (
        "two kinds may be one conviction",
        {"misdemeanor_dui": True, "misdemeanor_violence": True},
        {"misdemeanor_convictions": "at least 1"},
    ),
    (
        "a violent crime is at least one conviction, of whatever level",
        {"violent_conviction": True},
        {"convictions": "at least 1", "misdemeanor_convictions": "unknown"},
    ),
    (
        "felonies and misdemeanors add up",
        {"felony_convictions": 2, "misdemeanor_convictions": 1},
        {"convictions": "at least 3"},
    ),
    (
        "what is left of all convictions bounds each kind",
        {"convictions": 3, "felony_convictions": 2},
        {"felony_convictions": "2", "misdemeanor_convictions": "at most 1"},
    ),
    (
        "a single conviction that is a felony leaves no misdemeanor",
        {"convictions": 1, "felony_convictions": 1},
        {"misdemeanor_convictions": "0", "misdemeanor_dui": NO, "aggravated_felony": "unknown"},
    ),
    ("an arrest is no conviction", {"arrested": True}, {"convictions": "unknown"}),
    (
        "who re-entered after a removal was removed",
        {"reentered_after_removal": True},
        {"previously_removed": "True"},
    ),
    (
        "who was removed need not have re-entered",
        {"previously_removed": True},
        {"reentered_after_removal": "unknown"},
    ),
    (
        "who did not re-enter may have been removed",
        {"reentered_after_removal": False},
        {"previously_removed": "unknown"},
    ),
    (
        "who missed a voluntary departure failed to depart",
        {"missed_voluntary_departure": True},
        {"failed_to_depart": "True"},
    ),
    (
        "who missed none may have failed to depart otherwise",
        {"missed_voluntary_departure": False},
        {"failed_to_depart": "unknown"},
    ),
    (
        "the last entry is the latest that presence can have begun",
        {"entered_on": dt.date(2005, 5, 1)},
        {"present_since": "2005-05-01 at the latest"},
    ),
    (
        "a later entry does not wipe out an earlier beginning",
        {"entered_on": dt.date(2005, 5, 1), "present_since": "1998 at the latest"},
        {"present_since": "1998-12-31 at the latest"},
    ),
    (
        "the age on arrival, in full years",
        {"born_on": dt.date(1990, 6, 1), "present_since": dt.date(2000, 5, 31)},
        {"arrived_at_age": "9"},
    ),
    (
        "the age on arrival on a birthday",
        {"born_on": dt.date(1990, 6, 1), "present_since": dt.date(2000, 6, 1)},
        {"arrived_at_age": "10"},
    ),
    (
        "the age on arrival between two years",
        {"born_on": "1990", "present_since": dt.date(2000, 6, 1)},
        {"arrived_at_age": "between 9 and 10"},
    ),
    (
        "an entry bounds the age on arrival from above only",
        {"born_on": dt.date(1990, 6, 1), "entered_on": dt.date(2005, 7, 1)},
        {"arrived_at_age": "at most 15"},
    ),
]


@pytest.fixture(scope="module")
def known() -> list[dict[str, str]]:
    """Derive from all rows at once; give what is known in words."""
    typed = [row for _, row, _ in FOLLOWS]
    return [{f: str(v) for f, v in facts.items()} for facts in known_from(typed, catalogue())]


@pytest.mark.parametrize("place", range(len(FOLLOWS)), ids=[what for what, *_ in FOLLOWS])
def test_what_follows_is_derived_and_nothing_else(known: list[dict[str, str]], place: int) -> None:
    """Each derived fact is what must be so; where doubt is left the fact stays open."""
    _, _, wanted = FOLLOWS[place]
    assert {fact: known[place].get(fact, "unknown") for fact in wanted} == wanted


@pytest.mark.parametrize("place", range(len(FOLLOWS)), ids=[what for what, *_ in FOLLOWS])
def test_what_was_typed_is_kept(known: list[dict[str, str]], place: int) -> None:
    """A recorded yes or no is never turned by deriving from sound records."""
    _, typed, _ = FOLLOWS[place]
    said = {fact: str(value) for fact, value in typed.items() if isinstance(value, bool)}
    assert {fact: known[place].get(fact, "unknown") for fact in said} == said


# Ranges that contradict each other: the fact is unknown, and not one of the two.
CONTRADICTIONS = [
    ({"convictions": 1, "felony_convictions": 2}, ("convictions", "felony_convictions")),
    ({"convictions": "at most 1", "misdemeanor_convictions": 2}, ("convictions",)),
    ({"entered_on": dt.date(2005, 1, 1), "present_since": dt.date(2006, 1, 1)}, ("present_since",)),
    ({"born_on": dt.date(2005, 1, 1), "present_since": dt.date(2001, 1, 1)}, ("arrived_at_age",)),
]


@pytest.mark.parametrize(("typed", "facts"), CONTRADICTIONS)
def test_ranges_that_contradict_are_unknown(typed: dict[str, Any], facts: tuple[str, ...]) -> None:
    """Where two records cannot both be right neither is believed."""
    (known,) = known_from([typed], catalogue())
    assert [fact for fact in facts if fact in known] == []


TURNED = [
    ({"convictions": 0, "misdemeanor_dui": True}, "misdemeanor_dui"),
    ({"misdemeanor_convictions": 0, "misdemeanor_violence": True}, "misdemeanor_violence"),
    ({"convictions": 0, "sole_minor_conviction": True}, "sole_minor_conviction"),
    ({"convictions": 0, "violent_conviction": True}, "violent_conviction"),
]


@pytest.mark.parametrize(("typed", "fact"), TURNED, ids=[fact for _, fact in TURNED])
def test_a_recorded_yes_is_not_turned_into_a_no(typed: dict[str, Any], fact: str) -> None:
    """Where a yes and a count of nought contradict each other, nothing certain follows."""
    (known,) = known_from([typed], catalogue())
    assert known.get(fact) is not False


def test_nothing_certain_follows_from_counts_that_contradict_each_other() -> None:
    """From counts that cannot all be right no yes or no may be derived."""
    typed = {"convictions": 1, "felony_convictions": 1, "misdemeanor_convictions": 1}
    (known,) = known_from([typed], catalogue())
    assert [fact for fact in MISDEMEANORS if fact in known] == []


ADVERSE = [
    ({"missed_voluntary_departure": True, "failed_to_depart": False}, "failed_to_depart"),
    ({"reentered_after_removal": True, "previously_removed": False}, "previously_removed"),
]


@pytest.mark.parametrize(("typed", "fact"), ADVERSE, ids=[fact for _, fact in ADVERSE])
def test_a_contradiction_is_never_settled_against_the_respondent(
    typed: dict[str, Any], fact: str
) -> None:
    """A recorded no and a yes that would follow from another record leave the fact open."""
    (known,) = known_from([typed], catalogue())
    assert known.get(fact) is not True


UNREADABLE = [
    ({"unheard_of": True}, "There is no fact 'unheard_of'"),
    ({"pregnant": 1}, "pregnant = 1 cannot be read: write true or false"),
    ({"pregnant": "yes"}, "write true or false"),
    ({"convictions": True}, "convictions = True cannot be read: write a number"),
    ({"convictions": "some"}, "convictions = 'some' cannot be read"),
    ({"born_on": "2001-02-30"}, "born_on = '2001-02-30' cannot be read"),
    ({"born_on": 1975.5}, "born_on = 1975.5 cannot be read"),
]


@pytest.mark.parametrize(("typed", "says"), UNREADABLE, ids=[says for _, says in UNREADABLE])
def test_what_cannot_be_read_is_refused(typed: dict[str, Any], says: str) -> None:
    """A value that is not of the fact's kind is refused by name, with the question it answers."""
    with pytest.raises(BadInput) as refused:
        known_from([typed], catalogue())
    assert says in str(refused.value)


def test_a_count_below_nought_is_refused() -> None:
    """A negative count is refused like any other misprint, exact or as a range."""
    for value in (-1, "at least -1"):
        with pytest.raises(BadInput):
            known_from([{"convictions": value}], catalogue())
