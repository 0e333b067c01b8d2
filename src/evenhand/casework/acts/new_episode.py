"""Record that what a hold is about has begun anew: another pregnancy, another claim of fear.

Who may: every role that may record facts of the hold's mark. What must hold: it has begun, and the
hold is none of a parent's decision, which is recorded anew instead. What is written: hold, child,
the day it began, the evidence. From that day on no earlier clearance or override counts; what they
were good for before stays as it was. It is recorded whether or not the hold was cleared, so that
whoever may not see the hold learns nothing by it.
"""

from __future__ import annotations

from evenhand.casework.acts.clear_hold import CHILD, HOLD, hold_of, safeguard_of
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.replay import PARENTAL
from evenhand.casework.rule import DAY, Field, Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="new-episode",
    says="record that what a hold is about has begun anew",
    machine="hold",
    fields=(
        HOLD,
        CHILD,
        Field("began_on", "the day on which it began, or became known", DAY, past=True),
        Field("evidence", "the document that shows it, and where it is kept"),
    ),
    reasons="never",
    must_hold=("a parent's decision is recorded anew instead",),
)


def new_episode(attempt: Attempt) -> Recorded:
    """Record a new episode."""
    payload = attempt.begin(RULE)
    safeguard = safeguard_of(attempt, payload, "record")
    (move,) = attempt.moves(RULE, hold_of(attempt, payload).state)
    if safeguard.id == PARENTAL:
        raise NotNow(
            "A parent's decision has no episodes: what the parent decides now is recorded.",
            "Use `evenhand case parent`; the later record takes the place of the earlier one.",
        )
    return attempt.write(move, payload)
