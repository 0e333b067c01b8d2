"""Record where the parent is believed to be: removed, in the United States, or not known.

Who may: intake, a reviewer, a supervisor, headquarters, family tracing, asylum. What must hold:
the tie is on record. What is written: the belief, its source and its day. A place by which the
parent can be found is a lead, and kept sealed.
"""

from __future__ import annotations

from evenhand.casework.about import IF_ONE, moved, ties_about, written
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, DAY, Field, Rule

REMOVED, HERE, NOT_KNOWN = "removed", "in the United States", "not known"
RULE = Rule(
    act="record-whereabouts",
    says="record where a parent is believed to be",
    machine="contact",
    fields=(
        IF_ONE,
        Field("believed", "where the parent is believed to be", CHOICE,
              choices=(REMOVED, HERE, NOT_KNOWN)),
        Field("source", "what that rests on"),
        Field("dated", "the day of the source", DAY, required=False, past=True),
    ),
    reasons="never",
)  # fmt: skip


def record_whereabouts(attempt: Attempt) -> Recorded:
    """Record where a parent is believed to be."""
    payload = attempt.begin(RULE)
    ties = ties_about(attempt, payload)
    return attempt.write(moved(attempt, RULE, ties), written(payload, ties))
