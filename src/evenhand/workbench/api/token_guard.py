"""What stands before every address of the API: method, token, role and scope, in this order.

A session opens none of these addresses, so no page of another site can use one.
"""

from __future__ import annotations

from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from evenhand.workbench.access.addresses import Address
from evenhand.workbench.access.guard import View
from evenhand.workbench.accounts.tokens import bearer_of


def guarded_by_token(address: Address, view: View) -> View:
    """Let through only tokens whom the table of addresses names."""

    @wraps(view)
    def answer(request: HttpRequest, **given: object) -> HttpResponse:
        request.actor, request.roles = None, ()
        roles = address.for_method(request.method)
        if roles is None:
            return HttpResponseNotAllowed([method.upper() for method in address.allows])
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        bearer = bearer_of(token.strip()) if kind.lower() == "bearer" else None
        if bearer is None:
            return no_token()
        if bearer.actor.role not in roles:
            return said(403, "This address is not for the token's role.", "", "permission")
        wanted = address.scope_for(request.method)
        if wanted not in bearer.scopes:
            return said(403, f"The token may not {wanted}.", "Its owner makes another.",
                        "permission")  # fmt: skip
        request.actor, request.bearer = bearer.actor, bearer
        return view(request, **given)

    answer.csrf_exempt = True  # type: ignore[attr-defined] # no cookie opens these addresses
    return answer


def no_token() -> HttpResponse:
    """Say that a token is needed; the same for none, a wrong one and one that ended."""
    answer = said(
        401, "This address needs a token that is good.",
        "Make one on the page Programs, and send it as `Authorization: Bearer TOKEN`.", "token",
    )  # fmt: skip
    answer["WWW-Authenticate"] = 'Bearer realm="Evenhand"'
    return answer


def said(status: int, what: str, remedy: str, family: str) -> HttpResponse:
    """Say what cannot be done, as every refusal of the API is written."""
    return JsonResponse({"what": what, "remedy": remedy, "family": family}, status=status)
