"""A hold that is cleared once is not cleared for good, and a decision counts from its own day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from evenhand.casework.holds_now import act_facts, holds_now
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow
from tests.support.office import CERTIFICATE, DETERMINED, FACT, REMOVAL, Office

CASE = "1"


def _at(office: Office, day: str, hour: int = 9) -> None:
    office.clock.now = dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")


def _state(office: Office, hold: str, day: str) -> str:
    found = holds_now(office.docket, office.state(CASE), dt.date.fromisoformat(day))
    return next(str(one.state) for one in found if one.safeguard.id == hold)


@pytest.fixture
def pregnant(office: Office) -> Office:
    """A pregnancy on the record since January 16 and a certificate of January 20."""
    _at(office, "2012-01-16")
    office.do("record-fact", "intake 1", CASE, **{**FACT, "fact": "pregnant"})
    _at(office, "2012-01-20")
    office.do("clear-hold", "medical 1", CASE, **CERTIFICATE)
    return office


def test_a_second_pregnancy_opens_the_hold_again(pregnant: Office) -> None:
    """From the day it began the first certificate is void; before, it counts as it did."""
    _at(pregnant, "2012-11-05")
    assert _state(pregnant, "pregnancy", "2012-11-05") == "cleared"
    pregnant.do("new-episode", "medical 1", CASE, hold="pregnancy", began_on="2012-10-01",
                evidence="a test, medical file")  # fmt: skip
    days = {"2012-01-19": "open", "2012-01-20": "cleared", "2012-09-30": "cleared",
            "2012-10-01": "open", "2013-01-01": "open"}  # fmt: skip
    assert {day: _state(pregnant, "pregnancy", day) for day in days} == days
    _at(pregnant, "2012-11-20")
    pregnant.do("clear-hold", "medical 1", CASE, **{**CERTIFICATE, "dated": "2012-11-19"})
    days |= {"2012-11-19": "open", "2012-11-20": "cleared", "2013-01-01": "cleared"}
    assert {day: _state(pregnant, "pregnancy", day) for day in days} == days


def test_what_was_cleared_when_a_removal_happened_stays_so(pregnant: Office) -> None:
    """A removal recorded late names the holds as they stood on its day, not as they stand now."""
    _at(pregnant, "2012-11-05")
    pregnant.do("new-episode", "intake 1", CASE, hold="pregnancy", began_on="2012-11-01",
                evidence="a test")  # fmt: skip
    removal = {**REMOVAL, "removed_on": "2012-06-01"}
    done = pregnant.do("remove", "supervisor 1", CASE, **removal)
    number, said = done.after.removal or (0, {})
    assert number == done.leaf.number
    assert "pregnancy" not in {hold["hold"] for hold in said["holds_open"]}
    assert {"hold": "pregnancy", "child": "", "state": "cleared"} in said["holds"]


@pytest.mark.parametrize("word", ["reopen-hold", "new-episode"])
def test_an_override_ends_in_the_same_way(office: Office, word: str) -> None:
    """What two people overrode is open again from the day on which something is new."""
    _at(office, "2012-01-20")
    office.do("record-fact", "intake 1", CASE, **{**FACT, "fact": "pregnant"})
    office.do("ask-override", "supervisor 1", CASE, hold="pregnancy", done="asked")
    office.do("agree-override", "headquarters 1", CASE, hold="pregnancy")
    _at(office, "2012-02-10")
    more = {"began_on": "2012-02-10", "evidence": "x"} if word == "new-episode" else {}
    office.do(word, "medical 1", CASE, hold="pregnancy", **more)
    days = {"2012-01-20": "overridden", "2012-02-09": "overridden", "2012-02-10": "open"}
    assert {day: _state(office, "pregnancy", day) for day in days} == days


def test_a_document_with_a_last_day_is_not_stretched(office: Office) -> None:
    """What a document states as its last day stands, also where the hold was opened again later."""
    _at(office, "2012-01-20")
    office.do("record-fact", "intake 1", CASE, **{**FACT, "fact": "pregnant"})
    office.do("clear-hold", "medical 1", CASE, **CERTIFICATE, until="2012-01-31")
    _at(office, "2012-03-01")
    office.do("reopen-hold", "medical 1", CASE, hold="pregnancy")
    days = {"2012-01-31": "cleared", "2012-02-01": "open", "2012-03-01": "open"}
    assert {day: _state(office, "pregnancy", day) for day in days} == days


def test_a_new_fear_claim_is_heard_by_whoever_may_not_see_the_old(office: Office) -> None:
    """Intake records it: it is answered alike whether the hold was cleared, open or unknown."""
    answers = []
    for case, entries in (("1", ()), ("2", ("clear-hold",)), ("3", ("ask-override",))):
        for word in entries:
            office.put(word, "asylum 1", case, hold="protection-claim")
        done = office.do("new-episode", "intake 1", case, hold="protection-claim",
                         began_on="2012-01-12", evidence="said at the interview")  # fmt: skip
        answers.append((done.leaf.act, done.after.state))
        assert done.after.holds["protection-claim", ""].state == "open"
    assert len(set(answers)) == 1
    with pytest.raises(NotAllowed, match="may not act on a hold of this kind"):
        office.do("new-episode", "family-tracing 1", "1", hold="protection-claim",
                  began_on="2012-01-12", evidence="x")  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kind"),
    [({"hold": "parental-decision"}, NotNow), ({"began_on": "2013-01-01"}, Incomplete),
     ({"evidence": ""}, Incomplete), ({"hold": "no-such-hold"}, Incomplete)],
)  # fmt: skip
def test_what_is_no_new_episode(
    office: Office, given: Mapping[str, str], kind: type[Exception]
) -> None:
    """Not of a parent's decision, not in the future, not without evidence."""
    full = {"hold": "pregnancy", "began_on": "2012-01-12", "evidence": "x", **given}
    with pytest.raises(kind):
        office.do("new-episode", "supervisor 1", CASE, **full)


def test_a_review_counts_from_the_day_of_the_decision(office: Office) -> None:
    """A removal before the second determination was a removal without a review."""
    office.do("take", "reviewer 1", CASE)
    office.do("determine", "reviewer 1", CASE, **DETERMINED, decides="favourable")
    assert act_facts(office.state(CASE)) == []
    _at(office, "2012-03-10", 12)
    office.do("second", "reviewer 2", CASE, **DETERMINED, decides="favourable")
    [fact] = act_facts(office.state(CASE))
    assert (fact.fact, fact.value, fact.since, fact.until) == (
        "discretion_reviewed", True, dt.date(2012, 3, 10), None,
    )  # fmt: skip
    days = {"2012-03-09": "unknown-and-open", "2012-03-10": "not", "2012-05-01": "not"}
    assert {day: _state(office, "discretion-review", day) for day in days} == days
    # On the day itself the hour counts, where it is known.
    state, day = office.state(CASE), dt.date(2012, 3, 10)
    for hour, stands in ((11, True), (13, False)):
        before = dt.datetime(2012, 3, 10, hour, tzinfo=dt.UTC)
        found = holds_now(office.docket, state, day, before)
        [review] = [one for one in found if one.safeguard.id == "discretion-review"]
        assert (str(review.state) == "unknown-and-open") == stands
    # Taken up again, nothing is decided.
    office.do("take", "reviewer 1", CASE)
    assert act_facts(office.state(CASE)) == []
