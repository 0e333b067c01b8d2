"""Record that a case was administratively closed. It can be recalendared; closing is no end.

Who may: a reviewer, a supervisor, headquarters. What must hold: the case is not closed and the
respondent was not removed. What is written: who ordered it, when, on whose motion, with whose
position. Closing gives no status and no permission to work by itself.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, DAY, Field, Rule

COURTS = ("immigration judge", "Board of Immigration Appeals")
MOTIONS = ("government", "respondent", "joint", "court")
RULE = Rule(
    act="close",
    says="record an administrative closure",
    fields=(
        Field("ordered_by", "who ordered it", CHOICE, choices=COURTS),
        Field("ordered_on", "the day of the order", DAY, past=True),
        Field("motion", "on whose motion", CHOICE, choices=MOTIONS),
        Field("respondent_position", "what the respondent said to it", CHOICE,
              choices=("agreed", "opposed", "not asked", "not known")),
    ),
)  # fmt: skip


def close(attempt: Attempt) -> Recorded:
    """Record a closure."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    return attempt.write(move, payload)
