"""Record how an appeal on a claim was decided: dismissed, sustained, or sent back to the judge.

Who may: asylum, a reviewer, a supervisor, headquarters. What must hold: the appeal is pending; one
that was sustained says what the claim came to, and a denial names its elements. What is written:
the result, the day, who decided. A claim that was sent back is pending again, and removal waits for
it; any other decision on the appeal is final here.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.claiming import (
    DOCUMENT,
    ELEMENTS,
    IF_SOME,
    WHICH,
    begun,
    check_not_before,
    claim_of,
    elements_of,
    last_day,
    moved_forms,
    written,
)
from evenhand.casework.rule import CHOICE, DAY, Field, Rule
from evenhand.terms.refusal import Incomplete

DISMISSED, SUSTAINED, REMANDED = "dismissed", "sustained", "remanded"
RULE = Rule(
    act="decide-appeal",
    says="record the decision on an appeal",
    machine="claim",
    fields=(
        WHICH,
        IF_SOME,
        Field("result", "how the appeal was decided", CHOICE,
              choices=(DISMISSED, SUSTAINED, REMANDED)),
        Field("now", "where it was sustained: what the claim came to", CHOICE, required=False,
              choices=("granted", "denied", "other relief")),
        Field("decided_on", "the day of the decision", DAY, past=True),
        Field("decided_by", "who decided it: the Board, a court"),
        *ELEMENTS,
        DOCUMENT,
    ),
    reasons="never",
    must_hold=(
        "what a sustained appeal made of the claim is said, and is not said of any other",
        "a denial on appeal names the elements it rests on",
        "the decision does not come before the appeal",
    ),
)  # fmt: skip


def decide_appeal(attempt: Attempt) -> Recorded:
    """Record the decision on an appeal."""
    payload = begun(attempt, RULE)
    claim = claim_of(attempt, payload)
    word = "remand-claim" if payload["result"] == REMANDED else RULE.act
    move, forms = moved_forms(attempt, RULE, claim, payload, word)
    check_not_before(payload["decided_on"], last_day(claim, forms), "The decision", "the appeal")
    if ("now" in payload) != (payload["result"] == SUSTAINED):
        raise Incomplete(
            "An appeal that was sustained says what the claim came to; no other appeal does.",
            "Say now exactly where the result is 'sustained'.",
        )
    return written(
        attempt, move, payload, forms, **elements_of(payload, payload.get("now", ""), forms)
    )
