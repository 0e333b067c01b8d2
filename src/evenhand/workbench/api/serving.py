"""The API's addresses and its description (OpenAPI): each is a row of the table of addresses."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Query, Status
from ninja.errors import HttpError, ValidationError

from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.addresses import addresses
from evenhand.workbench.access.guard import View
from evenhand.workbench.api import acting, reading
from evenhand.workbench.api.shapes import (
    ActForm,
    Case,
    Faulty,
    Named,
    Number,
    QueueAsked,
    QueuePage,
    Recorded,
    Refused,
    Slug,
    ToRecord,
    Wanted,
)
from evenhand.workbench.api.token_guard import said
from evenhand.workbench.pages.act import STATUS

REFUSED = {401: Refused, 403: Refused}
OF_A_CASE = REFUSED | {404: Refused, 409: Refused}
TOKEN = {"token": {"type": "http", "scheme": "bearer"}}

api = NinjaAPI(
    title="Evenhand", version="1", openapi_url=None, docs_url=None,
    description="What the pages show and do, with the same acts and the same refusals. A case that "
    "one may not see is answered as one that is not there.",
    openapi_extra={"security": [{"token": []}]},
)  # fmt: skip


def at(name: str) -> dict[str, Any]:
    """Give the address of a row of the table, as an operation is told of it."""
    path = re.sub(r"<(\w+):(\w+)>", r"{\1:\2}", addresses()[name].path)
    return {"path": f"/{path}", "url_name": name}


@api.get(**at("api_queue"), response={200: QueuePage, 400: Refused, **REFUSED, 422: Faulty})
def queue(request: HttpRequest, asked: Query[QueueAsked]) -> dict[str, Any]:
    """Give a page of the queue: detained people first, then those heard soon. A name that is no
    filter's is refused: misspelt, it would give more cases than were asked for."""
    if unknown := sorted(set(request.GET) - set(QueueAsked.model_fields)):
        raise ValidationError(
            [{"loc": ("query", name), "msg": "There is no such filter."} for name in unknown]
        )
    return reading.queue(request, asked.after)


@api.post(**at("api_find"), response={200: Named, 400: Refused, **OF_A_CASE, 422: Faulty})
def find(request: HttpRequest, wanted: Wanted) -> dict[str, str]:
    """Give the name in addresses of a case whose number is known."""
    return reading.find(request, wanted.number)


@api.get(**at("api_case"), response={200: Case, **OF_A_CASE})
def case(request: HttpRequest, reference: str) -> dict[str, Any]:
    """Give a case: facts, findings, holds, history, acts. That it is read is recorded before."""
    return reading.case(request, reference)


@api.get(**at("api_act"), response={200: ActForm, **OF_A_CASE})
def form(request: HttpRequest, reference: str, act: Slug) -> dict[str, Any]:
    """Give what an act asks, and why it is not open, if it is not."""
    return acting.form(request, reference, act)


@api.post(**at("api_act"), response={201: Recorded, 400: Refused, **OF_A_CASE, 422: Faulty})
def record(
    request: HttpRequest, reference: str, act: Slug, told: ToRecord
) -> Status[dict[str, Any]]:
    """Record an act. 409: it is not possible as the case stands. 422: something is missing."""
    return Status(201, acting.record(request, reference, act, told))


@api.get(**at("api_receipt"), response={200: dict[str, Any], **OF_A_CASE})
def receipt(request: HttpRequest, reference: str, number: Number) -> dict[str, Any]:
    """Give the receipt of an entry: it proves that the entry is on record."""
    return reading.receipt(request, reference, number)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer with the refusal's own sentence, under the status that its page has."""
    status = next((s for family, s in STATUS.items() if isinstance(refusal, family)), 409)
    told = {**(reading.as_said(refusal) or {})}
    if isinstance(refusal, acting.Faults):
        return JsonResponse({**told, "fields": refusal.fields}, status=status)
    return JsonResponse(told, status=status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer for what is not there and for what this person may not see."""
    return said(404, "There is nothing here that you may see.", "", "not found")


@api.exception_handler(HttpError)
def not_understood(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what cannot be read at all."""
    return said(error.status_code, str(error), "Send JSON as the description says.", "request")


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer what does not have the described shape, field by field."""
    fields = {".".join(map(str, one["loc"][1:])): str(one["msg"]) for one in error.errors}
    told = {"what": "What was sent does not have the described shape.",
            "remedy": "Send it as the description says.", "family": "request"}  # fmt: skip
    return JsonResponse({**told, "fields": fields}, status=422)


def describe(request: HttpRequest) -> HttpResponse:
    """Give the description of the API; it tells of no case."""
    return JsonResponse(described())


def described() -> dict[str, Any]:
    """Write the description, with the token that every address needs."""
    made = dict(api.get_openapi_schema(path_prefix="/"))
    made["components"] = {**made["components"], "securitySchemes": TOKEN}
    return made


def views() -> dict[str, View]:
    """Give the view of each address of the API by its name in the table."""
    made = {one.name: one.callback for one in api.urls[0] if one.name in addresses()}
    return {**made, "api_description": describe}
