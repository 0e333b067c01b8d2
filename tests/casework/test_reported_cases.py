"""Cases from the public reports: the flight, the father, the family; no real names."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.casework.hand_over import hand_over
from evenhand.casework.holds_now import holds_now, standing
from evenhand.casework.parental import standing_of
from evenhand.casework.show_case import show_case
from evenhand.casework.stays import holds_on, in_words
from evenhand.safeguards.inspection import inspect
from evenhand.terms.refusal import Incomplete, NotAllowed, Refusal
from evenhand.terms.span import Span
from tests.support.office import (
    ACCOUNT,
    CERTIFICATE,
    CONSENT,
    DECISION,
    DETERMINED,
    REMOVAL,
    STAY,
    Office,
    cases,
    person,
)  # fmt: skip

FLIGHT = dt.date(2011, 10, 24)
# What the reports state of the mother on the flight and of the father, as facts of the docket.
MOTHER = {"pregnant": True, "detained": True, "minor_children_in_us": Span(2, 2)}
FATHER = {"detained": True, "removal_order_outstanding": True, "minor_children_in_us": Span(1, 1)}


@pytest.fixture
def flight(office: Office, tmp_path: Path) -> Office:
    """The office, with the mother's case in its docket as 1."""
    office.docket = cases(tmp_path / "flight", ["1", "2"], MOTHER)
    return office


@pytest.fixture
def father(office: Office, tmp_path: Path) -> Office:
    """The office, with the father's case in its docket as 1."""
    office.docket = cases(tmp_path / "father", ["1"], FATHER)
    return office


def _refused_at_newark(office: Office) -> None:
    refused = {**DETERMINED, "form": "deferral", "decides": "refused", "what": "no stay"}
    office.do("take", "reviewer 1", "1")
    office.do("determine", "reviewer 1", "1", reasons="a fugitive of priority three", **refused)
    office.do("second", "reviewer 2", "1", reasons="the departure was missed", **refused)
    office.do("disagree", "reviewer 3", "1", office="OPLA", instead="a stay of one year")
    office.do("escalate", "supervisor 1", "1", tried="the office keeps to its refusal")


def test_a_refusal_overruled_by_headquarters_is_two_entries(flight: Office) -> None:
    """Both stay, each with its author, level and reasons; the later one stands."""
    _refused_at_newark(flight)
    given = {**DETERMINED, "form": "deferral", "decides": "favourable", "what": "a stay"}
    done = flight.do("determine", "headquarters 1", "1", reasons="she is with child", **given)
    assert done.after.state == "decided-by-headquarters"
    said = [(d.by, d.level, d.decides) for d in done.after.decisions]
    assert said == [
        ("reviewer 1", "field office", "refused"),
        ("reviewer 2", "field office", "refused"),
        ("headquarters 1", "headquarters", "favourable"),
    ]
    shown = show_case(flight.ledger, "1", "why", person("supervisor 1"), flight.clock)
    kept = {e.leaf.number: e for e in shown.entries}
    reasons = ("a fugitive of priority three", "the departure was missed", "she is with child")
    for decision, why in zip(done.after.decisions, reasons, strict=True):
        assert kept[decision.entry].value("reasons") == why
        assert kept[decision.entry].value("payload")["level"] == decision.level


@pytest.mark.parametrize("who", ["reviewer 1", "supervisor 1"])
def test_the_field_office_does_not_decide_what_is_before_headquarters(
    flight: Office, who: str
) -> None:
    """Once escalated only headquarters determines it, and no office undoes what it decided."""
    _refused_at_newark(flight)
    with pytest.raises(NotAllowed, match=r"headquarters|role"):
        flight.do("determine", who, "1", **DETERMINED, decides="refused")
    flight.do("determine", "headquarters 1", "1", **DETERMINED, decides="favourable")
    for act in ("disagree", "take"):
        with pytest.raises(Refusal):
            flight.do(act, who, "1", **({"office": "ERO", "instead": "x"} if act == "disagree"
                                        else {}))  # fmt: skip


