"""Propose that a folder be published. Until a second person approves, it is not.

Who may: an overseer or headquarters. What must hold: it is not proposed already and did not go out.
What is written: the hashes of its checksums and of its certificate, its title, and why it is to be
published.
"""

from __future__ import annotations

from evenhand.casework.releases import ReleaseAttempt
from evenhand.casework.rule import Rule
from evenhand.ledger.leaf import Leaf

RULE = Rule(act="propose-release", says="propose a release", machine="release")


def propose_release(attempt: ReleaseAttempt) -> Leaf:
    """Propose a release."""
    state, move = attempt.begin(RULE)
    return attempt.write(move, state)
