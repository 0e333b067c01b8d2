"""Reject a tie: find that a proposed parent and a child do not belong together. It takes two.

Who may: family tracing; where two judged differently, or the tie is doubted, a supervisor or
headquarters. What must hold: the person has not judged this tie before; the evidence is there.
What is written: the evidence, the reasons, the fingerprint of the facts it was judged on. A tie
that two rejected is kept, and is not proposed again while both rows say the same; for this child
it clears the hold that waits for the parent's decision.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.family import DO_NOT
from evenhand.casework.judging import CHILD, EVIDENCE, judge
from evenhand.casework.proposal import Proposal
from evenhand.casework.rule import Rule

RULE = Rule(
    act="reject-tie",
    says="reject a tie",
    machine="tie",
    fields=(CHILD, *EVIDENCE),
    must_hold=(
        "the person has not judged this tie before",
        "a link of the linkage as shown is given, or documents are named",
        "the link is about this child, and about the parent's row that is on record",
    ),
)


def reject_tie(attempt: Attempt, proposal: Proposal | None) -> Recorded:
    """Record that a person finds that they do not belong together."""
    return judge(attempt, RULE, DO_NOT, proposal)
