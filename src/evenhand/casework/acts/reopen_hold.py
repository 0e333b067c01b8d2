"""Reopen a hold that was cleared or overridden, because something is new.

Who may: every role but intake that may see the hold; to open a hold again is the safe side. What
must hold: the hold is cleared or overridden. What is written: hold, child, why.
"""

from __future__ import annotations

from evenhand.casework.acts.clear_hold import CHILD, HOLD, hold_of, safeguard_of
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import Rule

RULE = Rule(act="reopen-hold", says="reopen a hold", machine="hold", fields=(HOLD, CHILD))


def reopen_hold(attempt: Attempt) -> Recorded:
    """Reopen a hold."""
    payload = attempt.begin(RULE)
    safeguard_of(attempt, payload)
    (move,) = attempt.moves(RULE, hold_of(attempt, payload).state)
    return attempt.write(move, payload)
