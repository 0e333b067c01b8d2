"""Import and rejects: what the docket was made from, and every row that was not loaded."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.terms.refusal import Refusal
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.reading.imported import imported
from evenhand.workbench.reading.site import opened_ledger


def page(request: HttpRequest) -> HttpResponse:
    """Show the inputs and a page of rejected rows."""
    given, file = request.GET.get("after", ""), request.GET.get("file", "")
    after = int(given) if given.isdigit() and len(given) < 16 else 0
    words = request.GET.get("words") == "yes"
    with opened_ledger() as site:
        try:
            found = imported(site.loaded, site.ledger, request.actor, after, file, words)
        except Refusal as refusal:
            return refused(request, refusal)
    asked = {"file": file, "words": "yes" if words else ""}
    kept = urlencode({name: value for name, value in asked.items() if value})
    return render(request, "imports.html", {
        "found": found, "file": file, "words": words and found.may_see_words, "after": after,
        "query": kept, "loaded": site.loaded,
    })  # fmt: skip
