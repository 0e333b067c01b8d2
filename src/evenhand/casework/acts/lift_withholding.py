"""Record that whoever had something withheld has taken that back.

Who may: family tracing or a supervisor. What must hold: it stands. What is written: who took it
back, how, and the reasons. No office takes back what somebody else asked for.
"""

from __future__ import annotations

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import NUMBER, Field, Rule
from evenhand.terms.refusal import NotAllowed, NotNow

RULE = Rule(
    act="lift-withholding",
    says="record that a withholding was taken back",
    machine="withholding",
    fields=(
        Field("withholding", "the entry that recorded it", NUMBER),
        Field("taken_back_by", "who took it back: the one who asked for it"),
        Field("method", "how, and in which language"),
    ),
    must_hold=("it is taken back by who asked for it, by the same name",),
)


def lift_withholding(attempt: Attempt) -> Recorded:
    """Record that it was taken back."""
    payload = attempt.begin(RULE)
    found = attempt.state.family.withheld.get(payload["withholding"])
    if found is None:
        known = ", ".join(map(str, attempt.state.family.withheld)) or "none"
        raise NotNow(
            f"Entry {payload['withholding']} had nothing withheld on this case.",
            f"Withholdings of this case: {known}.",
        )
    (move,) = attempt.moves(RULE, found.state)
    if payload["taken_back_by"] != found.said["asked_by"]:
        raise NotAllowed(
            "A withholding is taken back by whoever asked for it, and by nobody else.",
            f"Entry {payload['withholding']} says who that is.",
        )
    return attempt.write(move, payload)
