"""What waits for a certain person: second reviews, cases before headquarters, stays that end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.workbench.access.references import sealed
from evenhand.workbench.clock import this_day
from evenhand.workbench.pages.queue import number_in
from evenhand.workbench.queueing.lists import LATER, SOON, Listing, Lists
from evenhand.workbench.reading.site import opened_ledger

WITHIN = {"7": SOON, "30": LATER, "90": 90, "any": None}


def second_reviews(request: HttpRequest) -> HttpResponse:
    """Show the cases that wait for a second person; who was the first is not said."""
    return _page(request, "second_reviews.html", Lists.second_reviews)


def escalations(request: HttpRequest) -> HttpResponse:
    """Show the cases before headquarters."""
    return _page(request, "escalations.html", Lists.escalations)


def stays(request: HttpRequest) -> HttpResponse:
    """Show the stays by the day on which something is due, those that have passed first."""
    chosen = request.GET.get("within", "30")
    within = WITHIN.get(chosen, LATER)
    today = this_day()
    with lists_of(request) as lists:
        listing = lists.stays(today, within, number_in(request, "from"))
        counts = lists.stays_due(today)
    rows = [{**with_reference(row), **_days(row, today)} for row in listing.rows]
    return render(request, "stays.html", {
        "rows": rows, "listing": listing, "counts": counts, "today": today,
        "within": chosen if chosen in WITHIN else "30", "query": f"within={chosen}",
    })  # fmt: skip


@contextmanager
def lists_of(request: HttpRequest) -> Iterator[Lists]:
    """Open the lists as the person sees them now."""
    with opened_ledger() as site:
        lists = Lists(site.loaded, request.actor, site.followed)
        try:
            yield lists
        finally:
            lists.close()


def _page(
    request: HttpRequest, template: str, asked: Callable[[Lists, int], Listing]
) -> HttpResponse:
    today = this_day()
    with lists_of(request) as lists:
        listing = asked(lists, number_in(request, "from"))
    rows = [{**with_reference(row), "waited": _waited(row["since"], today)} for row in listing.rows]
    return render(request, template, {"rows": rows, "listing": listing})


def with_reference(row: Mapping[str, Any]) -> dict[str, Any]:
    """Add to a row the name of its case in addresses."""
    return {**row, "reference": sealed(row["case"])}


def _waited(since: str, today: dt.date) -> int:
    return max(0, (today - dt.date.fromisoformat(since[:10])).days) if since else 0


def _days(row: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    """Say how many days are left until the last day, and whether it or the review has passed."""
    if not row["until"]:
        return {"left": None, "passed": False, "review_passed": _passed(row["review_on"], today)}
    left = (dt.date.fromisoformat(row["until"]) - today).days
    return {
        "left": left, "passed": left < 0, "ago": -left,
        "review_passed": _passed(row["review_on"], today),
    }  # fmt: skip


def _passed(day: str, today: dt.date) -> bool:
    return bool(day) and day < str(today)
