"""Record a separation: an event on a tie, which stays.

Who may: intake, a reviewer, a supervisor, headquarters, family tracing. What must hold: the tie is
on record and not rejected; they are not recorded as apart already. What is written: the day, by
whom and where, the reason that was stated and by whom, and what shows it.
"""

from __future__ import annotations

from evenhand.casework.about import CHILD, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import DAY, Field, Rule

RULE = Rule(
    act="record-separation",
    says="record a separation",
    machine="reunification",
    fields=(
        CHILD,
        Field("separated_on", "the day", DAY, past=True),
        Field("by", "who separated them, and where"),
        Field("stated_reason", "the reason that was stated, in its words", required=False),
        Field("source", "what shows it, and where that is kept"),
    ),
    reasons="never",
    must_hold=("the tie is on record and not rejected",),
)


def record_separation(attempt: Attempt) -> Recorded:
    """Record a separation."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    return attempt.write(moved(attempt, RULE, ties), written(payload, ties))
