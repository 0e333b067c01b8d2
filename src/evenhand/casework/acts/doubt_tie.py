"""Doubt a tie that two people asserted or rejected. What they found stays where it is.

Who may: every role that sees cases. What must hold: two people judged it, or a third settled it.
What is written: what is new, and where that is kept. The tie stands doubted, its child counts for
every hold, and a supervisor or headquarters, who is not the one who doubts, decides. A relation
that was wrong is doubted so, and asserted anew.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.judging import CHILD
from evenhand.casework.rule import Field, Rule

RULE = Rule(
    act="doubt-tie",
    says="doubt a tie",
    machine="tie",
    fields=(
        CHILD,
        Field("new", "what is new, and who says it"),
        Field("kept", "where that is kept", required=False),
    ),
)


def doubt_tie(attempt: Attempt) -> Recorded:
    """Record a doubt."""
    payload = attempt.begin(RULE)
    tie = attempt.state.family.tie(payload["child"])
    (move,) = attempt.moves(RULE, tie.standing)
    return attempt.write(move, {**payload, "judged": tie.judged_on})
