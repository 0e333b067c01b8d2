"""Record that somebody says that a parent and a child belong together.

Who may: every role that sees cases. What must hold: the tie was not rejected; then it is doubted
instead. What is written: who says it, where that is kept, and what they say. A claim proves
nothing and is enough to hold a removal.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.judging import CHILD, RELATIONS
from evenhand.casework.rule import CHOICE, DAY, Field, Rule

RULE = Rule(
    act="claim-tie",
    says="record a claim that two people belong together",
    machine="tie",
    fields=(
        CHILD,
        Field("relation", "what the parent is said to be", CHOICE, choices=RELATIONS),
        Field("said_by", "who says it", CHOICE,
              choices=("parent", "child", "relative", "sponsor", "counsel", "agency", "list")),
        Field("source", "where it was said, and where that is kept"),
        Field("said_on", "the day it was said", DAY, required=False, past=True),
        Field("says", "what they say, in their words", required=False),
    ),
    reasons="never",
)  # fmt: skip


def claim_tie(attempt: Attempt) -> Recorded:
    """Record a claim."""
    payload = attempt.begin(RULE)
    tie = attempt.state.family.tie(payload["child"])
    (move,) = attempt.moves(RULE, tie.standing)
    return attempt.write(move, payload)
