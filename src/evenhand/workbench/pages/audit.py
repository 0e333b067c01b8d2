"""The audit of reads: who looked at what, when and for which purpose."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.casework.find_readings import Asked
from evenhand.casework.rights import MARKS
from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.references import sealed, sealed_question, unsealed_question
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.pages.queue import number_in
from evenhand.workbench.reading.audit import names_of, readings
from evenhand.workbench.reading.site import opened_ledger

DAYS = ("first", "last")
PARTS = ("who", "case", "mark", *DAYS)


def page(request: HttpRequest) -> HttpResponse:
    """Show a page of readings, the newest first; that it is shown is recorded before.

    What is asked for is sent by a form and stands in the address sealed: it may name a case.
    """
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip()[:100] for name in PARTS}
        if not (faults := _faults(given)):
            asked = {name: value for name, value in given.items() if value}
            told = f"?asked={sealed_question(json.dumps(asked))}" if asked else ""
            return redirect(reverse("audit") + told)
        return _shown(request, given, faults)
    return _shown(request, json.loads(unsealed_question(request.GET.get("asked", "")) or "{}"), {})


def _shown(
    request: HttpRequest, given: Mapping[str, str], faults: Mapping[str, str]
) -> HttpResponse:
    asked = Asked(**{name: value for name, value in given.items() if name not in faults})
    before, words = number_in(request, "before"), request.GET.get("asked", "")
    with opened_ledger() as site:
        try:
            found = readings(site.loaded, site.ledger, request.actor, site.followed, before, asked)
        except Refusal as refusal:
            return refused(request, refusal)
    rows = [(one, sealed(one.case) if one.opens else "") for one in found.rows]
    return render(request, "audit.html", {
        "rows": rows, "older": found.older, "back_to": found.back_to, "before": before,
        "names": names_of(request.actor), "marks": MARKS, "given": given, "faults": faults,
        "asked": asked, "query": f"asked={words}" if words and asked.anything else "",
    }, status=422 if faults else 200)  # fmt: skip


def _faults(given: Mapping[str, str]) -> dict[str, str]:
    return {name: _("Write a day as 2012-04-03.") for name in DAYS
            if given[name] and not _is_day(given[name])}  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
