"""Stays that were granted: whether one came too late, from the times of order, word and boarding.

Facts are exact to the day, and this turns on minutes. So the times are kept with the stay where it
is recorded, and what follows from them is worked out here and kept as facts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, get_args

from evenhand.guidance.interpret import any_of
from evenhand.terms.answer import Answer
from evenhand.terms.refusal import BadInput

NOT_YET: Literal["not yet"] = "not yet"
# A time with its zone; "not yet" for what had not happened; None where it is not known.
Moment = dt.datetime | Literal["not yet"] | None
Authority = Literal["immigration judge", "Board", "agency", "federal court"]
# The sentence of 8 CFR 241.6 about boarding is on the stays of these.
BOUND_BY_BOARDING: tuple[Authority, ...] = ("immigration judge", "Board")
CITATION = "8 CFR 241.6, 1241.6 (BIA Practice Manual 6.1; primary)"


@dataclass(frozen=True)
class Stay:
    """A stay as its order and the officers' records give it.

    ``until`` is the last day that the order states; it is never computed. ``boarded`` is when the
    respondent was aboard and normal boarding complete.
    """

    by: Authority
    ordered: dt.datetime | None
    communicated: Moment
    boarded: Moment
    until: dt.date | None = None
    revoked: bool | None = None

    def __post_init__(self) -> None:
        if self.by not in get_args(Authority):
            raise BadInput(
                f"No authority is called {self.by!r}.", f"One of: {', '.join(get_args(Authority))}."
            )
        for what in ("ordered", "communicated", "boarded"):
            moment = getattr(self, what)
            if isinstance(moment, dt.datetime) and moment.utcoffset() is None:
                raise BadInput(
                    f"The time {what} has no time zone.",
                    "Give it: the order, the office and the aircraft may be in three of them.",
                )
        told = self.communicated
        if isinstance(told, dt.datetime) and self.ordered is not None and told < self.ordered:
            raise BadInput(
                "The stay would have been communicated before it was ordered.",
                "Look the two times up again; record both accounts if they differ.",
            )


def late(stay: Stay) -> Answer:
    """Say whether a stay was granted, or its word given, after boarding was complete.

    At the very moment is not after. A word that had not been given when boarding was complete can
    only come after it.
    """
    return any_of([_after(stay.ordered, stay.boarded), _after(stay.communicated, stay.boarded)])


def _after(moment: Moment, boarded: Moment) -> Answer:
    if boarded == NOT_YET:
        return Answer.NO
    if boarded is None:
        return Answer.CANNOT_TELL
    if moment == NOT_YET:
        return Answer.YES
    return Answer.of(moment > boarded if isinstance(moment, dt.datetime) else None)


def without_effect(stay: Stay) -> Answer:
    """Say whether a stay is without effect under 8 CFR 241.6.

    That sentence is on stays of a judge or of the Board. It is not read onto another's stay: one
    that came late is flagged (``flag``), and holds.
    """
    return late(stay) if stay.by in BOUND_BY_BOARDING else Answer.NO


def flag(stay: Stay) -> str:
    """Give the sentence to show beside a stay, or nothing."""
    if late(stay) is Answer.NO:
        return ""
    if late(stay) is Answer.CANNOT_TELL:
        return "Whether it came before boarding was complete is not on record: a time is missing."
    if without_effect(stay) is Answer.YES:
        return (
            "It was granted or communicated after the respondent was aboard and normal boarding "
            f"was complete: without effect under {CITATION}."
        )
    return (
        "It was granted or communicated after boarding was complete. The regulation's sentence "
        f"({CITATION}) is on stays of a judge or the Board, so this one holds."
    )


def facts_of_stay(stay: Stay, as_of: dt.date) -> dict[str, bool]:
    """Give the facts that a stay on record makes, as far as they are known on a day.

    The last day the order states is covered; the stay has expired on the day after.
    """
    facts = {"stay_granted": True}
    if stay.until is not None:
        facts["stay_expired"] = stay.until < as_of
    if stay.revoked is not None:
        facts["stay_revoked"] = stay.revoked
    ineffective = without_effect(stay)
    if ineffective is not Answer.CANNOT_TELL:
        facts["stay_without_effect"] = ineffective is Answer.YES
    return facts
