"""Record that a parent and a child are together again.

Who may: intake, a reviewer, a supervisor, headquarters, family tracing. What must hold: the tie is
on record and not rejected. What is written: the day, the place, who saw to it (an agency, a court,
the family by itself), who confirms it and what shows it. What happened is recorded whether or not
anybody had planned it.
"""

from __future__ import annotations

from evenhand.casework.about import CHILD, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, DAY, Field, Rule

RULE = Rule(
    act="record-reunification",
    says="record a reunification",
    machine="reunification",
    fields=(
        CHILD,
        Field("reunified_on", "the day", DAY, past=True),
        Field("where", "the country, or the place"),
        Field("by", "who brought them together", CHOICE,
              choices=("an agency", "a court's order", "an organization", "the family itself")),
        Field("confirmed_by", "who confirms it"),
        Field("source", "what shows it, and where that is kept"),
    ),
    reasons="never",
    must_hold=("the tie is on record and not rejected",),
)  # fmt: skip


def record_reunification(attempt: Attempt) -> Recorded:
    """Record a reunification."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    return attempt.write(moved(attempt, RULE, ties), written(payload, ties))
