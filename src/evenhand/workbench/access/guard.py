"""What stands before every page: the method, the second factor and the role, in this order."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from evenhand.workbench.access.addresses import ANYONE, EVERYONE, SIGNED_IN, Address

View = Callable[..., HttpResponse]


def guarded(address: Address, view: View) -> View:
    """Let through only those whom the table of addresses names."""

    @wraps(view)
    def answer(request: HttpRequest, **given: object) -> HttpResponse:
        roles = address.for_method(request.method)
        if roles is None:
            return HttpResponseNotAllowed([method.upper() for method in address.allows])
        if ANYONE in roles:
            return view(request, **given)
        if not request.user.is_authenticated:
            return _sent_to(request, "account_login")
        if SIGNED_IN in roles:
            return view(request, **given)
        if request.actor is None:
            return _sent_to(request, request.lacks) if request.lacks else _not_for_you(request)
        if EVERYONE in roles or request.actor.role in roles:
            return view(request, **given)
        return _not_for_you(request)

    return answer


def _sent_to(request: HttpRequest, name: str) -> HttpResponse:
    # Where they wanted to go; never what they wanted to send.
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("home")
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': wanted})}")


def _not_for_you(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/403.html", status=403)
