"""Assert a tie: say that a parent and a child belong together. It takes two people.

Who may: family tracing; where two judged differently, or the tie is doubted, a supervisor or
headquarters. What must hold: the person has not judged this tie before; the evidence is there: the
link as it was shown, or documents. What is written: the relation, the evidence in words with the
fingerprint of all that was shown, the reasons. The first judgement is read by nobody until the
second is recorded. Two who find the same assert the tie; two who do not make it contested, and so
does another parent of the same kind on record; then a third person decides, and all of it stays.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.family import BELONG
from evenhand.casework.judging import CHILD, EVIDENCE, RELATIONS, judge
from evenhand.casework.proposal import Proposal
from evenhand.casework.rule import CHOICE, Field, Rule

RULE = Rule(
    act="assert-tie",
    says="assert a tie",
    machine="tie",
    fields=(
        CHILD,
        Field("relation", "what the parent is to the child", CHOICE, choices=RELATIONS),
        *EVIDENCE,
    ),
    must_hold=(
        "the person has not judged this tie before",
        "a link of the linkage as shown is given, or documents are named",
        "the link is about this child, and about the parent's row that is on record",
    ),
)


def assert_tie(attempt: Attempt, proposal: Proposal | None) -> Recorded:
    """Record that a person finds that they belong together."""
    return judge(attempt, RULE, BELONG, proposal)
