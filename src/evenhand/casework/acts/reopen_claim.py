"""Record that a claim was reopened: it is pending again, and removal waits for it.

Who may: asylum, a reviewer, a supervisor, headquarters. What must hold: it was decided, or
withdrawn. What is written: who reopened it, and the day. A motion to reopen that nobody has granted
reopens nothing.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claiming import (
    DOCUMENT,
    IF_SOME,
    WHICH,
    begun,
    check_not_before,
    claim_of,
    last_day,
    moved_forms,
    written,
)
from evenhand.casework.rule import DAY, Field, Rule

RULE = Rule(
    act="reopen-claim",
    says="record that a claim was reopened",
    machine="claim",
    fields=(
        WHICH,
        IF_SOME,
        Field("reopened_on", "the day of the order that reopened it", DAY, past=True),
        Field("by", "who reopened it: the judge, the Board, a court"),
        DOCUMENT,
    ),
    reasons="never",
    must_hold=("it is not reopened before it was decided or withdrawn",),
)


def reopen_claim(attempt: Attempt) -> Recorded:
    """Record a reopening."""
    payload = begun(attempt, RULE)
    claim = claim_of(attempt, payload)
    move, forms = moved_forms(attempt, RULE, claim, payload)
    check_not_before(payload["reopened_on"], last_day(claim, forms), "The reopening", "its end")
    return written(attempt, move, payload, forms)
