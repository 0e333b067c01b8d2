"""Take a case: from now on one person answers for it.

Who may: a reviewer or a supervisor; only a supervisor takes a case over from somebody, with
reasons; a decided case is taken up again with reasons. What must hold: the docket has the case.
What is written: the snapshot in which it stands, and its field office and court there.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Rule
from evenhand.casework.scope import offices_of
from evenhand.docket.snapshot import Docket

RULE = Rule(
    act="take",
    says="take a case",
    reasons="to take a case over, or a decided case again",
    must_hold=("the docket has the case",),
)


def take(attempt: Attempt, docket: Docket) -> Recorded:
    """Take a case of a docket."""
    attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    if move.entry != RULE.act:
        attempt.needs(
            f"This case is {attempt.state.state}, so taking it needs reasons.",
            "Say with --reasons why you take it over, or what is new.",
        )
    offices = list(offices_of(docket, attempt.case))
    return attempt.write(move, {"snapshot": docket.snapshot, "offices": offices})
