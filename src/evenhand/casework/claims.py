"""The claims to protection of a case, computed from its entries: each form by itself; consents.

A filing is one claim, by the number of its entry, and may ask for several forms of protection:
asylum, withholding, CAT. Each form moves by itself, for a judge may deny one and grant another. An
entry that was struck does not count; one that does not fit the tables changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evenhand.asylum.elements import carries
from evenhand.casework.family import Told
from evenhand.casework.tables import machines

FILE, DECISIONS, SETTLED = "file-claim", ("decide-claim", "decide-claim-finally"), "decide-appeal"
NONE, PENDING, DECIDED, UNDER_APPEAL = "none", "pending", "decided", "under-appeal"
FINAL = ("final", "withdrawn")
# The day that each entry states, beside the time at which it was recorded.
DAY_OF: Mapping[str, str] = {
    FILE: "filed_on", **dict.fromkeys((*DECISIONS, SETTLED, "remand-claim"), "decided_on"),
    "appeal-claim": "appealed_on", "withdraw-appeal": "withdrawn_on",
    "withdraw-claim": "withdrawn_on", "reopen-claim": "reopened_on",
}  # fmt: skip
NO_CONSENT, WITHOUT_IDENTITY, ALL_TO_NAMED = "none", "facts without identity", "all to named"


@dataclass(frozen=True)
class Moved:
    """One move of a form: the entry, and the states between which it led."""

    told: Told
    start: str
    to: str

    @property
    def day(self) -> dt.date:
        """The day that the entry states; where it states none that can be read, its own."""
        try:
            return dt.date.fromisoformat(self.told.said[DAY_OF[self.told.word]])
        except (KeyError, TypeError, ValueError):
            return self.recorded

    @property
    def recorded(self) -> dt.date:
        """The day on which it was recorded, in universal time."""
        return dt.datetime.fromisoformat(self.told.at).date()


@dataclass(frozen=True)
class Form:
    """One form of protection of a claim: how it stands, and every move that brought it there."""

    name: str
    standing: str = NONE
    moves: tuple[Moved, ...] = ()

    @property
    def decision(self) -> Told | None:
        """The decision of the judge or officer that counts: none where it was sent back since."""
        for moved in reversed(self.moves):
            if moved.to == PENDING:
                return None
            if moved.told.word in DECISIONS:
                return moved.told
        return None

    @property
    def appeal(self) -> Told | None:
        """The decision on its appeal, where that is the last word on it."""
        last = self.moves[-1].told if self.moves else None
        return last if last and last.word == SETTLED else None

    @property
    def result(self) -> str:
        """What it came to: granted, denied, other relief...; empty while nobody decided it."""
        if self.standing == "withdrawn":
            return "withdrawn"
        if self.appeal and "now" in self.appeal.said:
            return str(self.appeal.said["now"])
        return str(self.decision.said.get("result", "")) if self.decision else ""

    @property
    def rests_on(self) -> tuple[str, ...]:
        """The elements on which its denial rests: those of the last decision that names any.

        Of a decision on several forms, those that can carry the denial of this one.
        """
        if self.result != "denied":
            return ()
        for told in (self.appeal, self.decision):
            if told and told.said.get("elements"):
                return tuple(one for one in told.said["elements"] if carries(one, self.name))
        return ()

    @property
    def day(self) -> dt.date | None:
        """The day of its last move."""
        return self.moves[-1].day if self.moves else None


@dataclass(frozen=True)
class Claim:
    """One filing, by the number of its entry: what it says, and each form it asks for."""

    entry: int
    said: Mapping[str, Any]
    forms: Mapping[str, Form]

    @property
    def family(self) -> str:
        """The key that the members' cases share; empty if the claim is of one person alone."""
        return str(self.said.get("family", ""))


@dataclass(frozen=True)
class ClaimConsent:
    """A consent to share a claim, or a refusal, by the number of its entry."""

    state: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Claims:
    """All that the entries of one case say of claims to protection."""

    filed: Mapping[int, Claim] = field(default_factory=dict)
    consents: Mapping[int, ClaimConsent] = field(default_factory=dict)
    shares: Mapping[int, Told] = field(default_factory=dict)

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every form of every claim."""
        return tuple(form for claim in self.filed.values() for form in claim.forms.values())


def claims_of(told: Iterable[Told], struck: frozenset[int] = frozenset()) -> Claims:
    """Compute the claims from what was told, in order."""
    claims = Claims()
    for one in told:
        if one.entry not in struck:
            claims = with_claim_told(claims, one) or claims
    return claims


def with_claim_told(claims: Claims, told: Told) -> Claims | None:
    """Give the claims after one more entry; ``None`` where it does not fit."""
    step = _STEPS.get(told.word)
    return step(claims, told) if step and told.said else None


def _moved(claims: Claims, told: Told) -> Claims | None:
    """A filing, a decision, an appeal: every form that it names moves, or none does."""
    names = told.said.get("forms")
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        return None
    if told.word == FILE:
        before = Claim(told.entry, told.said, {name: Form(name) for name in names})
    else:
        found = claims.filed.get(told.said.get("claim", 0))
        if found is None or not set(names) <= set(found.forms):
            return None
        before = found
    forms = dict(before.forms)
    for name in names:
        now = forms[name]
        move = machines()["claim"].by_entry(told.word, now.standing)
        if move is None:
            return None
        to = move.after(now.standing)
        forms[name] = replace(now, standing=to, moves=(*now.moves, Moved(told, now.standing, to)))
    made = replace(before, forms=forms)
    return replace(claims, filed={**claims.filed, made.entry: made})


def _consent(claims: Claims, told: Told) -> Claims | None:
    begins = told.word in ("consent-on-claim", "refuse-on-claim")
    number = told.entry if begins else told.said.get("consent", 0)
    now = ClaimConsent(NONE, told.said) if begins else claims.consents.get(number)
    move = machines()["claim-consent"].by_entry(told.word, now.state) if now else None
    if now is None or move is None:
        return None
    made = replace(now, state=move.after(now.state))
    return replace(claims, consents={**claims.consents, number: made})


def _share(claims: Claims, told: Told) -> Claims | None:
    return replace(claims, shares={**claims.shares, told.entry: told})


_STEPS: Mapping[str, Callable[[Claims, Told], Claims | None]] = {
    **dict.fromkeys((move.entry for move in machines()["claim"].moves), _moved),
    **dict.fromkeys((move.entry for move in machines()["claim-consent"].moves), _consent),
    "share-claim": _share,
}
CLAIM_WORDS = frozenset(_STEPS)
