"""Who may see which case: tried for every role, relation and verb; lists and pages agree."""

from __future__ import annotations

import itertools

import pytest

from evenhand.casework.person import ROLES, SEES_CASES, Person
from evenhand.workbench.access.policy import (
    Actor,
    Relation,
    Standing,
    may,
    policy,
    read_policy,
    relations,
)

ME = "Ana"
# How a case may be: of my office, of another, of none; taken by me, by another; me recused.
STANDINGS = [
    Standing(office, holder, recused)
    for office, holder, recused in itertools.product(
        ("Here", "There", None), ("", ME, "Ben"), ((), (ME,), ("Ben",))
    )
]
# Who sees which cases, by hand.
SEES = {
    "intake": ("own office", "no office"),
    "reviewer": ("own office", "assigned"),
    "supervisor": ("own office", "assigned", "no office"),
    "headquarters": ("own office", "assigned", "other office", "no office"),
    "medical": ("own office",),
    "family-tracing": ("own office",),
    "asylum": ("own office",),
}
MARKS = {
    "intake": {"open", "personal"},
    "reviewer": {"open", "personal", "confidential", "medical", "victim"},
    "supervisor": {"open", "personal", "confidential", "medical", "victim"},
    "headquarters": {"open", "personal", "confidential", "medical", "victim"},
    "medical": {"open", "personal", "medical"},
    "family-tracing": {"open", "personal"},
    "asylum": {"open", "personal", "confidential", "victim"},
    "overseer": set(),
    "administrator": set(),
}


def actor(role: str) -> Actor:
    """Somebody of the office Here, in a role."""
    return Actor(Person(ME, role, "test"), "Here")


def expected(role: str, case: Standing) -> bool:
    """Say by hand whether somebody may."""
    if ME in case.recused:
        return False
    office = {"Here": "own office", "There": "other office", None: "no office"}[case.office]
    ways = {office} | ({"assigned"} if case.holder == ME else set())
    return bool(ways & set(SEES.get(role, ())))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", ["list", "read", "act"])
def test_the_table_says_who_may(role, verb):
    """Every role and verb against every way in which a case can stand to a person."""
    assert [may(actor(role), verb, case) for case in STANDINGS] == [
        expected(role, case) for case in STANDINGS
    ]


def test_an_overseer_and_an_administrator_see_no_case():
    """These two roles are in no table of cases, and see no mark."""
    for verb in policy().case.values():
        assert set(verb) == set(SEES_CASES)


def test_the_marks_a_role_sees():
    """Confidential, medical and victim-protected facts go to the roles that need them."""
    assert {role: set(marks) for role, marks in policy().marks.items()} == MARKS


def test_whoever_is_recused_has_no_other_relation():
    """A conflict of interest takes away office and assignment."""
    case = Standing("Here", ME, [ME])
    assert relations(actor("headquarters"), case) == {Relation.CONFLICTED}


@pytest.mark.parametrize(
    "slip",
    [
        ('reviewer = ["own office", "assigned"]', 'reviewr = ["own office"]'),
        ('medical = ["own office"]', 'medical = ["conflicted"]'),
        ('medical = ["own office"]', 'medical = ["any office"]'),
        ("overseer = []", 'overseer = ["secret"]'),
        ("overseer = []", ""),
    ],
)
def test_a_slip_in_the_table_opens_no_door(slip):
    """A word that means nothing stops the site instead of being passed over."""
    from importlib.resources import files

    text = files("evenhand.workbench.access").joinpath("policy.toml").read_text("utf-8")
    assert slip[0] in text
    with pytest.raises(ValueError, match=r"polic|Relation|conflict"):
        read_policy(text.replace(*slip))


def listed(account: str, signed_in) -> set[str]:
    """Every case that the queue lists for somebody, page after page."""
    import re

    browser, found, after = signed_in(account), set(), 0
    while True:
        page = browser.get(f"/queue/?in_court=&after={after}").content.decode()
        found |= set(re.findall(r'scope="row"><a href="[^"]*">([^<]+)</a>', page))
        following = re.search(r'rel="next" href="[^"]*after=(\d+)"', page)
        if not following:
            return found
        after = int(following[1])


@pytest.mark.parametrize(
    "account", ["intake", "reviewer", "newark-reviewer", "supervisor", "headquarters"]
)
def test_the_queue_lists_exactly_what_a_person_may_see(account, signed_in, site):
    """What the list's SQL lets through is what `may` lets through, case by case."""
    from evenhand.workbench.accounts import demo
    from evenhand.workbench.reading.case import standing_of
    from evenhand.workbench.reading.site import loaded_now

    known = next(one for one in demo.PEOPLE if one.account == account)
    who = Actor(Person(known.name, known.role, "workbench", account), known.office)
    loaded = loaded_now()
    con = loaded.session()
    everything = [row[0] for row in con.execute("SELECT case_id FROM site.queue").fetchall()]
    con.close()
    seen = {case for case in everything if may(who, "list", standing_of(loaded, case))}
    assert listed(account, signed_in) == seen
    assert len(seen) > 0
