"""Record that a consent to share a claim was withdrawn: it stops the next sharing.

Who may: asylum, a reviewer, a supervisor, headquarters; to intake, who may not look consents up,
whoever takes one back says that nothing may be shared. What must hold: the consent was given and is
not withdrawn. What is written: who withdrew it, when and how; it may be by word of mouth.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claiming import begun
from evenhand.casework.rule import DAY, NUMBER, Field, Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="withdraw-claim-consent",
    says="record that a consent to share a claim was withdrawn",
    machine="claim-consent",
    fields=(
        Field("consent", "the entry that recorded the consent", NUMBER),
        Field("by", "who withdrew it"),
        Field("withdrawn_on", "the day it was withdrawn", DAY, past=True),
        Field("method", "how it was withdrawn"),
    ),
    reasons="never",
    must_hold=("the consent is on this case",),
)


def withdraw_claim_consent(attempt: Attempt) -> Recorded:
    """Record a withdrawal."""
    payload = begun(attempt, RULE)
    given = attempt.state.claims.consents.get(payload["consent"])
    if given is None:
        known = ", ".join(map(str, attempt.state.claims.consents)) or "none"
        raise NotNow(
            f"Entry {payload['consent']} recorded no consent to share a claim of this case.",
            f"Such consents of this case were recorded by: {known}.",
        )
    (move,) = attempt.moves(RULE, given.state)
    return attempt.write(move, payload)
