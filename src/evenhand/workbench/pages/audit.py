"""The audit of reads: who looked at what, when and for which purpose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.references import sealed
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.reading.audit import readings
from evenhand.workbench.reading.site import opened_ledger


def page(request: HttpRequest) -> HttpResponse:
    """Show a page of readings, the newest first; that it is shown is recorded before."""
    given = request.GET.get("before", "")
    before = int(given) if given.isdigit() and len(given) < 16 else 0
    with opened_ledger() as site:
        try:
            found = readings(site.loaded, site.ledger, request.actor, site.followed, before)
        except Refusal as refusal:
            return refused(request, refusal)
    rows = [(one, sealed(one.case) if one.opens else "") for one in found.rows]
    return render(request, "audit.html", {"rows": rows, "older": found.older, "before": before})
