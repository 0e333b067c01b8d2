"""The claims to protection on a case's page: for roles that may record them, and for no other.

Whether the part is there at all depends on the role and never on the case. Who hands claims in
without reading what is there is given what they may begin, and what they handed in themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.casework.attempt import Attempt
from evenhand.casework.claim_family import as_objects, lines_of
from evenhand.casework.claims import NONE
from evenhand.casework.open_to import Open, open_to
from evenhand.casework.rights import CONFIDENTIAL, may
from evenhand.casework.show_case import Shown

BEGINNING = ("file-claim", "consent-on-claim")


@dataclass(frozen=True)
class ClaimLine:
    """One form of a claim: how it stands, and what this person may do about it now."""

    says: str
    asks: str  # what the address of an act's form says beforehand
    form: str
    acts: Sequence[Open]


@dataclass(frozen=True)
class ConsentLine:
    """A consent to share a claim: what it permits, how it stands, what may be done about it."""

    said: Mapping[str, Any]
    entry: int
    state: str
    acts: Sequence[Open]


@dataclass(frozen=True)
class ClaimsView:
    """What the page of a case shows of claims."""

    lines: Sequence[ClaimLine]
    consents: Sequence[ConsentLine]
    linked: Sequence[str]
    family_says: str
    beginning: Sequence[Open]


def claims_view(shown: Shown, attempt: Attempt) -> ClaimsView | None:
    """Give the claims of a case as it was shown; none where the role may not record any."""
    role = shown.person.role
    if not may(role, "record", CONFIDENTIAL):
        return None
    reads, claims = may(role, "read", CONFIDENTIAL), shown.state.claims
    lines = [
        ClaimLine(line["says"], f"&claim={line['claim']}&forms={line['form']}", line["form"],
                  _open(attempt, "claim", line["standing"]) if reads else ())
        for line in lines_of(claims)
    ]  # fmt: skip
    consents = [
        ConsentLine(one.said, entry, one.state,
                    _open(attempt, "claim-consent", one.state) if reads else ())
        for entry, one in claims.consents.items()
    ]  # fmt: skip
    linked = [line["says"] for line in as_objects(shown.family.members[1:])]
    beginning = [one for machine in ("claim", "claim-consent")
                 for one in _open(attempt, machine, NONE)]  # fmt: skip
    return ClaimsView(lines, consents, linked, shown.family.says, beginning)


def _open(attempt: Attempt, machine: str, state: str) -> list[Open]:
    """Give what a person may do in a state, and nothing that they may not."""
    return [one for one in open_to(attempt, machine, state) if one.refusal is None]
