"""One act on a case: a form made from what the act itself says it writes, and its refusals."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.casework.all_acts import ACTS, GROUNDS
from evenhand.terms.refusal import Incomplete, Overtaken, Refusal
from evenhand.workbench.access.references import unsealed
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.pages.queue import filters_of, query_of
from evenhand.workbench.reading.acting import Asked, act_on, questions, refusal_of
from evenhand.workbench.reading.case import may_on
from evenhand.workbench.reading.site import Opened, opened_ledger

# Any other refusal is 409: it depends on how the case stands.
STATUS: dict[type[Refusal], int] = {Incomplete: 422}


def page(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Show the form of an act, or carry the act out."""
    case = unsealed(reference)
    with opened_ledger() as site:
        if (
            act not in ACTS
            or case is None
            or not may_on(site.loaded, site.ledger, request.actor, case)
        ):
            raise Http404
        given = request.POST if request.method == "POST" else request.GET
        asked = questions(site.loaded, request.actor, act, given)
        if request.method == "POST":
            return _done(request, site, reference, case, asked)
        refusal = refusal_of(site.loaded, site.ledger, request.actor, case, act, given)
        if refusal is not None:
            return refused(request, refusal, STATUS.get(type(refusal), 409))
        return _form(request, site, reference, case, asked)


def _done(
    request: HttpRequest, site: Opened, reference: str, case: str, asked: Asked
) -> HttpResponse:
    try:
        number = act_on(site.loaded, site.ledger, request.actor, case, asked)
    except Refusal as refusal:
        status = STATUS.get(type(refusal), 409)
        return _form(request, site, reference, case, asked, refusal, status)
    messages.success(request, _("Recorded as entry %(number)s.") % {"number": number})
    query = query_of(filters_of(request, site.loaded))
    return redirect(f"{reverse('case', args=[reference])}?{query}")


def _form(
    request: HttpRequest,
    site: Opened,
    reference: str,
    case: str,
    asked: Asked,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    if refusal is not None and isinstance(refusal, Incomplete):
        asked = asked.with_faults()
    context = {
        "case": case, "reference": reference, "asked": asked, "refusal": refusal,
        "overtaken": isinstance(refusal, Overtaken), "needs_ground": asked.listed.needs == GROUNDS,
        "query": query_of(filters_of(request, site.loaded)), "loaded": site.loaded,
    }  # fmt: skip
    return render(request, "act.html", context, status=status)
