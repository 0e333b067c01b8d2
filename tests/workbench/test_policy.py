"""Who may see which case: casework says it, and the queue's SQL lets through exactly the same."""

from __future__ import annotations

import re

import pytest

from evenhand.casework.rights import marks

ACCOUNTS = ("intake", "reviewer", "newark-reviewer", "supervisor", "headquarters", "asylum")


@pytest.fixture(scope="module")
def touched(signed_in, cases):
    """Cases that people did something with: taken, assigned, recused, in conflict."""
    from django.conf import settings

    from evenhand.casework.note_conflict import note_conflict
    from evenhand.casework.person import Person
    from evenhand.casework.register import register
    from evenhand.ledger.opening import opened
    from evenhand.workbench.access.references import sealed
    from evenhand.workbench.clock import clock

    here, there = cases["Los Angeles"], cases["Newark"]
    supervisor, why = signed_in("supervisor"), "so that it is tried"
    for case, act, said in (
        (here[-1], "take", {}),
        (here[-2], "assign", {"person": "Demo newark reviewer"}),
        (here[-3], "recuse", {"person": "Demo reviewer"}),
    ):
        answer = supervisor.post(f"/cases/{sealed(case)}/acts/{act}/", {**said, "reasons": why})
        assert answer.status_code == 302, answer.content.decode()
    with opened(settings.PLACE.ledger) as ledger:
        door, account = next(iter(register(ledger).people))
        opener = register(ledger).person(door, account, None)
        assert isinstance(opener, Person)
        note_conflict(ledger, "Demo headquarters", there[0], "a relative", opener, clock)
    return [*here[-3:], there[0]]


def listed(account: str, signed_in) -> set[str]:
    """Every case that the queue lists for somebody, page after page."""

    browser, found, after = signed_in(account), set(), 0
    while True:
        page = browser.get(f"/queue/?in_court=&after={after}").content.decode()
        found |= set(re.findall(r'scope="row"><a href="[^"]*">([^<]+)</a>', page))
        following = re.search(r'rel="next" href="[^"]*after=(\d+)"', page)
        if not following:
            return found
        after = int(following[1])


@pytest.mark.parametrize("account", ACCOUNTS)
def test_the_queue_lists_exactly_what_a_person_may_open(account, signed_in, touched, site):
    """What the list's SQL lets through is what casework would let them open, case by case."""
    from evenhand.workbench.access.policy import Actor, may
    from evenhand.workbench.accounts.people import DOOR, register_in
    from evenhand.workbench.reading.site import opened_ledger

    with opened_ledger() as opened:
        known = register_in(opened.ledger)
        who = Actor(known.person(DOOR, account, None), known)
        con = opened.loaded.session()
        rows = con.execute("SELECT case_id FROM site.queue").fetchall()
        con.close()
        seen = {
            case for (case,) in rows if may(who, opened.ledger, opened.loaded.shelf(case), case)
        }
    assert listed(account, signed_in) == seen
    assert len(seen) > 0


def test_what_people_did_changes_what_others_see(signed_in, touched):
    """An assigned case is there, a recusal and a conflict take one away."""
    assigned, recused, conflict = touched[1], touched[0], touched[3]
    assert assigned in listed("newark-reviewer", signed_in)
    assert recused not in listed("reviewer", signed_in)
    assert recused in listed("supervisor", signed_in)
    assert conflict not in listed("headquarters", signed_in)


def test_who_sees_no_case_sees_no_mark():
    """Overseers and administrators stand in no row of the table of marks."""
    assert marks("overseer", "read") == marks("administrator", "read") == frozenset()
