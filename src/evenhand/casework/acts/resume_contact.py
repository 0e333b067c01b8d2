"""Take attempts up again that had stopped, because they were unsafe or the parent had asked.

Who may: a supervisor. What must hold: they had stopped. What is written: what has changed, and the
day on which to try.
"""

from __future__ import annotations

from evenhand.casework.about import IF_ONE, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import DAY, Field, Rule

RULE = Rule(
    act="resume-contact",
    says="take up attempts that had stopped",
    machine="contact",
    fields=(
        IF_ONE,
        Field("changed", "what has changed, and who says so"),
        Field("next_due", "the day on which to try", DAY),
    ),
)


def resume_contact(attempt: Attempt) -> Recorded:
    """Take them up again."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    return attempt.write(moved(attempt, RULE, ties), written(payload, ties))
