"""Record that a stay of removal was granted, as its order says.

Who may: a supervisor or headquarters; a reviewer records what a judge, the Board or a court
ordered. What must hold: the day of review, if one is set, is not after the expiry. What is written:
who ordered it, the expiry the order states (it is never computed; an order may state none), and the
times of order, communication and boarding. A stay of a judge or the Board that was ordered or
communicated after boarding was complete is recorded and marked as without effect (8 CFR 241.6).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from evenhand.casework.attempt import Attempt, Recorded
from evenhand.casework.rule import CHOICE, DAY, MOMENT, MOMENT_IF_ANY, NOT_YET, Field, Rule
from evenhand.terms.refusal import Incomplete, NotAllowed

OWN = ("field office", "headquarters")
OTHERS = ("immigration judge", "Board of Immigration Appeals", "federal court")
RULE = Rule(
    act="grant-stay",
    says="record a stay that was granted",
    machine="stay",
    fields=(
        Field("ordered_by", "who ordered it", CHOICE, choices=(*OWN, *OTHERS)),
        Field("ordered_at", "the time of the order", MOMENT, past=True),
        Field("until", "the last day, as the order states it", DAY, required=False),
        Field("no_expiry_stated", "whether the order states no last day", CHOICE, required=False,
              choices=("yes",)),
        Field("review_on", "the day by which it is to be looked at again", DAY, required=False),
        Field("communicated_at", "when the order reached whoever carries out the removal",
              MOMENT_IF_ANY,
              required=False, past=True),
        Field("boarding_completed_at", "when normal boarding was complete", MOMENT_IF_ANY,
              required=False, past=True),
        Field("document", "the order, and where it is kept"),
    ),
    must_hold=(
        "the order's expiry is given, or it is said that the order states none",
        "the day of review is not after the expiry",
        "it was not communicated before it was ordered",
        "a reviewer records only what a judge, the Board or a court ordered",
    ),
)  # fmt: skip


def grant_stay(attempt: Attempt) -> Recorded:
    """Record a stay."""
    payload = attempt.begin(RULE)
    (move,) = attempt.moves(RULE, "none")
    check_ordered_by(attempt, payload["ordered_by"])
    check_until(payload)
    check_order_of_times(payload)
    return attempt.write(move, payload)


def check_ordered_by(attempt: Attempt, ordered_by: str) -> None:
    """Refuse a reviewer who would order a stay themselves, and a level above one's own."""
    own = {"supervisor": ("field office",), "headquarters": OWN}.get(attempt.person.role, ())
    if ordered_by not in (*own, *OTHERS):
        raise NotAllowed(
            f"A person in the role {attempt.person.role} may not act on a stay ordered by the "
            f"{ordered_by}.",
            "A supervisor does so for the field office, headquarters for itself.",
        )


def check_until(payload: dict[str, Any]) -> None:
    """Refuse an expiry that is neither given nor said to be missing from the order."""
    if ("until" in payload) == ("no_expiry_stated" in payload):
        raise Incomplete(
            "The last day is the one the order states; it is never worked out here.",
            "Copy it with --until, or say --no-expiry-stated yes if the order has none.",
        )
    if payload.get("review_on", "") > payload.get("until", "9999-12-31"):
        raise Incomplete(
            "The day of review lies after the stay's last day.", "Name a day before it."
        )


def check_order_of_times(payload: dict[str, Any]) -> None:
    """Refuse a stay communicated before it was ordered."""
    told = payload.get("communicated_at", NOT_YET)
    if told == NOT_YET:
        return
    if dt.datetime.fromisoformat(told) < dt.datetime.fromisoformat(payload["ordered_at"]):
        raise Incomplete(
            "The stay would have been communicated before it was ordered.",
            "Look the two times up again; where people differ, record their accounts.",
        )
