"""Record how a claim was decided: by whom, when, and on which element a denial rests.

Who may: asylum, a reviewer, a supervisor, headquarters. What must hold: the claim is pending; a
denial names an element of the closed list that can carry it, for each form that it denies. What is
written: the result, the day, the judge or officer, the elements, whether past persecution was
found. Where the appeal was waived the decision is final; otherwise whether somebody appeals is not
known until it is recorded.
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
from evenhand.casework.rule import CHOICE, DAY, YES_NO, Field, Rule

RESULTS = ("granted", "denied", "other relief", "abandoned", "not decided")
RULE = Rule(
    act="decide-claim",
    says="record the decision on a claim",
    machine="claim",
    fields=(
        WHICH,
        IF_SOME,
        Field("result", "what it came to", CHOICE, choices=RESULTS),
        Field("decided_on", "the day of the decision", DAY, past=True),
        Field("judge", "who decided: the judge, by name or code, or the asylum officer"),
        *ELEMENTS,
        Field("past_persecution_found", "whether past persecution was found", YES_NO,
              required=False),
        Field("appeal_waived", "whether the appeal was waived", YES_NO, required=False),
        DOCUMENT,
    ),
    reasons="never",
    must_hold=(
        "a denial names the elements it rests on, and each form denied is carried by one",
        "the decision does not come before the filing",
    ),
)  # fmt: skip


def decide_claim(attempt: Attempt) -> Recorded:
    """Record a decision."""
    payload = begun(attempt, RULE)
    claim = claim_of(attempt, payload)
    word = "decide-claim-finally" if payload.get("appeal_waived") else RULE.act
    move, forms = moved_forms(attempt, RULE, claim, payload, word)
    check_not_before(
        payload["decided_on"], last_day(claim, forms), "The decision", "what it decides"
    )
    return written(attempt, move, payload, forms, **elements_of(payload, payload["result"], forms))
