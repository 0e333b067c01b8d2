"""The guidance handbook: what there is, one instrument, the safeguards."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.workbench.reading import handbook


def page(request: HttpRequest) -> HttpResponse:
    """Show which instruments and safeguards there are."""
    given = {"instruments": handbook.instruments(), "safeguards": handbook.safeguards()}
    return render(request, "handbook.html", given)


def instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """Show one instrument: factors, classes, examples."""
    found = handbook.chapter(instrument)
    if found is None:
        raise Http404
    return render(request, "handbook_instrument.html", {"chapter": found})


def safeguards(request: HttpRequest) -> HttpResponse:
    """Show the reasons for which a removal must wait."""
    return render(request, "handbook_safeguards.html", {"safeguards": handbook.safeguards()})
