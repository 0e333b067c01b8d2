"""Record that the decision on a claim was appealed; removal waits until the appeal is decided.

Who may: asylum, a reviewer, a supervisor, headquarters. What must hold: the claim is decided, and
the decision is not final. What is written: who appealed, and the day. An appeal of a judge's
decision stays removal automatically (BIA Practice Manual 6.2); whether it came in time is for the
Board.
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
from evenhand.casework.rule import CHOICE, DAY, Field, Rule

RULE = Rule(
    act="appeal-claim",
    says="record an appeal of the decision on a claim",
    machine="claim",
    fields=(
        WHICH,
        IF_SOME,
        Field("appealed_on", "the day the appeal was filed", DAY, past=True),
        Field("by", "who appealed", CHOICE, choices=("respondent", "government", "both")),
        DOCUMENT,
    ),
    reasons="never",
    must_hold=("the appeal does not come before the decision",),
)


def appeal_claim(attempt: Attempt) -> Recorded:
    """Record an appeal."""
    payload = begun(attempt, RULE)
    claim = claim_of(attempt, payload)
    move, forms = moved_forms(attempt, RULE, claim, payload)
    check_not_before(payload["appealed_on"], last_day(claim, forms), "The appeal", "the decision")
    return written(attempt, move, payload, forms)
