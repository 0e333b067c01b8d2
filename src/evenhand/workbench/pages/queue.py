"""The queue: the cases that wait for somebody, detained people and the soon heard first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from evenhand.casework.person import Person
from evenhand.casework.rights import reads_all
from evenhand.docket.catalogue import catalogue
from evenhand.workbench.access.addresses import addresses
from evenhand.workbench.access.references import sealed
from evenhand.workbench.queueing.asking import PAGE, Counts, Filters, Found, Queue
from evenhand.workbench.queueing.loaded import Coded, Loaded
from evenhand.workbench.queueing.views import views_of
from evenhand.workbench.queueing.words import holds_named, says_of, short_of, states
from evenhand.workbench.reading.assigning import people_to_assign
from evenhand.workbench.reading.case import may_on
from evenhand.workbench.reading.site import opened_ledger

ASKED = ("office", "court", "custody", "hearing", "in_court", "work")
ASKED_OF_FINDINGS = ("outcome", "possible", "decisive")


def page(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue."""
    with opened_ledger() as site:
        filters = filters_of(request, site.loaded)
        queue = Queue(site.loaded, request.actor, filters, site.followed)
        try:
            before, after = number_in(request, "before"), number_in(request, "after")
            found = queue.page(after, before)
            counts, choices = queue.counts(), queue.choices()
        finally:
            queue.close()
    more = len(found) > PAGE
    shown = (found[1:] if more else found) if before else found[:PAGE]
    sees = reads_all(request.actor.role)
    return render(request, "queue.html", {
        "filters": filters, "query": query_of(filters), "choices": choices, "counts": counts,
        "coded": site.loaded.coded,
        "rows": [row_of(one, filters.coded, request, sees) for one in shown],
        "shows_findings": sees, "states": states(), "classes": _classes(filters.coded, counts),
        "facts": _facts(filters.coded), "loaded": site.loaded,
        "older": shown[-1].place if shown and (more or before) else 0,
        "views": views_of(request.user), "assigns": _assigns(request),
        "assignable": people_to_assign(request.actor) if _assigns(request) else (),
        "newer": shown[0].place if shown and (after or (before and more)) else 0,
    })  # fmt: skip


def next_case(request: HttpRequest) -> HttpResponse:
    """Open the next case that nobody has taken up."""
    with opened_ledger() as site:
        filters = filters_of(request, site.loaded)
        queue = Queue(site.loaded, request.actor, filters, site.followed)
        try:
            found = queue.next_free(number_in(request, "after"))
        finally:
            queue.close()
    if found is None:
        return redirect(f"{reverse('queue')}?{query_of(filters)}")
    return redirect(f"{reverse('case', args=[sealed(found.case)])}?{query_of(filters)}")


def find_case(request: HttpRequest) -> HttpResponse:
    """Open a case by its number, which is sent in the body and stands in no address."""
    case = request.POST.get("number", "").strip()
    with opened_ledger() as site:
        if not may_on(site.loaded, site.ledger, request.actor, case):
            raise Http404
    return redirect("case", reference=sealed(case))


def filters_of(request: HttpRequest, loaded: Loaded) -> Filters:
    """Read the filters; what findings say is only asked by those who may see every mark."""
    given = {name: request.GET[name] for name in ASKED if name in request.GET}
    if reads_all(request.actor.role):
        given |= {name: request.GET[name] for name in ASKED_OF_FINDINGS if name in request.GET}
    chosen = request.GET.get("instrument", "")
    coded = next((one for one in loaded.coded if one.id == chosen), loaded.governing)
    return Filters(coded, **given)


def query_of(filters: Filters) -> str:
    """Write the filters as an address carries them."""
    said = {name: getattr(filters, name) for name in (*ASKED, *ASKED_OF_FINDINGS)}
    kept = {name: value for name, value in said.items() if value or name == "in_court"}
    return urlencode({"instrument": filters.coded.id, **kept})


def _assigns(request: HttpRequest) -> bool:
    """Whether the address at which cases are assigned is open to this person."""
    return request.actor.role in (addresses()["queue_assign"].for_method("POST") or ())


def number_in(request: HttpRequest, name: str) -> int:
    """Read a whole number from an address; 0 for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 16 else 0


def _classes(coded: Coded, counts: Counts) -> list[tuple[str, str, int]]:
    return [(name, short_of(coded.id, name), counts.classes.get(name, 0)) for name in coded.classes]


def _facts(coded: Coded) -> list[tuple[str, str]]:
    return [(name, catalogue()[name].asks) for name in [*coded.facts, *coded.judged]]


def row_of(found: Found, coded: Coded, request: HttpRequest, sees: bool) -> dict[str, Any]:
    """Give a row as it is shown; ``sees`` says whether what findings say is for this role."""
    row = found.row
    possible = [name for name, bit in coded.classes.items() if row["possible"] & bit]
    asks = [name for name, bit in coded.facts.items() if row["decisive"] & bit]
    person: Person = request.actor.person
    return {
        **row,
        "case": found.case,
        "reference": sealed(found.case),
        "holds": holds_named(row["holds"] or 0, request.actor.marks),
        "mine": row["holder"] == person.name,
        "says": says_of(coded.id, row["class"]) if sees else "",
        "others": [short_of(coded.id, one) for one in possible if one != row["class"] and sees],
        "ask": catalogue()[asks[0]].asks if asks and sees else "",
        "asks": len(asks) if sees else 0,
    }
