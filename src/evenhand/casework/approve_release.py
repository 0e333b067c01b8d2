"""Approve a proposed release: the second of the two people without whom nothing is published.

Who may: an overseer or headquarters, and never the person who proposed it. What must hold: exactly
this folder, byte for byte, is proposed. What is written: the same hashes again, and what this
person looked at.
"""

from __future__ import annotations

from evenhand.casework.releases import ReleaseAttempt, ReleaseState
from evenhand.casework.rule import Rule
from evenhand.ledger.leaf import Leaf

RULE = Rule(
    act="approve-release",
    says="approve a release",
    machine="release",
    must_hold=("the person did not propose it", "not a byte of it has changed since"),
)


def approve_release(attempt: ReleaseAttempt) -> Leaf:
    """Approve a release."""
    state, move = attempt.begin(RULE)
    _check_other(attempt, state)
    return attempt.write(move, state)


def check_who(attempt: ReleaseAttempt) -> None:
    """Refuse, before anything is typed, whoever may not approve it as it stands."""
    state, _ = attempt.stand(RULE)
    _check_other(attempt, state)


def _check_other(attempt: ReleaseAttempt, state: ReleaseState) -> None:
    attempt.other_than(state.proposed_by, "A release needs two people: this person proposed it.")