def test_a_stay_of_one_year_has_the_day_its_order_states(flight: Office) -> None:
    """The expiry is copied, due for review before it; no length is ever worked out."""
    stay = {**STAY, "ordered_by": "headquarters"}
    without = {name: value for name, value in stay.items() if name != "until"}
    with pytest.raises(Incomplete, match="never worked out"):
        flight.do("grant-stay", "headquarters 1", "1", **without)
    done = flight.do("grant-stay", "headquarters 1", "1", review_on="2012-09-23", **stay)
    kept = done.after.stays[done.leaf.number]
    assert kept.until == "2012-10-23"
    assert "until 2012-10-23, as ordered" in in_words(kept, FLIGHT)
    assert "due for review on 2012-09-23" in in_words(kept, FLIGHT)
    assert (holds_on(kept, dt.date(2012, 10, 23)), holds_on(kept, dt.date(2012, 10, 24))) == (
        True, False,
    )  # fmt: skip
    with pytest.raises(Incomplete, match="day of review"):
        flight.do("grant-stay", "headquarters 1", "1", review_on="2012-11-01", **stay)


def test_an_order_may_state_no_day_and_says_so(flight: Office) -> None:
    """Then the stay holds until it is revoked."""
    given = {name: value for name, value in STAY.items() if name != "until"}
    done = flight.do("grant-stay", "reviewer 1", "1", no_expiry_stated="yes", **given)
    number = str(done.leaf.number)
    assert holds_on(done.after.stays[done.leaf.number], dt.date(2040, 1, 1))
    order = {name: STAY[name] for name in ("ordered_by", "ordered_at", "document")}
    gone = flight.do("revoke-stay", "reviewer 1", "1", stay=number, **order)
    assert not holds_on(gone.after.stays[done.leaf.number], FLIGHT)


def test_a_reviewer_grants_no_stay_of_their_own(flight: Office) -> None:
    """A reviewer writes down what a court ordered; the office's own stay is a supervisor's."""
    for ordered_by in ("field office", "headquarters"):
        with pytest.raises(NotAllowed):
            flight.do("grant-stay", "reviewer 1", "1", **{**STAY, "ordered_by": ordered_by})
    with pytest.raises(NotAllowed):
        flight.do("grant-stay", "supervisor 1", "1", **{**STAY, "ordered_by": "headquarters"})


@pytest.mark.parametrize(
    ("by", "told", "boarded", "holds", "says"),
    [
        ("immigration judge", "2011-10-24T09:20-04:00", "2011-10-24T09:30-04:00", True, None),
        ("immigration judge", "2011-10-24T09:40-04:00", "2011-10-24T09:30-04:00", False,
         "without effect under 8 CFR 241.6"),
        ("Board of Immigration Appeals", "2011-10-24T08:20-05:00", "2011-10-24T09:10-04:00", False,
         "without effect under 8 CFR 241.6"),
        ("immigration judge", "not yet", "2011-10-24T09:30-04:00", False, "without effect"),
        ("immigration judge", "2011-10-24T09:40-04:00", "not yet", True, None),
        ("headquarters", "2011-10-24T09:40-04:00", "2011-10-24T09:30-04:00", True,
         "this one holds"),
    ],
)  # fmt: skip
def test_a_stay_after_boarding_is_flagged(
    flight: Office, by: str, told: str, boarded: str, holds: bool, says: str | None
) -> None:
    """The times of order, word and boarding are kept, and decide; a time zone is part of each."""
    given = {**STAY, "ordered_by": by, "communicated_at": told, "boarding_completed_at": boarded}
    who = "headquarters 1" if by == "headquarters" else "supervisor 1"
    done = flight.do("grant-stay", who, "1", **given)
    stay = done.after.stays[done.leaf.number]
    for name in ("ordered_at", "communicated_at", "boarding_completed_at"):
        assert stay.order[name][:16] == given[name][:16]
    assert holds_on(stay, FLIGHT) is holds
    words = in_words(stay, FLIGHT)
    assert says in words if says else "boarding" not in words


