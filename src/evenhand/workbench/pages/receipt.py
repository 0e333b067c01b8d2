"""The receipt of one entry, as a file: it proves that the entry is on record; it opens nothing."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.references import unsealed
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.reading.case import may_on
from evenhand.workbench.reading.receipts import receipt_of
from evenhand.workbench.reading.site import opened_ledger


def download(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Send it."""
    case = unsealed(reference)
    with opened_ledger() as site:
        if case is None or not may_on(site.loaded, site.ledger, request.actor, case):
            raise Http404
        try:
            text = receipt_of(site.ledger, case, number)
        except Refusal as refusal:
            return refused(request, refusal)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
    return response
