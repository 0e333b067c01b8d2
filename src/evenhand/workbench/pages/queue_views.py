"""The queue's saved views, and assigning the chosen cases of a page to one person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.terms.refusal import Incomplete, Refusal
from evenhand.workbench.access.references import sealed, unsealed
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.pages.queue import filters_of, query_of
from evenhand.workbench.queueing.views import drop_view, save_view
from evenhand.workbench.reading.assigning import assign_each
from evenhand.workbench.reading.site import loaded_now, opened_ledger


def views(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the address under a name, or take a view away."""
    query = query_of(filters_of(request, loaded_now()))
    try:
        if "drop" in request.POST:
            drop_view(request.user, request.POST["drop"])
        else:
            save_view(request.user, request.POST.get("name", ""), query)
    except Refusal as refusal:
        return refused(request, refusal, 422 if isinstance(refusal, Incomplete) else 409)
    messages.success(request, _("Done."))
    return redirect(f"{reverse('queue')}?{query}")


def assign(request: HttpRequest) -> HttpResponse:
    """Assign a person to each chosen case, and say of each what became of it."""
    cases = [case for case in map(unsealed, request.POST.getlist("case")) if case]
    name, reasons = request.POST.get("person", ""), request.POST.get("reasons", "")
    with opened_ledger() as site:
        query = query_of(filters_of(request, site.loaded))
        try:
            done = assign_each(site.loaded, site.ledger, request.actor, cases, name, reasons)
        except Incomplete as refusal:
            return refused(request, refusal, 422)
    rows = [(one, sealed(one.case)) for one in done]
    return render(request, "assigned.html", {
        "rows": rows, "name": name, "query": query,
        "good": sum(1 for one in done if one.number),
    })  # fmt: skip
