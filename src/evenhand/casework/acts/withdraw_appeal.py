"""Record that an appeal on a claim was withdrawn: the decision below stands, and is final.

Who may: asylum, a reviewer, a supervisor, headquarters. What must hold: the appeal is pending. What
is written: who withdrew it, and the day.
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
    act="withdraw-appeal",
    says="record that an appeal on a claim was withdrawn",
    machine="claim",
    fields=(
        WHICH,
        IF_SOME,
        Field("withdrawn_on", "the day it was withdrawn", DAY, past=True),
        Field("by", "who withdrew it"),
        DOCUMENT,
    ),
    reasons="never",
    must_hold=("it is not withdrawn before it was filed",),
)


def withdraw_appeal(attempt: Attempt) -> Recorded:
    """Record the withdrawal of an appeal."""
    payload = begun(attempt, RULE)
    claim = claim_of(attempt, payload)
    move, forms = moved_forms(attempt, RULE, claim, payload)
    earlier = last_day(claim, forms)
    check_not_before(payload["withdrawn_on"], earlier, "The withdrawal", "what it ends")
    return written(attempt, move, payload, forms)