def test_two_accounts_of_one_release_are_both_kept(flight: Office) -> None:
    """The family's and the agency's, each with its source; neither replaces the other."""
    one = flight.do("account", "intake 1", "1", **ACCOUNT)
    other = flight.do("account", "intake 1", "1", **{
        **ACCOUNT, "told_by": "agency", "source": "a spokesperson",
        "says": "For medical reasons, to arrange her own departure.",
    })  # fmt: skip
    assert other.after.accounts == {"release": (one.leaf.number, other.leaf.number)}
    shown = show_case(flight.ledger, "1", "why", person("reviewer 1"), flight.clock)
    assert [
        (e.value("payload")["told_by"], e.value("payload")["source"]) for e in shown.entries
    ] == [("family", "a newspaper"), ("agency", "a spokesperson")]
    with pytest.raises(Refusal, match="not corrected"):
        flight.do("correct", "supervisor 1", "1", entry=str(one.leaf.number), field="says",
                  value="something else", evidence="none")  # fmt: skip


# The day on which these tests' ledgers are written: a document counts from its entry on.
WRITTEN = dt.date(2012, 1, 13)


def _open(office: Office, day: dt.date = WRITTEN) -> set[tuple[str, str]]:
    found = standing(holds_now(office.docket, office.state("1"), day))
    return {(hold.safeguard.id, hold.child) for hold in found}


def test_removal_of_the_mother_waits_for_each_document(flight: Office) -> None:
    """Pregnancy, fitness to travel, and a decision for each child; each cleared by its own."""
    assert {("pregnancy", ""), ("fitness-to-travel", ""), ("parental-decision", "#1"),
            ("parental-decision", "#2")} <= _open(flight)  # fmt: skip
    flight.do("clear-hold", "medical 1", "1", **CERTIFICATE)
    assert ("pregnancy", "") not in _open(flight)
    assert ("fitness-to-travel", "") in _open(flight)
    flight.do("parent-decision", "supervisor 1", "1", **DECISION)
    assert ("parental-decision", "#2") in _open(flight)
    assert not {("parental-decision", "#1"), ("parental-decision", "child-1")} & _open(flight)
    flight.do("reopen-hold", "medical 1", "1", hold="pregnancy")
    assert ("pregnancy", "") in _open(flight)


# A decision as the flawed records had it: oral, with no word of what was explained or offered.
ORAL = {"child": "child-1", "choice": "stays", "form": "oral"}


@pytest.mark.parametrize(
    ("record", "counts_as", "lacks"),
    [
        (ORAL, "missing", "reunification was really offered"),
        ({"child": "child-1"}, "missing", "that the parent was asked"),
        ({**DECISION, "form": "oral", "why_unsigned": "cannot write", "explained": ""}, "missing",
         "what was explained"),
        ({**DECISION, "reunification_offered": "no"}, "incomplete", "really offered"),
        ({**DECISION, "explained_at": "2011-10-22T10:00-04:00"}, "incomplete", "before the choice"),
        ({**DECISION, "choice": "not answered", "no_answer": "declined"}, "incomplete",
         "no answer is not a choice"),
        ({**DECISION, "contrary_evidence": "an e-mail: she wants him with her"}, "contradicted",
         "wanted otherwise"),
        ({**DECISION, "presented_blank": "no"}, "contradicted", "not blank"),
        ({**DECISION, "language_understood": "Mam"}, "contradicted", "language"),
        ({**DECISION, "certified_by": "officer 1", "removing_officer": "officer 1"},
         "contradicted", "item 10"),
        (DECISION, "documented", ""),
    ],
    ids=["oral", "no record", "oral, nothing explained", "not offered", "explained too late",
         "silence", "evidence against", "already checked", "another language", "own certifier",
         "complete"],
)  # fmt: skip
def test_what_a_record_of_the_fathers_decision_comes_to(
    father: Office, record: dict[str, str], counts_as: str, lacks: str
) -> None:
    """Each way in which the flawed records failed leaves the hold open, and says why."""
    father.clock.now = dt.datetime(2018, 5, 29, 12, tzinfo=dt.UTC)
    done = father.do("parent-decision", "family-tracing 1", "1", **record)
    kept = done.after.parents["child-1"].record
    assert kept["counts_as"] == counts_as
    assert lacks in " ".join(kept["lacks"])
    assert standing_of(kept).documented is (counts_as == "documented")
    waits = ("parental-decision", "child-1") in _open(father, dt.date(2018, 5, 30))
    assert waits is (counts_as != "documented")


