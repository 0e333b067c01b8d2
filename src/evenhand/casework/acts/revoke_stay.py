"""Record that a stay was revoked before its day.

Who may: a supervisor or headquarters; a reviewer for the order of a judge, the Board or a court.
What must hold: the stay was granted and not revoked. What is written: who revoked it, when, why.
"""

from __future__ import annotations

from evenhand.casework.acts.extend_stay import stay_of
from evenhand.casework.acts.grant_stay import OTHERS, OWN, check_ordered_by
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, MOMENT, NUMBER, Field, Rule

RULE = Rule(
    act="revoke-stay",
    says="record that a stay was revoked",
    machine="stay",
    fields=(
        Field("stay", "the entry that recorded the stay", NUMBER),
        Field("ordered_by", "who revoked it", CHOICE, choices=(*OWN, *OTHERS)),
        Field("ordered_at", "the time of the order", MOMENT, past=True),
        Field("document", "the order, and where it is kept"),
    ),
    must_hold=("the stay was granted and not revoked",),
)


def revoke_stay(attempt: Attempt) -> Recorded:
    """Record a revocation."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE, stay_of(attempt, payload["stay"]).state)
    check_ordered_by(attempt, payload["ordered_by"])
    return attempt.write(move, payload)
