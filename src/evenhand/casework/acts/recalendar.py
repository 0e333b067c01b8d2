"""Record that a closed case was put back on the calendar.

Who may: a reviewer, a supervisor, headquarters. What must hold: the case is administratively
closed. What is written: who ordered it, when, on whose motion. The case then waits to be taken.
"""

from __future__ import annotations

from evenhand.casework.acts.close import COURTS, MOTIONS
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, DAY, Field, Rule

RULE = Rule(
    act="recalendar",
    says="recalendar a case",
    fields=(
        Field("ordered_by", "who ordered it", CHOICE, choices=COURTS),
        Field("ordered_on", "the day of the order", DAY, past=True),
        Field("motion", "on whose motion", CHOICE, choices=MOTIONS),
    ),
)


def recalendar(attempt: Attempt) -> Recorded:
    """Put a case back on the calendar."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    return attempt.write(move, payload)
