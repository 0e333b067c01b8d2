"""The lists over touched cases: second reviews, escalations, stays, the board of holds."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.support.office import CERTIFICATE, DETERMINED, FACT, STAY
from tests.workbench.test_cases import at

REFUSED = {**DETERMINED, "form": "deferral", "decides": "refused", "what": "no stay",
           "departs_because": "so that it is tried", "reasons": "a first reason"}  # fmt: skip


def do(browser, case: str, act: str, said: dict[str, str] | None = None) -> None:
    """Record an act by its form."""
    answer = browser.post(at(case, f"acts/{act}/"), said or {})
    assert answer.status_code == 302, answer.content.decode()


def listed(browser, address: str) -> list[str]:
    """Give the cases that a page lists, in its order."""
    page = browser.get(address)
    assert page.status_code == 200
    return re.findall(r'scope="row"><a href="/cases/[^"]*">([^<]+)</a>', page.content.decode())


@pytest.fixture(scope="module")
def worked(signed_in, cases) -> dict[str, str]:
    """Cases that people brought to where a list waits for them."""
    here = cases["Los Angeles"]
    names = ("determined", "escalated", "passed", "soon", "far", "no day")
    found = dict(zip(names, here[8:14], strict=True))
    reviewer, supervisor = signed_in("reviewer"), signed_in("supervisor")
    for case in (found["determined"], found["escalated"]):
        do(reviewer, case, "take")
        do(reviewer, case, "determine", REFUSED)
    do(signed_in("second-reviewer"), found["escalated"], "second",
       {**REFUSED, "decides": "favourable"})  # fmt: skip
    do(supervisor, found["escalated"], "escalate", {"tried": "both spoke", "reasons": "no end"})
    from evenhand.workbench.clock import this_day

    today = this_day()
    for name, days in (("passed", -3), ("soon", 5), ("far", 200)):
        until = str(today + dt.timedelta(days=days))
        do(reviewer, found[name], "grant-stay", {**STAY, "until": until, "reasons": "ordered"})
    without = {name: value for name, value in STAY.items() if name != "until"}
    do(reviewer, found["no day"], "grant-stay",
       {**without, "no_expiry_stated": "yes", "reasons": "ordered"})  # fmt: skip
    return found


def test_a_second_review_is_offered_to_others_and_is_blind(signed_in, worked):
    """Who determined first does not see it here; who may second sees neither name nor reason."""
    assert worked["determined"] not in listed(signed_in("reviewer"), "/second-reviews/")
    for account in ("second-reviewer", "supervisor"):
        assert worked["determined"] in listed(signed_in(account), "/second-reviews/")
    page = signed_in("second-reviewer").get("/second-reviews/").content.decode()
    main = page.split("<main")[1]
    assert "Demo reviewer" not in main
    assert "a first reason" not in main
    assert "refused" not in main


def test_other_offices_see_nothing_of_it(signed_in, worked):
    """A reviewer of another office finds none of these cases on any list."""
    newark = signed_in("newark-reviewer")
    for address in ("/second-reviews/", "/stays/?within=any"):
        assert set(listed(newark, address)) & set(worked.values()) == set()


def test_a_recusal_takes_a_case_off_the_lists(signed_in, worked, cases):
    """Whoever is recused no longer finds the case."""
    case, second = cases["Los Angeles"][24], signed_in("second-reviewer")
    do(signed_in("reviewer"), case, "take")
    do(signed_in("reviewer"), case, "determine", REFUSED)
    assert case in listed(second, "/second-reviews/")
    do(signed_in("supervisor"), case, "recuse",
       {"person": "Demo second reviewer", "reasons": "a relative"})  # fmt: skip
    assert case not in listed(second, "/second-reviews/")


def test_what_is_before_headquarters_is_on_its_list_until_it_decides(signed_in, worked):
    """The list offers the determination to headquarters, and to nobody else."""
    headquarters = signed_in("headquarters")
    assert worked["escalated"] in listed(headquarters, "/escalations/")
    page = signed_in("supervisor").get("/escalations/").content.decode()
    assert worked["escalated"] in page
    assert "headquarters determines it" in page
    do(headquarters, worked["escalated"], "determine", {**REFUSED, "decides": "favourable"})
    assert worked["escalated"] not in listed(headquarters, "/escalations/")


@pytest.mark.parametrize(
    ("within", "shown"),
    [("7", ["passed", "soon"]), ("30", ["passed", "soon"]),
     ("any", ["passed", "soon", "far", "no day"]), ("nonsense", ["passed", "soon"])],
)  # fmt: skip
def test_stays_stand_by_the_day_that_the_order_states(within, shown, signed_in, worked):
    """Those that have passed first, those without a day last; the filter cuts by day."""
    found = listed(signed_in("supervisor"), f"/stays/?within={within}")
    by_case = {case: name for name, case in worked.items()}
    assert [by_case[case] for case in found if case in by_case] == shown


def test_a_revoked_stay_is_off_the_list(signed_in, cases):
    """What holds no longer is not about to end."""
    case, supervisor = cases["Los Angeles"][15], signed_in("supervisor")
    do(supervisor, case, "grant-stay", {**STAY, "reasons": "ordered"})
    page = supervisor.get("/stays/?within=any").content.decode()
    assert case in page
    number = re.search(rf"{case}.*?\?stay=(\d+)", page, re.DOTALL)[1]
    order = {name: STAY[name] for name in ("ordered_by", "ordered_at", "document")}
    do(supervisor, case, "revoke-stay", {**order, "stay": number, "reasons": "vacated"})
    assert case not in supervisor.get("/stays/?within=any").content.decode()


def test_a_second_page_begins_where_the_first_ended(signed_in, worked, site, monkeypatch):
    """Page by page the list is whole, in one order, with nothing twice."""
    supervisor = signed_in("supervisor")
    whole = listed(supervisor, "/stays/?within=any")
    monkeypatch.setattr("evenhand.workbench.queueing.lists.PAGE", 2)
    parts = [listed(supervisor, f"/stays/?within=any&from={n}") for n in range(0, len(whole), 2)]
    assert [case for part in parts for case in part] == whole
    assert len(whole) > 3


def counts(browser, address: str) -> dict[str, int]:
    """Give the number of cases beside each safeguard of the board."""
    page = browser.get(address).content.decode()
    rows = re.findall(
        r'<tr><th scope="row">(?:<a[^>]*>)?([^<]+).*?eh-number">(\d+)</td>', page, re.DOTALL
    )
    return {name: int(number) for name, number in rows}


def test_the_board_counts_what_the_cases_themselves_say(signed_in, cases, site):
    """For each safeguard, the board's count is that of the pages of the cases, one by one."""
    supervisor = signed_in("supervisor")
    board = counts(supervisor, "/holds/?office=Los+Angeles&in_court=pending")
    found: dict[str, int] = {}
    for case in cases["Los Angeles"]:
        page = supervisor.get(at(case)).content.decode()
        titles = re.findall(r'eh-hold"><summary>([^<(]+)', page)
        for title in {title.strip() for title in titles}:
            found[title] = found.get(title, 0) + 1
    assert {name: number for name, number in board.items() if number} == found
    assert len(found) > 3


def test_a_cleared_hold_leaves_the_board(signed_in, cases):
    """Where a document cleared it, the case is no longer among those that wait for it."""
    medical, address = signed_in("medical"), "/holds/?hold=pregnancy"
    case, before = cases["Los Angeles"][16], listed(medical, address)
    do(medical, case, "record-fact", {**FACT, "fact": "pregnant"})
    assert set(listed(medical, address)) == {*before, case}
    do(medical, case, "clear-hold", CERTIFICATE)
    assert listed(medical, address) == before


@pytest.mark.parametrize("account", ["intake", "asylum", "family-tracing"])
def test_a_safeguard_that_a_role_may_not_see_is_not_on_its_board(account, signed_in):
    """Neither its count nor its cases; its address is that of one that there is not."""
    browser = signed_in(account)
    assert b"hold=pregnancy" not in browser.get("/holds/").content
    assert b"regnan" not in browser.get("/holds/").content
    assert browser.get("/holds/?hold=pregnancy").status_code == 404
    assert browser.get("/holds/?hold=nonsense").status_code == 404
