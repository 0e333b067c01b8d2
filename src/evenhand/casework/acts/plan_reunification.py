"""Record that a reunification is being prepared.

Who may: family tracing or a supervisor. What must hold: two people assert the tie; the parent
wants it, and that is on record. What is written: how, where and by when, and who sees to it.
"""

from __future__ import annotations

from evenhand.casework.about import CHILD, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import DAY, Field, Rule
from evenhand.casework.tables import quoted
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="plan-reunification",
    says="record that a reunification is being prepared",
    machine="reunification",
    fields=(
        CHILD,
        Field("how", "how and where they are to meet again"),
        Field("sees_to_it", "who sees to it"),
        Field("by_day", "by when", DAY, required=False),
    ),
    reasons="never",
    must_hold=("two people assert the tie", "the parent's preference on record is to reunify"),
)


def plan_reunification(attempt: Attempt) -> Recorded:
    """Record a plan."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    move = moved(attempt, RULE, ties)
    for tie in ties.values():
        if tie.standing != "asserted":
            raise NotNow(
                f"Nobody is brought together on a tie that is {quoted(tie.standing)}.",
                "Two people assert it first: `evenhand families assert`.",
            )
        if tie.preference != "wants-reunification":
            raise NotNow(
                f"The parent's preference is {quoted(tie.preference)}.",
                "Ask the parent, and record the answer: `evenhand families prefers`.",
            )
    return attempt.write(move, written(payload, ties))
