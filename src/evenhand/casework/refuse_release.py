"""Refuse a release that is proposed or approved and did not go out yet.

Who may: an overseer or headquarters; whoever proposed it may take it back so. What must hold: it is
proposed or approved. What is written: the hashes, and why not.
"""

from __future__ import annotations

from evenhand.casework.releases import ReleaseAttempt
from evenhand.casework.rule import Rule
from evenhand.ledger.leaf import Leaf

RULE = Rule(act="refuse-release", says="refuse a release", machine="release")


def refuse_release(attempt: ReleaseAttempt) -> Leaf:
    """Refuse a release."""
    state, move = attempt.begin(RULE)
    return attempt.write(move, state)
