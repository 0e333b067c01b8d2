"""Record that the respondent was removed.

Who may: intake, a reviewer, a supervisor, headquarters. What must hold: the removal has happened
and is not recorded yet. It is recorded also where a hold stands open: the record says what
happened. What is written: the day, the office, who carried it out, the country, when boarding was
complete, and, by Evenhand itself, every hold that stood open and every child without a documented
decision of the parent. Such a case is on the list that an inspector asks for.
"""

from __future__ import annotations

import datetime as dt

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.holds_now import holds_now, standing
from evenhand.casework.replay import PARENTAL
from evenhand.casework.rule import DAY, MOMENT, Field, Rule
from evenhand.docket.snapshot import Docket

RULE = Rule(
    act="remove",
    says="record a removal",
    fields=(
        Field("removed_on", "the day of the removal", DAY, past=True),
        Field("office", "the office that carried it out"),
        Field("carried_out_by", "the officer in charge"),
        Field("country", "the country of removal"),
        Field("boarding_completed_at", "when normal boarding was complete", MOMENT,
              required=False, past=True),
        Field("source", "what shows the removal, and where it is kept"),
    ),
    reasons="never",
    must_hold=("the respondent was not removed before",),
)  # fmt: skip


def remove(attempt: Attempt, docket: Docket) -> Recorded:
    """Record a removal."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE)
    boarded = payload.get("boarding_completed_at")
    before = dt.datetime.fromisoformat(boarded) if boarded else None
    found = holds_now(docket, attempt.state, dt.date.fromisoformat(payload["removed_on"]), before)
    stood = [
        {"hold": one.safeguard.id, "child": one.child, "state": one.state.value} for one in found
    ]
    open_ = [
        {"hold": one.safeguard.id, "child": one.child, "state": one.state.value}
        for one in standing(found)
    ]
    undocumented = [one["child"] for one in open_ if one["hold"] == PARENTAL]
    return attempt.write(
        move,
        {
            **payload,
            "holds": stood,
            "holds_open": open_,
            "parental_decision_undocumented": undocumented,
            "snapshot": docket.snapshot,
        },
    )
