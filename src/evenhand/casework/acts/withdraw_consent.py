"""Record that a consent was withdrawn: it stops the next sharing, and does not unsay the past.

Who may: intake, family tracing, asylum, a reviewer, a supervisor, headquarters. What must hold: the
consent was given and is not withdrawn. What is written: who withdrew it, when and how.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import DAY, NUMBER, Field, Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="withdraw-consent",
    says="record that a consent was withdrawn",
    machine="consent",
    fields=(
        Field("consent", "the entry that recorded the consent", NUMBER),
        Field("by", "who withdrew it"),
        Field("withdrawn_on", "the day it was withdrawn", DAY, past=True),
        Field("method", "how it was withdrawn"),
    ),
    reasons="never",
    must_hold=("the consent is on this case",),
)


def withdraw_consent(attempt: Attempt) -> Recorded:
    """Record a withdrawal."""
    payload = attempt.begin(RULE)
    given = attempt.state.consents.get(payload["consent"])
    if given is None:
        known = ", ".join(map(str, attempt.state.consents)) or "none"
        raise NotNow(
            f"Entry {payload['consent']} recorded no consent on this case.",
            f"Consents of this case were recorded by: {known}.",
        )
    (move,) = attempt.moves(RULE, given.state)
    return attempt.write(move, payload)
