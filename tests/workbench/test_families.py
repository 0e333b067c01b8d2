"""The page of a family: two judge, blind to each other; no number is shown; whom to try next."""

from __future__ import annotations

import re

import pytest

from tests.workbench.test_cases import at, ledger_now
from tests.workbench.test_lists import listed

CLAIM = {"child": "child-1", "relation": "father", "said_by": "parent", "source": "form, file 3"}
ASSERTED = {"child": "child-1", "relation": "father", "evidence": "a birth certificate",
            "reasons": "The CANARY certificate names him."}  # fmt: skip
NUMBER = "555-010-7788"
LEAD = {"detail": NUMBER, "whose": "parent", "kind": "telephone", "source": "the parent's own word"}
TRIED = {"tried_at": "2018-07-01T10:00-04:00", "by": "a caller", "on_behalf_of": "the court",
         "channel": "telephone", "language": "Mam", "outcome": "no answer",
         "next_due": "2018-07-08"}  # fmt: skip


def do(browser, case: str, act: str, said: dict[str, str]) -> None:
    """Record an act about a family by its form."""
    answer = browser.post(at(case, f"family/acts/{act}/"), said)
    assert answer.status_code == 302, answer.content.decode()


def page_of(browser, case: str) -> str:
    """Give the page of a family."""
    answer = browser.get(at(case, "family/"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def tracers(signed_in):
    """Two people who trace families."""
    return signed_in("family-tracing"), signed_in("second-family-tracing")


def test_two_people_assert_a_tie_blind_to_each_other(signed_in, cases, tracers):
    """The first is told why not again; the second reads nothing of the first; then all is there."""
    case, (first, second) = cases["Los Angeles"][17], tracers
    do(signed_in("intake"), case, "claim-tie", CLAIM)
    assert "<strong>possible</strong>" in page_of(first, case)
    do(first, case, "assert-tie", ASSERTED)
    for browser in (first, second, signed_in("supervisor")):
        shown = page_of(browser, case)
        assert "<strong>judged-once</strong>" in shown
        assert "CANARY" not in shown
        assert "a birth certificate" not in shown
    answer = first.get(at(case, "family/acts/assert-tie/?child=child-1"))
    assert (answer.status_code, b"Nobody judges a tie twice" in answer.content) == (409, True)
    assert "Nobody judges a tie twice" in page_of(first, case)
    assert first.post(at(case, "family/acts/reject-tie/"), ASSERTED).status_code in (409, 422)
    do(second, case, "assert-tie", ASSERTED)
    shown = page_of(signed_in("reviewer"), case)
    assert "<strong>asserted</strong>" in shown
    assert shown.count("The CANARY certificate names him.") == 2


def test_a_role_that_traces_no_family_sees_none_and_hands_in(signed_in, cases, tracers):
    """Intake and physicians are shown what they handed in, and not what others recorded."""
    case = cases["Los Angeles"][18]
    do(tracers[0], case, "claim-tie", CLAIM)
    for account in ("intake", "medical", "asylum"):
        shown = page_of(signed_in(account), case)
        assert "child-1" not in shown
        assert "is not shown to your role" in shown
    do(signed_in("intake"), case, "claim-tie", {**CLAIM, "child": "child-2"})
    shown = page_of(signed_in("intake"), case)
    assert ("child-2" in shown, "child-1" in shown) == (True, False)


def test_another_offices_family_is_not_there(signed_in, cases):
    """The page and its acts are answered as where there is nothing."""
    newark = signed_in("newark-reviewer")
    for more in ("family/", "family/acts/claim-tie/"):
        assert newark.get(at(cases["Los Angeles"][17], more)).status_code == 404


def test_no_page_shows_a_number(signed_in, cases, tracers):
    """A lead is on file; its number stands on no page, in no history, and not in the database."""
    from django.conf import settings

    case, tracer = cases["Los Angeles"][19], tracers[0]
    do(tracer, case, "claim-tie", CLAIM)
    do(tracer, case, "record-lead", LEAD)
    number = re.search(r"entry (\d+): parent, telephone", page_of(tracer, case))[1]
    do(tracer, case, "attempt-contact", {**TRIED, "lead": number})
    for browser in (tracer, signed_in("supervisor"), signed_in("headquarters")):
        for address in (at(case, "family/"), at(case), "/families/",
                        at(case, "family/acts/attempt-contact/?child=child-1")):  # fmt: skip
            answer = browser.get(address)
            assert answer.status_code in (200, 409)  # headquarters calls nobody
            assert NUMBER not in answer.content.decode()
    assert NUMBER.encode() not in settings.PLACE.folder.joinpath("ledger.db").read_bytes()
    shown = page_of(tracer, case)
    assert "no answer" in shown
    assert "2018-07-08" in shown


def test_that_a_family_is_shown_is_on_the_record_first(tracers, cases):
    """One entry `read` for a family, and one for a page of whom to try next."""
    case, tracer = cases["Los Angeles"][19], tracers[0]
    for address in (at(case, "family/"), "/families/"):
        before = len(ledger_now())
        assert tracer.get(address).status_code == 200
        assert [leaf.act for leaf in ledger_now()[before:]] == ["read"]


def test_whom_to_try_next_stands_in_caseworks_own_order(signed_in, cases, tracers, site):
    """The list's SQL orders all cases as `turns` orders them, whatever makes them wait."""
    from evenhand.casework.next_to_try import turns
    from evenhand.casework.replay import replayed
    from evenhand.ledger.reading import of_case
    from evenhand.workbench.clock import this_day
    from evenhand.workbench.reading.site import opened_ledger

    tracer, here = tracers[0], cases["Los Angeles"]
    ahead, overdue, lead, reached = here[9:13]
    for case in (ahead, overdue, lead, reached):
        do(tracer, case, "claim-tie", CLAIM)
    do(tracer, lead, "record-lead", LEAD)
    do(tracer, overdue, "attempt-contact", {**TRIED, "next_due": "2018-07-02"})
    do(tracer, ahead, "attempt-contact", {**TRIED, "next_due": "2099-01-01"})
    do(tracer, reached, "attempt-contact", {
        **TRIED, "outcome": "spoke to the parent", "identity_checked": "yes",
        "checked_how": "by questions",
    })  # fmt: skip
    found = listed(tracer, "/families/")
    with opened_ledger() as opened:
        states = [replayed(case, of_case(opened.ledger, case)) for case in here]
    ordered, _ = turns(states, this_day())
    assert found == [turn.case for turn in ordered]
    assert (found.index(overdue) < found.index(lead) < found.index(ahead)) is True
    assert reached not in found


def test_what_a_linkage_proposed_is_shown_with_weights(signed_in, cases, tracers):
    """How likely, what looks odd; once two have judged, each line of the link as it was shown."""
    from evenhand.casework.acts.assert_tie import assert_tie
    from evenhand.casework.acts.propose_tie import propose_tie
    from evenhand.casework.attempt import Attempt
    from evenhand.casework.possible import Possible
    from evenhand.workbench.accounts.people import DOOR, register_in
    from evenhand.workbench.clock import clock
    from evenhand.workbench.reading.site import opened_ledger
    from tests.support.families import FACTS, proposal

    case, child = cases["Los Angeles"][7], "care:907"
    link = Possible("border:12", child, FACTS, "propose", "0.971000", ("born after the parent",))
    with opened_ledger() as opened:
        known = register_in(opened.ledger)
        who = [known.person(DOOR, browser.account, None) for browser in tracers]
        shelf = opened.loaded.shelf(case)
        propose_tie(Attempt(opened.ledger, clock, who[0], case, docket=shelf), "a" * 64, [link])
        shown = page_of(tracers[1], case)
        assert "97.1% likely" in shown
        assert "born after the parent" in shown
        assert "border:12" in shown
        given = {"child": child, "relation": "mother"}
        for one in who:
            assert "+12.1" not in page_of(tracers[1], case)
            attempt = Attempt(opened.ledger, clock, one, case, given, "as shown", docket=shelf)
            assert_tie(attempt, proposal(child=child))
    shown = page_of(tracers[0], case)
    assert "birth date" in shown
    assert "+12.1" in shown


def test_a_case_of_somebody_elses_office_is_not_to_try(signed_in, cases):
    """A tracer of one office is not shown another office's parents; headquarters is."""
    case = cases["Newark"][1]
    do(signed_in("headquarters"), case, "claim-tie", CLAIM)
    assert case not in listed(signed_in("family-tracing"), "/families/")
    assert case in listed(signed_in("headquarters"), "/families/")


def test_a_site_without_a_key_of_details_says_so(tracers, cases, site):
    """A number is then not recorded at all, rather than in the clear."""
    case, key = cases["Los Angeles"][19], site / "details.key"
    kept = key.rename(key.with_suffix(".kept"))
    try:
        answer = tracers[0].post(at(case, "family/acts/record-lead/"), LEAD)
    finally:
        kept.rename(key)
    assert answer.status_code == 409
    assert b"this site has none" in answer.content
