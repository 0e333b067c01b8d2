"""Three cases of the public reports, worked from their first fact to their end by the pages."""

from __future__ import annotations

import datetime as dt
import re

from tests.support.office import ACCOUNT, CERTIFICATE, DECISION, DETERMINED, ORDER
from tests.workbench.test_cases import at
from tests.workbench.test_lists import do, listed


def page(browser, case: str, more: str = "") -> str:
    """Give the page of a case."""
    answer = browser.get(at(case, more))
    assert answer.status_code == 200
    return answer.content.decode()


def recorded(browser, case: str, facts: dict[str, str]) -> None:
    """Record facts, each by its form."""
    for fact, value in facts.items():
        said = {"fact": fact, "value": value, "evidence": "as she said", "informant": "respondent"}
        do(browser, case, "record-fact", said)


def holds(browser, case: str) -> list[str]:
    """Give the titles of the holds that stand open on a page, with the child of each."""
    found = re.findall(r'eh-hold"><summary>(.*?) <span', page(browser, case), re.DOTALL)
    return [title.strip() for title in found]


def test_the_pregnant_mother_from_intake_to_a_stay(signed_in, cases, site):
    """The office refuses, headquarters overrules it and grants a stay: both stand on the record."""
    case = cases["Los Angeles"][20]
    intake, reviewer, second = (signed_in(a) for a in ("intake", "reviewer", "second-reviewer"))
    supervisor, headquarters = signed_in("supervisor"), signed_in("headquarters")
    medical = signed_in("medical")

    # Intake hands in what it hears, and is not shown it back from others.
    recorded(intake, case, {"pregnant": "yes"})
    recorded(reviewer, case, {"minor_children_in_us": "2"})
    waits = " ".join(holds(reviewer, case))
    assert "pregnan" in waits.lower()
    assert waits.count("decision") >= 2
    assert case in listed(medical, "/holds/?hold=pregnancy&in_court=")

    # The field office refuses, twice and blind.
    refused = {**DETERMINED, "form": "deferral", "decides": "refused", "what": "no stay",
               "departs_because": "a fugitive"}  # fmt: skip
    do(reviewer, case, "take", {})
    do(reviewer, case, "determine", {**refused, "reasons": "a fugitive of priority three"})
    assert case in listed(second, "/second-reviews/")
    do(second, case, "second", {**refused, "reasons": "the departure was missed"})
    assert "decided-by-office</strong>" in page(reviewer, case)

    # It is disputed, goes to headquarters, and is overruled there.
    do(supervisor, case, "disagree",
       {"office": "OPLA", "instead": "a stay of a year", "reasons": "with child"})  # fmt: skip
    do(supervisor, case, "escalate", {"tried": "the office keeps to it", "reasons": "not settled"})
    assert case in listed(headquarters, "/escalations/")
    answer = supervisor.post(at(case, "acts/determine/"), {**refused, "reasons": "again"})
    assert answer.status_code == 409
    do(headquarters, case, "determine",
       {**refused, "decides": "favourable", "reasons": "she is with child"})  # fmt: skip
    assert case not in listed(headquarters, "/escalations/")

    # The stay has the day that its order states, and none is worked out.
    from evenhand.workbench.clock import this_day

    until, review = (str(this_day() + dt.timedelta(days=n)) for n in (20, 10))
    stay = {"ordered_by": "headquarters", "ordered_at": "2011-10-24T09:00-04:00",
            "document": "order, file 1", "review_on": review, "reasons": "as decided"}  # fmt: skip
    answer = headquarters.post(at(case, "acts/grant-stay/"), stay)
    assert answer.status_code == 422
    assert b"never worked out" in answer.content
    do(headquarters, case, "grant-stay", {**stay, "until": until})
    assert case in listed(supervisor, "/stays/?within=30")

    # Two accounts of one release stand side by side.
    do(intake, case, "account", ACCOUNT)
    do(intake, case, "account", {**ACCOUNT, "told_by": "agency", "says": "For medical reasons."})

    shown = page(reviewer, case)
    for reason in ("a fugitive of priority three", "the departure was missed", "she is with child",
                   "She may stay.", "For medical reasons."):  # fmt: skip
        assert reason in shown
    assert "decided-by-headquarters</strong>" in shown
    decided = re.findall(r"<dt>decides</dt><dd>(\w+)</dd>", shown)
    assert decided == ["favourable", "refused", "refused"]
    assert f"until {until}, as ordered" in shown

    # Each document clears its own hold, and no other.
    before = holds(reviewer, case)
    do(medical, case, "clear-hold", CERTIFICATE)
    after = holds(reviewer, case)
    assert len(before) - len(after) == 1
    assert case not in listed(medical, "/holds/?hold=pregnancy&in_court=")


def test_the_street_vendor_to_the_closing_of_her_case(signed_in, cases):
    """Facts that were missing are named, two determine, and the case is closed and not over."""
    case = cases["Los Angeles"][21]
    reviewer, second = signed_in("reviewer"), signed_in("second-reviewer")
    assert "What to ask first" in page(reviewer, case)
    recorded(reviewer, case, {"usc_child": "yes"})
    do(reviewer, case, "take", {})
    found = {**DETERMINED, "decides": "favourable", "asked_by": "request",
             "departs_because": "a child born here", "reasons": "a child here"}  # fmt: skip
    do(reviewer, case, "determine", found)
    assert reviewer.get(at(case, "acts/second/")).status_code == 409
    do(second, case, "second", found)
    assert "decided-by-office</strong>" in page(reviewer, case)
    do(reviewer, case, "close",
       {**ORDER, "respondent_position": "agreed", "reasons": "as determined"})  # fmt: skip
    shown = page(reviewer, case)
    assert "closed</strong>" in shown
    assert "can be put back on the calendar" in shown
    answer = reviewer.get(at(case, "acts/close/"))
    assert answer.status_code == 409
    assert second.get(at(case, "acts/recalendar/")).status_code == 200


def test_the_fathers_oral_decision_clears_nothing(signed_in, cases):
    """Without what was explained and offered it is missing; a complete record clears the hold."""
    case = cases["Los Angeles"][22]
    tracer, supervisor = signed_in("family-tracing"), signed_in("supervisor")
    recorded(supervisor, case, {"minor_children_in_us": "1"})
    stood = [one for one in holds(supervisor, case) if "decision" in one.lower()]
    assert len(stood) == 1
    oral = {"child": "child-1", "choice": "stays", "form": "oral"}
    do(tracer, case, "parent-decision", oral)
    family = page(supervisor, case, "family/")
    assert "<strong>missing</strong>" in family
    assert "reunification was really offered" in family
    waits = [one for one in holds(supervisor, case) if "decision" in one.lower()]
    assert len(waits) == 1
    assert "child-1" in waits[0]
    assert case in listed(supervisor, "/holds/?hold=parental-decision&in_court=")

    do(tracer, case, "parent-decision", DECISION)
    assert "<strong>documented</strong>" in page(supervisor, case, "family/")
    assert [one for one in holds(supervisor, case) if "decision" in one.lower()] == []
    assert case not in listed(supervisor, "/holds/?hold=parental-decision&in_court=")
    # A change of mind takes its place, and the hold stands again.
    do(tracer, case, "parent-decision",
       {"child": "child-1", "choice": "not answered", "no_answer": "undecided"})  # fmt: skip
    assert case in listed(supervisor, "/holds/?hold=parental-decision&in_court=")
