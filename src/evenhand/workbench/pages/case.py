"""One case: facts with their sources, findings side by side, what to ask, holds, history, acts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.references import unsealed
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.pages.queue import filters_of, query_of
from evenhand.workbench.reading.case import view
from evenhand.workbench.reading.site import opened_ledger


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show a case; that it is shown is recorded before."""
    case = unsealed(reference)
    with opened_ledger() as site:
        try:
            shown = view(site.loaded, site.ledger, request.actor, case) if case else None
        except Refusal as refusal:
            return refused(request, refusal)
        if shown is None:
            raise Http404
        query = query_of(filters_of(request, site.loaded))
    return render(request, "case.html", {"case": shown, "reference": reference, "query": query})
