"""Disagree with what the field office decided, for another office or as a colleague.

Who may: a reviewer, a supervisor, headquarters. What must hold: the field office has decided. What
is written: for which office, what should be done instead, and why. The decision stays as it is;
the case is disputed until a supervisor settles it or it goes to headquarters.
"""

from __future__ import annotations

from evenhand.casework.acts.determine import OFFICES
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, Field, Rule

RULE = Rule(
    act="disagree",
    says="disagree with a decision",
    fields=(
        Field("office", "the office that disagrees", CHOICE, choices=(*OFFICES, "colleague")),
        Field("instead", "what should be done instead"),
    ),
)


def disagree(attempt: Attempt) -> Recorded:
    """Disagree with a decision."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    return attempt.write(move, {**payload, "decision": attempt.state.decisions[-1].entry})
