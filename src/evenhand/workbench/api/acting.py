"""Acts by the API: what an act asks, and recording it; casework decides, as on its page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from evenhand.casework.all_acts import ACTS, GROUNDS
from evenhand.terms.refusal import Incomplete
from evenhand.workbench.api.reading import as_said, named
from evenhand.workbench.api.shapes import ToRecord
from evenhand.workbench.reading.acting import Asked, act_on, questions, refusal_of
from evenhand.workbench.reading.site import opened_ledger


class Faults(Incomplete):
    """An act without what it must say, with what is wrong at each field."""

    def __init__(self, refusal: Incomplete, fields: dict[str, str]) -> None:
        super().__init__(refusal.what, refusal.remedy)
        self.fields = fields


def form(request: HttpRequest, reference: str, act: str) -> dict[str, Any]:
    """Give what an act asks; what is in the address fills it in, as on the page."""
    with opened_ledger() as site:
        case = named(request, site, reference)
        if act not in ACTS:
            raise Http404
        asked = questions(site.loaded, request.actor, act, request.GET)
        refusal = refusal_of(site.loaded, site.ledger, request.actor, case, act, request.GET)
    rule = asked.listed.rule
    return {
        "act": act, "says": rule.says, "must_hold": rule.must_hold, "reasons": rule.reasons,
        "needs_instrument": asked.listed.needs == GROUNDS, "refused": as_said(refusal),
        "fields": [
            {"name": q.field.name, "says": q.field.says, "form": q.field.form,
             "required": q.field.required, "choices": [value for value, _ in q.choices]}
            for q in asked.questions
        ],
    }  # fmt: skip


def record(request: HttpRequest, reference: str, act: str, told: ToRecord) -> dict[str, Any]:
    """Record an act, if casework lets it be done."""
    with opened_ledger() as site:
        case = named(request, site, reference)
        if act not in ACTS:
            raise Http404
        beside = {"reasons": told.reasons, "seen": str(told.seen)}
        beside |= {"instrument": told.instrument} if told.instrument is not None else {}
        asked = questions(site.loaded, request.actor, act, {**told.given, **beside})
        _refuse_unknown(asked, told)
        try:
            entry = act_on(site.loaded, site.ledger, request.actor, case, asked)
        except Incomplete as refusal:
            faulty = asked.with_faults().questions
            faults = {one.field.name: one.fault for one in faulty if one.fault}
            raise Faults(refusal, faults) from None
    return {"entry": entry, "reference": reference}


def _refuse_unknown(asked: Asked, told: ToRecord) -> None:
    known = [question.field.name for question in asked.questions]
    if unknown := sorted(set(told.given) - set(known)):
        raise Incomplete(
            f"Nothing called {' or '.join(unknown)} is asked for to {asked.listed.rule.says}.",
            f"Asked for: {', '.join(known) or 'nothing'}.",
        )
