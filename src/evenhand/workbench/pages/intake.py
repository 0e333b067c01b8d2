"""Intake: the facts of one case typed by hand, and at once what guidance makes of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.terms.refusal import Refusal
from evenhand.workbench.clock import this_day
from evenhand.workbench.reading import intake
from evenhand.workbench.reading.site import loaded_now


def page(request: HttpRequest) -> HttpResponse:
    """Show the form, or what follows from what was typed; it stands in no address."""
    day = loaded_now().day or this_day()
    form = intake.form(request.actor, request.POST, day)
    if request.method != "POST":
        return render(request, "intake.html", {"form": form})
    if form.faults:
        return render(request, "intake.html", {"form": form}, status=422)
    try:
        told = intake.explained(form)
    except Refusal as refusal:
        return render(request, "intake.html", {"form": form, "refusal": refusal}, status=422)
    return render(request, "intake.html", {"form": form, "told": told})
