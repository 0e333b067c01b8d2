"""The family of a case, the acts about it, and whom to try next over all cases."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evenhand.terms.refusal import Incomplete, Overtaken, Refusal
from evenhand.workbench.access.references import unsealed
from evenhand.workbench.clock import this_day
from evenhand.workbench.pages.act import STATUS
from evenhand.workbench.pages.errors import refused
from evenhand.workbench.pages.queue import number_in
from evenhand.workbench.pages.waiting import with_reference
from evenhand.workbench.queueing.linked_cases import NOT_ON_RECORD, SHOWN, LinkedCases
from evenhand.workbench.queueing.lists import Listing, Lists
from evenhand.workbench.reading.case import may_on
from evenhand.workbench.reading.families import turns_of
from evenhand.workbench.reading.family import family_view
from evenhand.workbench.reading.family_acting import (
    BY_FORM,
    FamilyAsked,
    family_act_on,
    family_questions,
    family_refusal,
    family_seen,
    link_to_judge,
)
from evenhand.workbench.reading.links import ShownLink, put_on_case, put_on_cases, shown_links
from evenhand.workbench.reading.site import Opened, opened_ledger


def to_try(request: HttpRequest) -> HttpResponse:
    """Show whom to try next; that they are read is recorded before."""
    with opened_ledger() as site:
        lists = Lists(site.loaded, request.actor, site.followed)
        try:
            listing = lists.to_try(this_day(), number_in(request, "from"))
        finally:
            lists.close()
        try:
            rows = turns_of(site.loaded, site.ledger, request.actor, listing.rows)
        except Refusal as refusal:
            return refused(request, refusal)
    return render(request, "families.html", {
        "rows": [with_reference(row) for row in rows], "listing": listing,
    })  # fmt: skip


def links(request: HttpRequest) -> HttpResponse:
    """Show the links of the linkage, or put those that are not on record on their cases."""
    shown = request.GET.get("show", SHOWN[0])
    with opened_ledger() as site:
        try:
            if request.method == "POST":
                done = put_on_cases(site.loaded, site.ledger, request.actor, site.followed)
                said = _("%(links)s links were put on %(cases)s cases; removal waits for them.")
                messages.success(request, said % {"links": done.links, "cases": done.entries})
                return redirect("family_links")
            listing, counts = _listed(request, site, shown)
            rows = shown_links(site.loaded, site.ledger, request.actor, listing.rows)
        except Refusal as refusal:
            return refused(request, refusal)
    rows = [with_reference(row) for row in rows]
    return render(request, "family_links.html", {
        "rows": rows, "listing": listing, "counts": counts, "waiting": counts.get(NOT_ON_RECORD, 0),
        "shown": shown if shown in SHOWN else "all", "every": SHOWN, "query": f"show={shown}",
    })  # fmt: skip


def _listed(request: HttpRequest, site: Opened, shown: str) -> tuple[Listing, dict[str, int]]:
    if site.loaded.linked is None:
        return Listing((), 0, 0), {}
    asked = LinkedCases(site.loaded, request.actor, site.followed)
    try:
        return asked.listed(shown, number_in(request, "from")), asked.by_tie()
    finally:
        asked.close()


def put_on(request: HttpRequest, reference: str) -> HttpResponse:
    """Put the links of one case on it, so that its removal waits for them."""
    case = unsealed(reference)
    with opened_ledger() as site:
        if case is None or not may_on(site.loaded, site.ledger, request.actor, case):
            raise Http404
        try:
            done = put_on_case(site.loaded, site.ledger, request.actor, case)
        except Refusal as refusal:
            return refused(request, refusal)
    said = _("%(links)s links were put on %(cases)s cases; removal waits for them.")
    messages.success(request, said % {"links": done.links, "cases": done.entries})
    return redirect("family", reference=reference)


def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the family of a case; that it is shown is recorded before."""
    case = unsealed(reference)
    with opened_ledger() as site:
        if case is None or not may_on(site.loaded, site.ledger, request.actor, case):
            raise Http404
        try:
            shown = family_view(site.loaded, site.ledger, request.actor, case)
        except Refusal as refusal:
            return refused(request, refusal)
    return render(request, "family.html", {"family": shown, "reference": reference})


def act(request: HttpRequest, reference: str, act: str) -> HttpResponse:
    """Show the form of an act about a family, or carry the act out."""
    case = unsealed(reference)
    with opened_ledger() as site:
        if (
            act not in BY_FORM
            or case is None
            or not may_on(site.loaded, site.ledger, request.actor, case)
        ):
            raise Http404
        given = request.POST if request.method == "POST" else request.GET
        asked = family_questions(family_seen(site.ledger, request.actor, case), act, given)
        if request.method == "POST":
            return _done(request, site, reference, case, asked)
        refusal = family_refusal(site.loaded, site.ledger, request.actor, case, act, given)
        if refusal is not None:
            return refused(request, refusal, STATUS.get(type(refusal), 409))
        link = link_to_judge(site.loaded, request.actor, case, asked)
        return _form(request, reference, case, asked, link=link)


def _done(
    request: HttpRequest, site: Opened, reference: str, case: str, asked: FamilyAsked
) -> HttpResponse:
    try:
        number = family_act_on(site.loaded, site.ledger, request.actor, case, asked)
    except Refusal as refusal:
        link = link_to_judge(site.loaded, request.actor, case, asked)
        return _form(request, reference, case, asked, refusal, link)
    messages.success(request, _("Recorded as entry %(number)s.") % {"number": number})
    return redirect("family", reference=reference)


def _form(
    request: HttpRequest,
    reference: str,
    case: str,
    asked: FamilyAsked,
    refusal: Refusal | None = None,
    link: ShownLink | None = None,
) -> HttpResponse:
    if isinstance(refusal, Incomplete):
        asked = asked.with_faults()
    context = {
        "link": link,
        "case": case, "reference": reference, "asked": asked, "refusal": refusal,
        "overtaken": isinstance(refusal, Overtaken),
    }  # fmt: skip
    status = 200 if refusal is None else STATUS.get(type(refusal), 409)
    return render(request, "family_act.html", context, status=status)
