"""Refuse an override: the hold stands open as before.

Who may: headquarters. What must hold: an override is asked for. What is written: hold, child, why.
"""

from __future__ import annotations

from evenhand.casework.acts.clear_hold import CHILD, HOLD, hold_of, safeguard_of
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Rule

RULE = Rule(act="refuse-override", says="refuse an override", machine="hold", fields=(HOLD, CHILD))


def refuse_override(attempt: Attempt) -> Recorded:
    """Refuse an override."""
    payload = attempt.begin(RULE)
    safeguard_of(attempt, payload)
    (move,) = attempt.moves(RULE, hold_of(attempt, payload).state)
    return attempt.write(move, payload)
