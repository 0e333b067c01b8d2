"""Accounts and roles, for administrators: the register, the site's accounts, and acts on both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evenhand.casework.person import ROLES
from evenhand.terms.refusal import Incomplete, Refusal
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.reading.people import ACTS, do, offices, people
from evenhand.workbench.reading.site import opened_ledger


def page(request: HttpRequest) -> HttpResponse:
    """Show who is on the register, and the accounts."""
    with opened_ledger() as site:
        shown = people(site.ledger, request.actor)
    return render(request, "people.html", {"shown": shown})


def act(request: HttpRequest, what: str) -> HttpResponse:
    """Show the form of an act on the register or on an account, or carry it out."""
    if what not in ACTS:
        raise Http404
    if request.method != "POST":
        return _form(request, what, request.GET)
    given = request.POST
    try:
        with opened_ledger() as site:
            done = do(
                site.ledger, request.actor, what, given.dict(), given.getlist("role"),
                given.getlist("office"),
            )  # fmt: skip
    except Incomplete as refusal:
        return _form(request, what, given, refusal, 422)
    except Refusal as refusal:
        return _form(request, what, given, refusal, 409)
    if done.password:
        return render(request, "people_account.html", {"done": done})
    said = _("Recorded as entry %(number)s.") % {"number": done.number}
    messages.success(request, said if done.number else _("Done."))
    return redirect("people")


def _form(
    request: HttpRequest, what: str, given: Any, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    try:
        with opened_ledger() as site:
            named = offices(site.loaded)
    except Refusal as broken:
        return refused(request, broken)
    return render(request, "people_act.html", {
        "what": what, "given": given, "roles_given": given.getlist("role"), "every_role": ROLES,
        "offices_given": given.getlist("office"), "every_office": named, "refusal": refusal,
    }, status=status)  # fmt: skip
