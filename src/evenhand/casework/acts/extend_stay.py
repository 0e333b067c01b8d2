"""Record that a stay was extended, as the new order says.

Who may: a supervisor or headquarters; a reviewer for the order of a judge, the Board or a court.
What must hold: the stay was granted and not revoked. What is written: the new expiry as ordered,
who ordered it and when. The earlier expiry stays on the record.
"""

from __future__ import annotations

from evenhand.casework.acts.grant_stay import OTHERS, OWN, check_ordered_by, check_until
from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.replay import Stay
from evenhand.casework.rule import CHOICE, DAY, MOMENT, NUMBER, Field, Rule
from evenhand.terms.refusal import NotNow

RULE = Rule(
    act="extend-stay",
    says="record that a stay was extended",
    machine="stay",
    fields=(
        Field("stay", "the entry that recorded the stay", NUMBER),
        Field("ordered_by", "who ordered it", CHOICE, choices=(*OWN, *OTHERS)),
        Field("ordered_at", "the time of the order", MOMENT, past=True),
        Field("until", "the last day, as the order states it", DAY),
        Field("review_on", "the day by which it is to be looked at again", DAY, required=False),
        Field("document", "the order, and where it is kept"),
    ),
    must_hold=("the stay was granted and not revoked",),
)


def extend_stay(attempt: Attempt) -> Recorded:
    """Record an extension."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE, stay_of(attempt, payload["stay"]).state)
    check_ordered_by(attempt, payload["ordered_by"])
    check_until(payload)
    return attempt.write(move, payload)


def stay_of(attempt: Attempt, number: int) -> Stay:
    """Give a stay of the case by the entry that recorded it."""
    stay = attempt.state.stays.get(number)
    if stay is None:
        known = ", ".join(map(str, attempt.state.stays)) or "none"
        raise NotNow(
            f"Entry {number} recorded no stay on this case.",
            f"Stays of this case were recorded by: {known}.",
        )
    return stay
