"""Has a demonstration's people do what the table of stories says: as on pages, with every check.

Nothing is written here: each act goes to casework as if its form had been sent, and what casework
refuses is left out and said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from django.conf import settings

from evenhand.casework.all_acts import ACTS
from evenhand.casework.judging import RELATIONS
from evenhand.casework.scope import not_yours
from evenhand.ledger.opening import Ledger, opened
from evenhand.ledger.reading import leaves
from evenhand.terms.refusal import Incomplete, NotReady, Refusal
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.accounts.people import DOOR, register_in
from evenhand.workbench.clock import this_day
from evenhand.workbench.demonstration.choosing import cases_of
from evenhand.workbench.demonstration.stories import STORIES
from evenhand.workbench.demonstration.story import (
    LINKED_CHILD,
    LINKED_RELATION,
    Act,
    Day,
    Entry,
    Said,
    Story,
)
from evenhand.workbench.oversight.releases import act_on_release, release_now, release_questions
from evenhand.workbench.queueing.following import follow
from evenhand.workbench.queueing.loaded import close_loaded
from evenhand.workbench.reading.acting import act_on, questions
from evenhand.workbench.reading.case import may_on
from evenhand.workbench.reading.family_acting import (
    family_act_on,
    family_questions,
    family_seen,
    link_to_judge,
)
from evenhand.workbench.reading.links import links_of, put_on_case
from evenhand.workbench.reading.site import Opened, opened_ledger

Tell = Callable[[str], None]
MADE_WITH = {"open-ledger", "admit-person"}  # what a site's ledger says when it is made
PROPOSAL = "Demonstration: proposed, so that a second overseer can approve or refuse it."


def check_untouched() -> None:
    """Refuse any site but a demonstration's on which nobody has done anything yet."""
    if settings.PLACE.demo:
        with opened(settings.PLACE.ledger) as ledger:
            if {leaf.act for leaf in leaves(ledger)} <= MADE_WITH:
                return
    raise NotReady(
        "Made-up work is for a new demonstration alone, on which nobody has done anything yet.",
        "Make one in a folder of its own: `evenhand serve --site FOLDER`.",
    )


def record_stories(tell: Tell) -> None:
    """Do what the stories say, each on its case; tells what was left out, and why."""
    check_untouched()
    try:
        with opened_ledger() as site:
            chosen = cases_of(site.loaded, [story.kind for story in STORIES])
            for story, case in zip(STORIES, chosen, strict=True):
                if why := _left_out(site, story, case):
                    tell(f"left out, {story.shows}: {why}")
            follow(site.ledger, site.loaded)
    finally:
        close_loaded()


def _left_out(site: Opened, story: Story, case: str) -> str:
    """Do what one story says; gives why not all of it was done, or nothing."""
    if not case:
        return "no case of this docket is so"
    made: dict[str, int] = {}
    try:
        for act in story.acts:
            made[act.act] = _do(site, case, act, made)
    except Refusal as refusal:
        return refusal.what
    return ""


def _do(site: Opened, case: str, act: Act, made: Mapping[str, int]) -> int:
    """Do one act in the name of its person; gives the number of its entry."""
    actor = _actor(site.ledger, act.who)
    if not may_on(site.loaded, site.ledger, actor, case):
        raise not_yours()
    if act.act == "propose-tie":
        put_on_case(site.loaded, site.ledger, actor, case)
        return 0
    said = {name: _said(site, case, value, made) for name, value in act.said.items()}
    given = {**said, "reasons": act.reasons}
    if act.act in ACTS:
        asked = questions(site.loaded, actor, act.act, given)
        return act_on(site.loaded, site.ledger, actor, case, asked)
    of_family = family_questions(family_seen(site.ledger, actor, case), act.act, given)
    link = link_to_judge(site.loaded, actor, case, of_family)
    if link is not None:
        of_family = replace(of_family, shown=link.proposal.shown)
    return family_act_on(site.loaded, site.ledger, actor, case, of_family)


def _said(site: Opened, case: str, value: Said, made: Mapping[str, int]) -> str:
    """Write what is said as it is typed."""
    if isinstance(value, Day):
        return value.of(this_day())
    if isinstance(value, Entry):
        return str(made[value.act])
    if value not in (LINKED_CHILD, LINKED_RELATION):
        return value
    link = max(links_of(site.loaded, case), key=lambda one: one.evidence.probability, default=None)
    if link is None:
        raise Incomplete("The linkage has no link of this case.")
    if value == LINKED_CHILD:
        return link.child
    return next((line.child for line in link.evidence.lines if line.child in RELATIONS), "")


def propose_release(name: str) -> None:
    """Have the demonstration's overseer propose a release that the site holds."""
    with opened(settings.PLACE.ledger) as ledger:
        found = release_now(ledger, name)
        if found is None:
            raise NotReady(f"The site holds no release {name}.")
        asked = release_questions("propose-release", {"reasons": PROPOSAL})
        act_on_release(ledger, _actor(ledger, "overseer"), found.held, asked)


def _actor(ledger: Ledger, account: str) -> Actor:
    known = register_in(ledger)
    return Actor(known.person(DOOR, account, None), known)
