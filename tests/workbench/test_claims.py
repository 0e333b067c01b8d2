"""Claims to protection on a case's page: recorded by forms, seen by those who may, by no other."""

from __future__ import annotations

import re

import pytest

from tests.support.claims import APPEALED, CONSENT, DENIED, FILED
from tests.workbench.test_cases import at

SECTION = 'id="claims"'
FAMILY = {**FILED, "forms": "asylum, CAT", "family": "K-CANARY"}


def page_of(browser, case: str) -> str:
    """Give the page of a case."""
    answer = browser.get(at(case))
    assert answer.status_code == 200
    return answer.content.decode()


def do(browser, case: str, act: str, said: dict[str, str]) -> None:
    """Record an act by its form, opened first."""
    assert browser.get(at(case, f"acts/{act}/")).status_code == 200
    answer = browser.post(at(case, f"acts/{act}/"), said)
    assert answer.status_code == 302, answer.content.decode()


@pytest.fixture(scope="module")
def claimed(signed_in, cases):
    """Two cases of one family with claims on record, denied by two judges, one under appeal."""
    asylum, found = signed_in("asylum"), cases["Los Angeles"][:2]
    for case, judge in zip(found, ("judge 1", "judge 2"), strict=True):
        do(asylum, case, "file-claim", FAMILY)
        number = re.search(r"claim=(\d+)", page_of(asylum, case))[1]
        denied = {**DENIED, "claim": number, "judge": judge, "elements": "internal-relocation"}
        do(asylum, case, "decide-claim", denied)
        do(asylum, case, "consent-on-claim", CONSENT)
    do(asylum, case, "appeal-claim", {**APPEALED, "claim": number, "forms": "asylum"})
    return found


@pytest.mark.parametrize("account", ["asylum", "reviewer", "supervisor", "headquarters"])
def test_who_may_read_claims_sees_the_familys_and_what_to_do_now(signed_in, claimed, account):
    """Each form with its element, the other member's, two judges, and the acts open now."""
    first, second = (page_of(signed_in(account), case) for case in claimed)
    for shown in (first, second):
        assert SECTION in shown
        assert "2 judges or officers decided this family" in " ".join(shown.split())
        assert "internal relocation" in shown
        assert "facts without identity (given;" in shown
    assert "asylum: decided" in first
    assert f"case {claimed[1]}, asylum: under-appeal" in first
    acts = re.findall(r"acts/([a-z-]+)/\?seen=\d+&amp;claim=\d+&amp;forms=(\w+)", second)
    assert {act for act, form in acts if form == "asylum"} == {
        "decide-appeal", "withdraw-appeal", "withdraw-claim",
    }  # fmt: skip
    assert {act for act, form in acts if form == "CAT"} == {"appeal-claim", "reopen-claim"}
    answer = signed_in(account).get(at(claimed[1], "acts/decide-appeal/?claim=1&forms=asylum"))
    assert answer.status_code == 200


def test_who_hands_in_sees_what_they_handed_in(signed_in, cases, claimed):
    """Intake may begin a claim on every case, and is shown nobody else's."""
    intake, case = signed_in("intake"), cases["Los Angeles"][2]
    for one in (*claimed, case):
        shown = page_of(intake, one)
        assert "acts/file-claim/" in shown
        assert "No claim is on the record that your role may see." in shown
        assert "K-CANARY" not in shown
    do(intake, case, "file-claim", FILED)
    shown = page_of(intake, case)
    assert "asylum: pending" in shown
    assert "acts/decide-claim/" not in shown


@pytest.mark.parametrize("account", ["medical", "family-tracing"])
def test_to_others_no_case_has_claims(signed_in, cases, claimed, account):
    """No part of the page, no act, and the same refusal where there is a claim and where not."""
    browser, plain = signed_in(account), cases["Los Angeles"][3]
    for case in (*claimed, plain):
        shown = page_of(browser, case)
        for word in (SECTION, "file-claim", "K-CANARY", "judge 1", "internal relocation"):
            assert word not in shown
    for act in ("file-claim", "decide-claim", "consent-on-claim", "share-claim"):
        answers = {
            (answer.status_code, _without_case(answer.content.decode(), case))
            for case in (claimed[0], plain)
            for answer in (browser.get(at(case, f"acts/{act}/")),)
        }
        assert len(answers) == 1, act
        assert answers.pop()[0] == 409


def _without_case(text: str, case: str) -> str:
    text = re.sub(r"/cases/[^/]+/", "/cases/one/", text.replace(case, "one"))
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_the_part_is_there_in_spanish(signed_in, claimed):
    """The heading and what the part says itself are put over."""
    browser = signed_in("asylum", fresh=True)
    browser.post("/language/", {"language": "es", "next": "/"})
    shown = page_of(browser, claimed[0])
    assert "Solicitudes de protección" in shown
    assert "Lo que se puede compartir" in shown
