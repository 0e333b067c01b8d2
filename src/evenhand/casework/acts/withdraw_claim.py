"""Record that a claim was withdrawn by whoever made it.

Who may: asylum, a reviewer, a supervisor, headquarters. What must hold: it is pending, or under
appeal. What is written: who withdrew it, how, and the day. A new claim is filed anew.
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
    act="withdraw-claim",
    says="record that a claim was withdrawn",
    machine="claim",
    fields=(
        WHICH,
        IF_SOME,
        Field("withdrawn_on", "the day it was withdrawn", DAY, past=True),
        Field("by", "who withdrew it"),
        Field("how", "how it was withdrawn", CHOICE,
              choices=("in writing", "before the judge", "orally elsewhere")),
        Field("interpreter", "who interpreted, or that none was needed"),
        DOCUMENT,
    ),
    reasons="never",
    must_hold=("it is not withdrawn before it was filed",),
)  # fmt: skip


def withdraw_claim(attempt: Attempt) -> Recorded:
    """Record the withdrawal of a claim."""
    payload = begun(attempt, RULE)
    claim = claim_of(attempt, payload)
    move, forms = moved_forms(attempt, RULE, claim, payload)
    earlier = last_day(claim, forms)
    check_not_before(payload["withdrawn_on"], earlier, "The withdrawal", "what it ends")
    return written(attempt, move, payload, forms)
