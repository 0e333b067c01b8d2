"""The board of holds: what removals wait for, where, and what clears it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.workbench.access.references import sealed
from evenhand.workbench.pages.queue import number_in
from evenhand.workbench.queueing.asking import IN_COURT, PAGE, Filters
from evenhand.workbench.queueing.holds_board import HoldsBoard
from evenhand.workbench.reading.site import opened_ledger


def page(request: HttpRequest) -> HttpResponse:
    """Show the safeguards that stand open, or one of them with its cases."""
    hold, office = request.GET.get("hold", ""), request.GET.get("office", "")
    in_court = request.GET.get("in_court", IN_COURT)
    with opened_ledger() as site:
        filters = Filters(site.loaded.governing, office=office, in_court=in_court)
        board = HoldsBoard(site.loaded, request.actor, filters, site.followed)
        try:
            context = _of_one(request, board, hold) if hold else _of_all(board)
            context["choices"] = board.choices()
        finally:
            board.close()
        day, snapshot = site.loaded.day, site.loaded.snapshot
    context |= {
        "filters": filters, "kept_back": request.actor.kept_back, "day": day, "snapshot": snapshot,
        "query": urlencode({"office": office, "in_court": in_court}),
    }  # fmt: skip
    return render(request, "hold.html" if hold else "holds.html", context)


def _of_all(board: HoldsBoard) -> dict[str, Any]:
    cases, detained = board.waiting()
    return {"lines": board.by_hold(), "cases": cases, "detained": detained}


def _of_one(request: HttpRequest, board: HoldsBoard, name: str) -> dict[str, Any]:
    hold = board.named(name)
    if hold is None:
        raise Http404
    before, after = number_in(request, "before"), number_in(request, "after")
    found = board.cases(hold, after, before)
    more = len(found) > PAGE
    shown = (found[1:] if more else found) if before else found[:PAGE]
    lines = board.by_office(hold)
    return {
        "hold": hold, "lines": lines, "cases": sum(line.cases for line in lines),
        "detained": sum(line.detained for line in lines),
        "rows": [{**one.row, "case": one.case, "reference": sealed(one.case)} for one in shown],
        "older": shown[-1].place if shown and (more or before) else 0,
        "newer": shown[0].place if shown and (after or (before and more)) else 0,
    }  # fmt: skip
