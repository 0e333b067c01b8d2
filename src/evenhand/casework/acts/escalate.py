"""Escalate a case from the field office to headquarters.

Who may: a supervisor or headquarters. What must hold: it is disputed, or headquarters has decided
it and something is new. What is written: what was tried at the field office, and why that failed.
Every earlier decision stays, each with its author, level and reasons.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Field, Rule

RULE = Rule(
    act="escalate",
    says="escalate a case to headquarters",
    fields=(Field("tried", "what was tried to settle it, or what is new"),),
)


def escalate(attempt: Attempt) -> Recorded:
    """Put a case before headquarters."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    earlier = [decision.entry for decision in attempt.state.decisions]
    return attempt.write(move, {**payload, "decisions": earlier})
