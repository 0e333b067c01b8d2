"""Acts about a family as forms: what an act asks, and handing what was typed to casework."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from evenhand.casework.attempt import Attempt
from evenhand.casework.family import Family
from evenhand.casework.family_acts import FAMILY_ACTS, KEYS, LINKS, PROPOSAL, Handed, Listed
from evenhand.casework.family_open_to import open_on_family, open_on_tie
from evenhand.casework.proposal import Proposal
from evenhand.casework.rights import FAMILY
from evenhand.casework.rule import CHOICE, YES_NO, Field
from evenhand.casework.sealing import Keyring, load_keyring
from evenhand.casework.visible import visible_state
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import NoKey, Overtaken, Refusal
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.reading.acting import Question, fault_of
from evenhand.workbench.reading.links import ShownLink, link_of

# What can be done by a form: links are put on cases for a whole linkage at once, elsewhere.
BY_FORM = {act: listed for act, listed in FAMILY_ACTS.items() if listed.needs != LINKS}
FREE = ("claim-tie", "withhold")  # acts that may name a child of whom nothing is on record


@dataclass(frozen=True)
class FamilyAsked:
    """A form: the act, its questions, the reasons, the last entry seen."""

    listed: Listed
    questions: Sequence[Question]
    reasons: str
    seen: str
    shown: str = ""  # the fingerprint of the link that stands on the form

    def with_faults(self) -> FamilyAsked:
        """Say at each field what is wrong with what stands in it."""
        return replace(self, questions=[replace(q, fault=fault_of(q)) for q in self.questions])


def family_seen(ledger: Ledger, actor: Actor, case: str) -> Family:
    """Give the family as far as a person may see it, to offer what a field may hold."""
    attempt = Attempt(ledger, clock, actor.person, case)
    return visible_state(case, attempt.entries, actor.person).family


def family_questions(family: Family, act: str, given: Mapping[str, str]) -> FamilyAsked:
    """Give the form of an act with what was typed so far."""
    listed = BY_FORM[act]
    return FamilyAsked(
        listed,
        [
            Question(field, given.get(field.name, ""), _choices(field, act, family))
            for field in listed.rule.fields
        ],
        given.get("reasons", ""),
        given.get("seen", ""),
        given.get("shown", ""),
    )


def _choices(field: Field, act: str, family: Family) -> Sequence[tuple[str, str]]:
    if field.kind == CHOICE:
        return [(choice, choice) for choice in field.choices]
    if field.kind == YES_NO:
        return [("yes", "yes"), ("no", "no")]
    if field.name == "child" and act not in FREE:
        return [(child, f"{child}: {tie.standing}") for child, tie in sorted(family.ties.items())]
    if field.name == "lead":
        return [
            (str(number), f"{number}: {lead.said['whose']}, {lead.said['kind']}")
            for number, lead in family.leads.items()
        ]
    if field.name == "withholding":
        return [
            (str(number), f"{number}: {one.said['asked_by']}")
            for number, one in family.withheld.items()
            if one.state == "standing"
        ]
    return ()


def link_to_judge(loaded: Loaded, actor: Actor, case: str, asked: FamilyAsked) -> ShownLink | None:
    """Give the link that is to be judged, for whoever may read it, if the lists have one."""
    child = next((q.value for q in asked.questions if q.field.name == "child"), "")
    if asked.listed.needs != PROPOSAL or not child or FAMILY not in actor.marks:
        return None
    return link_of(loaded, case, child)


def family_refusal(
    loaded: Loaded, ledger: Ledger, actor: Actor, case: str, act: str, given: Mapping[str, str]
) -> Refusal | None:
    """Say why an act is not open to a person, before they type anything."""
    attempt = Attempt(ledger, clock, actor.person, case, docket=loaded.shelf(case))
    family = visible_state(case, attempt.entries, actor.person).family
    child = given.get("child", "")
    found = {one.act: one.refusal for one in open_on_family(attempt, family)}
    if child:
        found |= {one.act: one.refusal for one in open_on_tie(attempt, family.tie(child))}
    return found.get(act)


def family_act_on(
    loaded: Loaded, ledger: Ledger, actor: Actor, case: str, asked: FamilyAsked
) -> int:
    """Do it, if casework lets it be done; gives the number of the entry."""
    seen = int(asked.seen) if asked.seen.isdigit() and len(asked.seen) < 16 else None
    typed = {question.field.name: question.value for question in asked.questions}
    attempt = Attempt(
        ledger, clock, actor.person, case, typed, asked.reasons, seen, loaded.shelf(case)
    )
    keys = _keys() if asked.listed.needs == KEYS else None
    proposal = _as_shown(loaded, case, typed.get("child", ""), asked)
    return asked.listed.do(attempt, Handed(proposal, keys)).leaf.number


def _as_shown(loaded: Loaded, case: str, child: str, asked: FamilyAsked) -> Proposal | None:
    """Give the link that the person had before their eyes; another one is not judged unseen."""
    if asked.listed.needs != PROPOSAL or not asked.shown:
        return None
    link = link_of(loaded, case, child)
    if link is None or link.proposal.shown != asked.shown:
        raise Overtaken(
            "The lists were linked anew since this form was opened, and the link says something "
            "else now. Nothing was recorded.",
            "Read the link as it is now, and judge it again.",
        )
    return link.proposal


def _keys() -> Keyring:
    """Give the key with which this site seals numbers and places."""
    at = settings.PLACE.detail_key
    if not at.exists():
        raise NoKey(
            "A number or a place is sealed with a key of its own, and this site has none.",
            "Whoever runs the site makes one: `evenhand families key SITE/details.key`.",
        )
    return load_keyring([at])
