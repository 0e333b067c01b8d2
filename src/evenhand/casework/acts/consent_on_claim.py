"""Record what somebody who made a claim lets be shared of it: nothing, facts without identity, all.

Who may: asylum, a reviewer, a supervisor, headquarters; intake hands it in. What must hold: what
lets anything leave is in writing (8 CFR 208.6, secondary); a consent to share all names its
recipient; the purpose is of a closed list, and enforcement is not in it. What is written: by whom,
what it permits, to whom, for what, language, how it was given, from when until when. A refusal ends
every consent before it.
"""

from __future__ import annotations

from typing import Any

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claim_sharing import claim_purposes
from evenhand.casework.claims import ALL_TO_NAMED, NO_CONSENT, WITHOUT_IDENTITY
from evenhand.casework.rights import CONFIDENTIAL, check
from evenhand.casework.rule import CHOICE, DAY, YES_NO, Field, Rule
from evenhand.terms.refusal import Incomplete

ORAL = "oral"
RULE = Rule(
    act="consent-on-claim",
    says="record what may be shared of a claim",
    machine="claim-consent",
    fields=(
        Field("permits", "what may leave", CHOICE,
              choices=(NO_CONSENT, WITHOUT_IDENTITY, ALL_TO_NAMED)),
        Field("by", "who said so, and for whom if not for themselves"),
        Field("to", "with whom it may be shared, by name and office", required=False),
        Field("purpose", "for what", CHOICE, choices=tuple(claim_purposes()), required=False),
        Field("language", "the language it was asked in"),
        Field("method", "how it was given", CHOICE,
              choices=("written and signed", "written", ORAL)),
        Field("given_on", "the day it was given", DAY, past=True),
        Field("until", "the last day it holds", DAY, required=False),
        Field("in_custody", "whether it was given in custody", YES_NO),
        Field("document", "where the writing is kept", required=False),
    ),
    reasons="never",
    must_hold=(
        "what lets anything leave is in writing, says for what, and where the writing is kept",
        "a consent to share all names the recipient",
        "its last day is not before the day it was given",
    ),
)  # fmt: skip


def consent_on_claim(attempt: Attempt) -> Recorded:
    """Record a consent, or a refusal."""
    payload = attempt.begin(RULE)
    check(attempt.person, "record", CONFIDENTIAL, RULE.says)
    word = "refuse-on-claim" if payload["permits"] == NO_CONSENT else RULE.act
    (move,) = (move for move in attempt.moves(RULE, "none") if move.entry == word)
    if payload["permits"] != NO_CONSENT:
        _check_consent(payload)
    return attempt.write(move, payload)


def _check_consent(payload: dict[str, Any]) -> None:
    if payload["method"] == ORAL:
        raise Incomplete(
            "Nothing of a claim leaves on a spoken word: the consent must be in writing (8 CFR "
            "208.6, 1208.6).",
            "Have it written, in a language its giver reads, and record it then.",
        )
    missing = [name for name in ("purpose", "document") if name not in payload]
    if payload["permits"] == ALL_TO_NAMED and "to" not in payload:
        missing.insert(0, "to")
    if missing:
        raise Incomplete(
            f"Such a consent says also: {', '.join(missing)}.",
            "Copy it from the writing; what the writing does not say is not consented to.",
        )
    if payload.get("until", payload["given_on"]) < payload["given_on"]:
        raise Incomplete("The consent ends before it was given.", "Check both days.")
