"""The tokens of one's own programs: those that are good, making one, revoking one."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenhand.terms.refusal import Refusal
from evenhand.workbench.access.addresses import SCOPES
from evenhand.workbench.accounts.tokens import DAYS, make_token, revoke, tokens_of


def page(request: HttpRequest) -> HttpResponse:
    """Show the tokens, or make one: for that a person proves again who they are."""
    return _make(request) if request.method == "POST" else _shown(request)


@reauthentication_required
def _make(request: HttpRequest) -> HttpResponse:
    days = request.POST.get("days", "")
    try:
        made = make_token(
            request.actor, request.user, request.POST.get("name", ""),
            request.POST.getlist("scope"), int(days) if days.isdecimal() and len(days) < 5 else 0,
        )  # fmt: skip
    except Refusal as refusal:
        return _shown(request, refusal=refusal, status=422)
    return _shown(request, made=made)


def revoke_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token; somebody else's is not there."""
    if not revoke(request.user, pk):
        raise Http404
    return redirect("tokens")


def _shown(
    request: HttpRequest, made: str = "", refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "tokens.html", {
        "tokens": tokens_of(request.user), "made": made, "refusal": refusal,
        "scopes": SCOPES, "days": DAYS,
    }, status=status)  # fmt: skip