def test_a_change_of_mind_takes_the_place_of_the_record(father: Office) -> None:
    """A later record counts, also where it says less; the earlier one stays."""
    father.clock.now = dt.datetime(2018, 5, 29, 12, tzinfo=dt.UTC)
    father.do("parent-decision", "family-tracing 1", "1", **DECISION)
    done = father.do("parent-decision", "family-tracing 1", "1", child="child-1",
                     choice="not answered", no_answer="undecided")  # fmt: skip
    assert ("parental-decision", "child-1") in _open(father, dt.date(2018, 5, 30))
    assert (
        len(show_case(father.ledger, "1", "why", person("reviewer 1"), father.clock).entries) == 2
    )
    assert done.after.parents["child-1"].entry == done.leaf.number


def test_the_fathers_removal_is_recorded_and_is_on_the_inspectors_list(father: Office) -> None:
    """The world does what it does: it is recorded, with what stood open, by month and office."""
    father.clock.now = dt.datetime(2018, 5, 30, 12, tzinfo=dt.UTC)
    father.do("parent-decision", "family-tracing 1", "1", **ORAL)
    done = father.do("remove", "intake 1", "1", **{
        **REMOVAL, "removed_on": "2018-05-30", "office": "El Paso",
    })  # fmt: skip
    assert done.after.state == "removed"
    said = done.after.removal[1] if done.after.removal else {}
    assert said["parental_decision_undocumented"] == ["child-1"]
    found = hand_over(father.ledger, "an inspector asks", person("headquarters 1"), father.clock)
    listed = inspect(found.removals, found.states)
    [row] = listed.listed.to_pylist()
    assert (row["case_id"], row["month"], row["office"]) == ("1", "2018-05", "El Paso")
    assert "parental-decision" in str(row["open"])
    [count] = listed.counts.to_pylist()
    assert (count["month"], count["office"]) == ("2018-05", "El Paso")


def test_a_document_that_came_after_the_flight_does_not_count_for_it(father: Office) -> None:
    """Where the time of boarding is on record, what was recorded later did not stand there then."""
    father.clock.now = dt.datetime(2018, 5, 30, 18, tzinfo=dt.UTC)
    father.do("parent-decision", "family-tracing 1", "1", **DECISION)
    done = father.do("remove", "intake 1", "1", **{
        **REMOVAL, "removed_on": "2018-05-30", "boarding_completed_at": "2018-05-30T11:00-06:00",
    })  # fmt: skip
    said = done.after.removal[1] if done.after.removal else {}
    assert said["parental_decision_undocumented"] == ["child-1"]


def test_a_removal_recorded_in_error_is_struck_and_stays_readable(father: Office) -> None:
    """The case is where it was before; both entries are there."""
    father.do("take", "reviewer 1", "1")
    removed = father.do("remove", "intake 1", "1", **REMOVAL)
    done = father.do("strike", "supervisor 1", "1", entry=str(removed.leaf.number))
    assert (done.after.state, done.after.removal) == ("taken", None)
    assert done.after.struck == {removed.leaf.number}


def test_a_consent_permits_what_it_says_until_it_is_withdrawn(office: Office) -> None:
    """Enforcement is no purpose; a withdrawal stops the next sharing and unsays nothing."""
    with pytest.raises(Incomplete, match="purpose"):
        office.do("consent", "asylum 1", "1", **{**CONSENT, "purpose": "enforcement"})
    done = office.do("consent", "asylum 1", "1", **CONSENT)
    given = done.after.consents[done.leaf.number]
    assert (given.state, given.given["what"]) == ("given", "facts without identity")
    gone = office.do("withdraw-consent", "asylum 1", "1", consent=str(done.leaf.number),
                     by="the mother", withdrawn_on="2011-09-01", method="by letter")  # fmt: skip
    assert gone.after.consents[done.leaf.number].state == "withdrawn"
    assert gone.after.consents[done.leaf.number].given == given.given
