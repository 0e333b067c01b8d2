"""The inspector's lists: who sees which case, that a look is recorded, and one truth for all."""

from __future__ import annotations

import re

import pytest

from tests.support.office import DETERMINED, REMOVAL
from tests.workbench.test_cases import at
from tests.workbench.test_lists import do, listed

HERE, ELSEWHERE, REFUSED_HERE, STRUCK = "here", "elsewhere", "refused", "struck"


@pytest.fixture(scope="module")
def worked(signed_in, cases) -> dict[str, str]:
    """Removals recorded with a hold open, of two offices, and a refusal against the finding."""
    found = {
        HERE: cases["Los Angeles"][25], REFUSED_HERE: cases["Los Angeles"][26],
        ELSEWHERE: cases["Miami"][0], STRUCK: cases["Miami"][1],
    }  # fmt: skip
    headquarters, reviewer = signed_in("headquarters"), signed_in("reviewer")
    children = {"fact": "minor_children_in_us", "value": "2", "evidence": "as told",
                "informant": "respondent"}  # fmt: skip
    do(headquarters, found[HERE], "record-fact", children)
    removals = ((HERE, "Los Angeles", "2012-01-12"), (ELSEWHERE, "Miami", "2011-12-30"),
                (STRUCK, "Miami", "2011-12-30"))  # fmt: skip
    for name, office, day in removals:
        do(headquarters, found[name], "remove", {**REMOVAL, "office": office, "removed_on": day})
    case = found[REFUSED_HERE]
    do(reviewer, case, "record-fact", {**children, "fact": "service_member", "value": "yes"})
    do(reviewer, case, "take")
    refused = {**DETERMINED, "form": "deferral", "decides": "refused", "what": "no stay",
               "departs_because": "of what was told", "reasons": "told"}  # fmt: skip
    do(reviewer, case, "determine", refused)
    return found


def of(name: str, more: str = "") -> str:
    """The address of a list."""
    return f"/oversight/lists/{name}/{more}"


def test_a_supervisor_sees_the_cases_that_are_theirs(signed_in, worked):
    """Headquarters sees every office's; a supervisor of one sees its own, with what stood."""
    supervisor, headquarters = signed_in("supervisor"), signed_in("headquarters")
    assert worked[HERE] in listed(supervisor, of("hold-open"))
    assert worked[ELSEWHERE] not in listed(supervisor, of("hold-open"))
    assert {worked[HERE], worked[ELSEWHERE]} <= set(listed(headquarters, of("hold-open")))
    assert worked[HERE] in listed(supervisor, of("no-parental-decision"))
    page = supervisor.get(of("no-parental-decision")).content.decode()
    assert "2 children" in page
    assert "2011-12" not in page
    page = supervisor.get(of("hold-open")).content.decode()
    assert "Miami" not in page
    assert "discretion" in page.lower()


def test_a_list_is_cut_to_an_office_and_a_month(signed_in, worked):
    """What is asked for, and nothing where there is nothing."""
    headquarters = signed_in("headquarters")
    found = listed(headquarters, of("hold-open", "?office=Miami&month=2011-12"))
    assert worked[ELSEWHERE] in found
    assert worked[HERE] not in found
    assert listed(headquarters, of("hold-open", "?office=Miami&month=1999-01")) == []


def test_a_refusal_is_listed_once_a_second_person_has_judged(signed_in, worked):
    """A determination that is still blind is on no list; then it is, by its form and class."""
    supervisor, case = signed_in("supervisor"), worked[REFUSED_HERE]
    assert case not in listed(supervisor, of("refused-against-finding"))
    favourable = {**DETERMINED, "decides": "favourable", "reasons": "as found"}
    do(signed_in("second-reviewer"), case, "second", favourable)
    assert listed(supervisor, of("refused-against-finding")) == [case]
    page = supervisor.get(of("refused-against-finding")).content.decode()
    assert "consider-closing" in page
    assert "deferral" in page


def test_what_was_struck_is_on_no_list(signed_in, worked):
    """A removal recorded in error and struck leaves the list; the others stay."""
    headquarters, case = signed_in("headquarters"), worked[STRUCK]
    assert case in listed(headquarters, of("hold-open"))
    page = headquarters.get(at(case)).content.decode()
    number = re.search(r"remove.{0,400}?entries/(\d+)/receipt", page, re.DOTALL)[1]
    do(headquarters, case, "strike", {"entry": number, "reasons": "another person"})
    assert case not in listed(headquarters, of("hold-open"))
    assert worked[ELSEWHERE] in listed(headquarters, of("hold-open"))


def test_a_look_is_on_record_before_the_page_is_sent(signed_in, worked, site):
    """The newest entry after a look is the reading, with the list, its cases and the purpose."""
    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import entry, leaves

    shown = listed(signed_in("supervisor"), of("hold-open"))
    with opened(str(site / "ledger.db")) as ledger:
        *_, last = leaves(ledger)
        said = entry(ledger, last.number).value("payload")
    assert (last.act, last.role) == ("read", "supervisor")
    assert (said["inspected"], said["cases"]) == ("hold-open", sorted(shown))
    assert said["purpose"]
    page = signed_in("headquarters").get("/audit/").content.decode()
    assert "look over what an inspector asks for" in page
    assert f"a list of {len(set(shown))} case" in page


def test_an_overseer_sees_safe_tables_and_no_case(signed_in, worked, held_release):
    """What a release counts, and neither a case, nor how many there are, nor a way to them."""
    overseer = signed_in("overseer")
    page = overseer.get("/oversight/lists/").content.decode()
    assert f"/oversight/releases/{held_release}/measures/removals-with-a-hold-open/" in page
    assert "No release counts this yet." in page
    assert "in the cases that are yours" not in page
    assert of("hold-open") not in page
    assert overseer.get(of("hold-open")).status_code == 403
    assert "in the cases that are yours" in signed_in("supervisor").get(
        "/oversight/lists/").content.decode()  # fmt: skip


def test_a_list_that_there_is_not_is_not_found(signed_in, worked):
    """Its name says nothing of any case."""
    assert signed_in("headquarters").get(of("anything")).status_code == 404


def test_the_lists_are_those_of_the_ledgers_tables(signed_in, worked, site):
    """Page and `holds inspect` over the ledger's own tables say the same, removal by removal."""
    from evenhand.casework.hand_over import all_states, determined_of, removals_of, stood_of
    from evenhand.ledger.opening import opened
    from evenhand.ledger.reading import leaves
    from evenhand.safeguards.inspection import inspect, refused_against

    with opened(str(site / "ledger.db")) as ledger:
        *_, last = leaves(ledger)
        states = all_states(ledger, last.number).values()
        found = inspect(removals_of(states), stood_of(states)).listed.to_pylist()
        refused = refused_against(determined_of(states)).to_pylist()
    expected = {
        "hold-open": [one["case_id"] for one in found if one["open"]],
        "no-parental-decision": [
            one["case_id"] for one in found if one["children_without_decision"]
        ],
        "hold-overridden": [one["case_id"] for one in found if one["overridden"]],
        "refused-against-finding": [one["case_id"] for one in refused],
        "no-state-kept": [one["case_id"] for one in found if not one["looked_at"]],
    }
    for name, wanted in expected.items():
        assert sorted(listed(signed_in("headquarters"), of(name))) == sorted(wanted), name
    assert expected["hold-open"]
