"""What the API reads: the queue, a case, a receipt; each as its page shows it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest

from evenhand.casework.open_to import Open
from evenhand.casework.rights import reads_all
from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.references import sealed, unsealed
from evenhand.workbench.pages.queue import filters_of, row_of
from evenhand.workbench.queueing.asking import PAGE, Queue
from evenhand.workbench.reading.case import may_on, view
from evenhand.workbench.reading.claims import ClaimsView
from evenhand.workbench.reading.receipts import receipt_of
from evenhand.workbench.reading.site import Opened, opened_ledger


def queue(request: HttpRequest, after: int) -> dict[str, Any]:
    """Give a page of the queue."""
    with opened_ledger() as site:
        filters = filters_of(request, site.loaded)
        asked = Queue(site.loaded, request.actor, filters, site.followed)
        try:
            found, counts = asked.page(after), asked.counts()
        finally:
            asked.close()
    sees = reads_all(request.actor.role)
    rows = [row_of(one, filters.coded, request, sees) for one in found[:PAGE]]
    return {
        "snapshot": site.loaded.snapshot,
        "cases": counts.cases, "detained": counts.detained, "soon": counts.soon,
        "rows": [{**row, "outcome": row["says"], "may_become": row["others"]} for row in rows],
        "after": found[PAGE - 1].place if len(found) > PAGE else 0,
    }  # fmt: skip


def find(request: HttpRequest, number: str) -> dict[str, str]:
    """Give the name of a case that this person may open."""
    with opened_ledger() as site:
        if not may_on(site.loaded, site.ledger, request.actor, number.strip()):
            raise Http404
    return {"reference": sealed(number.strip())}


def case(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Give a case; that it is read, and by which program, is recorded before."""
    with opened_ledger() as site:
        number = unsealed(reference)
        purpose = f"work on the case, by the program {request.bearer.name}"
        seen = view(site.loaded, site.ledger, request.actor, number, purpose) if number else None
    if seen is None:
        raise Http404
    return {
        "case": seen.case, "reference": reference, "place": seen.standing.place,
        "state": seen.state.state, "says": seen.says, "owner": seen.owner,
        "holder": seen.state.holder, "head": seen.state.head,
        "described": {name: str(value) for name, value in seen.described.items()},
        "as_of": str(seen.as_of),
        "facts": seen.facts, "kept_back": seen.kept_back, "findings": seen.findings,
        "not_shown": seen.not_shown, "unusable": seen.unusable, "ask_first": seen.questions,
        "to_judge": seen.judgements, "removal": seen.removal, "stays": seen.stays,
        "history": [asdict(line) for line in seen.history],
        "acts": [_open(one) for one in seen.acts],
        "claims": _claims(seen.claims),
        "hold_acts": {hold: [_open(one) for one in acts] for hold, acts in seen.hold_acts.items()},
    }  # fmt: skip


def receipt(request: HttpRequest, reference: str, number: int) -> dict[str, Any]:
    """Give the receipt of an entry on a case."""
    with opened_ledger() as site:
        written = receipt_of(site.ledger, named(request, site, reference), number)
    if written is None:
        raise Http404
    return dict(json.loads(written))


def named(request: HttpRequest, site: Opened, reference: str) -> str:
    """Give the case that a name stands for; not there, if this person may not open it."""
    number = unsealed(reference)
    if number is None or not may_on(site.loaded, site.ledger, request.actor, number):
        raise Http404
    return number


def as_said(refusal: Refusal | None) -> dict[str, str] | None:
    """Write a refusal as the API gives it."""
    if refusal is None:
        return None
    return {"what": refusal.what, "remedy": refusal.remedy, "family": refusal.family}


def _claims(seen: ClaimsView | None) -> dict[str, Any] | None:
    """Give the claims of a case; nothing to roles that may not record any, on every case."""
    if seen is None:
        return None
    return {
        "lines": [{"says": one.says, "form": one.form, "acts": [open_.act for open_ in one.acts]}
                  for one in seen.lines],
        "consents": [{"entry": one.entry, "permits": str(one.said.get("permits", "")),
                      "state": one.state, "acts": [open_.act for open_ in one.acts]}
                     for one in seen.consents],
        "linked": list(seen.linked), "family_says": seen.family_says,
        "acts": [_open(one) for one in seen.beginning],
    }  # fmt: skip


def _open(one: Open) -> dict[str, Any]:
    return {
        "act": one.act, "says": one.listed.rule.says, "open": one.refusal is None,
        "refused": as_said(one.refusal),
    }  # fmt: skip
