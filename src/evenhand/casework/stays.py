"""What follows from a stay's own order, worked out by `safeguards` from the times on the ledger.

The expiry is the one that the order states; nothing here computes a length.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from evenhand.casework.replay import Stay
from evenhand.casework.rule import NOT_YET
from evenhand.safeguards import stay as safeguard
from evenhand.terms.answer import Answer

_BY: Mapping[str, safeguard.Authority] = {
    "immigration judge": "immigration judge",
    "Board of Immigration Appeals": "Board",
    "federal court": "federal court",
}


def as_ordered(stay: Stay) -> safeguard.Stay:
    """Give a stay as `safeguards` reads one; what was destroyed by law is not known."""
    until = dt.date.fromisoformat(stay.until) if stay.until else None
    ordered = _moment(stay.order, "ordered_at")
    return safeguard.Stay(
        by=_BY.get(stay.order.get("ordered_by", ""), "agency"),
        ordered=ordered if isinstance(ordered, dt.datetime) else None,
        communicated=_moment(stay.order, "communicated_at"),
        boarded=_moment(stay.order, "boarding_completed_at"),
        until=until,
        revoked=stay.state == "revoked",
    )


def _moment(order: Mapping[str, Any], name: str) -> dt.datetime | Literal["not yet"] | None:
    text = order.get(name)
    if text == NOT_YET:
        return safeguard.NOT_YET
    return dt.datetime.fromisoformat(text) if text else None


def holds_on(stay: Stay, day: dt.date) -> bool:
    """Whether a stay keeps removal waiting on a day: granted, not past, not without effect.

    A stay whose effect is not known holds: what is unknown keeps removal waiting.
    """
    if stay.state != "granted":
        return False
    return safeguard.without_effect(as_ordered(stay)) is not Answer.YES and not past(stay, day)


def past(stay: Stay, day: dt.date) -> bool:
    """Whether the last day that the order states lies before a day."""
    return bool(stay.until) and dt.date.fromisoformat(stay.until) < day


FACTS = ("stay_granted", "stay_expired", "stay_revoked", "stay_without_effect")


def facts_of(stays: Sequence[Stay], day: dt.date) -> dict[str, bool | None]:
    """Give the facts that all stays of a case make together: lifted only when none stands.

    One that is not known is None, and not left out: what the docket says of it is about some other
    stay, and must not end this one.
    """
    if not stays:
        return {}
    standing = [stay for stay in stays if holds_on(stay, day)]
    # Any one that stands speaks for the case; where none does, the one recorded last.
    said = safeguard.facts_of_stay(as_ordered((standing or stays)[-1]), day)
    return {fact: said.get(fact) for fact in FACTS}


def changes(stays: Iterable[Stay]) -> list[dt.date]:
    """Give the days on which what stays make may change: each the day after a last day."""
    ends = {dt.date.fromisoformat(stay.until) for stay in stays if stay.until}
    return [end + dt.timedelta(days=1) for end in sorted(ends - {dt.date.max})]


def in_words(stay: Stay, day: dt.date) -> str:
    """Say how a stay stands on a day."""
    said = [f"{stay.state} by {stay.order.get('ordered_by', 'an order whose content is gone')}"]
    said.append(f"until {stay.until}, as ordered" if stay.until else "the order states no last day")
    if stay.state == "granted" and past(stay, day):
        said.append("that day has passed")
    review = stay.order.get("review_on")
    if review:
        said.append(f"due for review on {review}")
    flagged = safeguard.flag(as_ordered(stay))
    return "; ".join([*said, flagged] if flagged else said)
