"""The inspector's lists: for who oversees, safe tables; for those who may see cases, the cases."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.casework.inspected import LISTS
from evenhand.casework.person import SEES_CASES
from evenhand.terms.refusal import Refusal
from evenhand.workbench.oversight.lists import InspectorsLists, with_what_stood
from evenhand.workbench.oversight.releases import ledger_now, releases_now
from evenhand.workbench.oversight.showing import MEASURES, measured
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.pages.oversight import language
from evenhand.workbench.pages.queue import number_in
from evenhand.workbench.pages.waiting import with_reference
from evenhand.workbench.reading.site import opened_ledger


def page(request: HttpRequest) -> HttpResponse:
    """Show every list: what releases say of it, and to who sees cases how many are on it."""
    try:
        with ledger_now() as ledger:
            lines = {one.key: one for one in measured(releases_now(ledger), language())}
    except Refusal as refusal:
        return refused(request, refusal)
    totals = _totals(request) if request.actor.role in SEES_CASES else {}
    rows = [
        {"list": name, "line": lines.get(MEASURES.get(name, "")), "cases": totals.get(name),
         "measured": name in MEASURES}
        for name in LISTS
    ]  # fmt: skip
    return render(request, "inspection.html", {"rows": rows, "counted": bool(totals)})


def _totals(request: HttpRequest) -> dict[str, int]:
    with opened_ledger() as site:
        lists = InspectorsLists(site.loaded, request.actor, site.followed)
        try:
            return lists.totals()
        finally:
            lists.close()


def cases(request: HttpRequest, name: str) -> HttpResponse:
    """Show the cases of one list; that they are shown is recorded before."""
    if name not in LISTS:
        raise Http404
    office, month = request.GET.get("office", ""), request.GET.get("month", "")
    with opened_ledger() as site:
        lists = InspectorsLists(site.loaded, request.actor, site.followed)
        try:
            counts = lists.by_office_and_month(name)
            listing = lists.lines(name, office, month, number_in(request, "from"))
        finally:
            lists.close()
        try:
            found = with_what_stood(site.loaded, site.ledger, request.actor, name, listing.rows)
        except Refusal as refusal:
            return refused(request, refusal)
    rows = [with_reference(row) for row in found]
    return render(request, "inspection_list.html", {
        "name": name, "rows": rows, "listing": listing, "counts": counts, "office": office,
        "month": month, "query": urlencode({"office": office, "month": month}),
        "offices": sorted({one.office for one in counts if one.office}),
        "months": sorted({one.month for one in counts}, reverse=True),
    })  # fmt: skip
