"""May this be shared, with this recipient, for this purpose, today? Asked of the entries alone.

Four things are asked, and every one must hold: nobody has had it withheld from the recipient (which
beats every permission), the purpose lets such a recipient have such fields, two people assert the
tie, and whoever can be found by a number or a place has agreed that it be passed on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.casework.family import Family, Withholding
from evenhand.casework.purposes import purposes, shareable
from evenhand.casework.replay import CaseState, Consent
from evenhand.casework.tables import quoted
from evenhand.terms.refusal import NotAllowed, NotNow

EVERYONE = "everyone"
# Who can be found by a lead, and whose consent lets it pass.
FOUND_BY = {
    "parent-details": {"parent": "parent", "attorney": "parent"},
    "child-details": {"child": "child", "sponsor": "sponsor", "relative": "relative"},
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to share: fields of one child's file, with whom, for what, when."""

    child: str
    fields: Sequence[str]
    recipient: str
    purpose: str
    day: dt.date


@dataclass(frozen=True)
class Passing:
    """What may pass of numbers and places: the leads, and the consents that let them."""

    leads: tuple[int, ...] = ()
    consents: tuple[int, ...] = ()
    weak: bool = False  # a consent that was given in custody is among them
    until: str = ""  # the last day of the shortest consent


def check_share(state: CaseState, wanted: Wanted) -> Passing:
    """Refuse what may not be shared; gives which leads pass, on which consents."""
    _check_withheld(state.family, wanted)
    _check_purpose(wanted)
    _check_tie(state.family, wanted)
    return _passing(state, wanted)


def withheld(family: Family, wanted: Wanted) -> dict[str, int]:
    """Give each of the fields that is withheld from this recipient, by the entry that says so."""
    return {
        name: entry
        for entry, one in family.withheld.items()
        for name in wanted.fields
        if _stands(one, wanted) and name in one.said["covers"]
    }


def _stands(one: Withholding, wanted: Wanted) -> bool:
    return (
        one.state == "standing"
        and one.said["from_whom"] in (EVERYONE, wanted.recipient)
        and one.said.get("child", wanted.child) == wanted.child
    )


def _check_withheld(family: Family, wanted: Wanted) -> None:
    found = withheld(family, wanted)
    if found:
        said = ", ".join(f"{name} (entry {entry})" for name, entry in sorted(found.items()))
        raise NotAllowed(
            f"Withheld from this recipient: {said}. That beats every permission.",
            "Leave it out, or ask whoever had it withheld.",
        )


def _check_purpose(wanted: Wanted) -> None:
    purpose = purposes()[wanted.purpose]
    if wanted.recipient not in purpose.recipients:
        raise NotAllowed(
            f"A recipient of the kind {quoted(wanted.recipient)} receives no file to "
            f"{purpose.says['en']}.",
            f"For this purpose a share goes to: {', '.join(purpose.recipients)}.",
        )
    if beyond := [name for name in wanted.fields if name not in purpose.fields]:
        raise NotAllowed(
            f"Not needed to {purpose.says['en']}: {', '.join(beyond)}.",
            f"It may have: {', '.join(purpose.fields)}.",
        )


def _check_tie(family: Family, wanted: Wanted) -> None:
    tie = family.tie(wanted.child)
    if tie.standing == "asserted":
        return
    if beyond := [name for name in wanted.fields if not shareable()[name].unconfirmed]:
        raise NotNow(
            f"The tie is {quoted(tie.standing)}: {', '.join(beyond)} may go out when two people "
            "assert it.",
            "Until then a share says that there may be a tie, and which facts agree.",
        )


def _passing(state: CaseState, wanted: Wanted) -> Passing:
    leads: list[int] = []
    used: dict[int, Consent] = {}
    for name in wanted.fields:
        if not shareable()[name].details:
            continue
        found = _consents(state, wanted, name)
        if not found:
            raise NotNow(
                f"Nobody who can be found by it has agreed that {name} be passed on: until then a "
                "share says no more than that a message was delivered.",
                "Record the consent of the sought person: `evenhand case consent`, with "
                "may_be_found, covers and recipient.",
            )
        agreed = {consent.given["may_be_found"] for consent in found.values()}
        whose = {who for who, by in FOUND_BY[name].items() if by in agreed}
        leads += [
            number for number, lead in state.family.leads.items()
            if lead.said["whose"] in whose and wanted.child in lead.said["children"]
        ]  # fmt: skip
        used |= found
    lasts = [consent.given["until"] for consent in used.values() if "until" in consent.given]
    weak = any(consent.given.get("in_custody") for consent in used.values())
    return Passing(tuple(sorted(leads)), tuple(sorted(used)), weak, min(lasts, default=""))


def _consents(state: CaseState, wanted: Wanted, name: str) -> Mapping[int, Consent]:
    return {
        number: consent
        for number, consent in state.consents.items()
        if number not in state.struck
        and consent.state == "given"
        and consent.given.get("may_be_found") in FOUND_BY[name].values()
        and name in consent.given.get("covers", ())
        and consent.given.get("recipient") == wanted.recipient
        and consent.given.get("purpose") == wanted.purpose
        # Words that somebody typed cannot be compared with fields: such a consent lets nothing by.
        and "withhold" not in consent.given
        and consent.given["given_on"] <= str(wanted.day)
        and str(wanted.day) <= consent.given.get("until", "9999")
    }
