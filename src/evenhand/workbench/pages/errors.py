"""The pages of what went wrong. None says whether a thing exists that one may not see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.terms.refusal import Refusal


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be understood."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page is not for this role."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing here that this person may see; the answer does not say what was asked."""
    request.resolver_match = None
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed that nobody foresaw."""
    return render(request, "errors/500.html", status=500)


def refused(request: HttpRequest, refusal: Refusal, status: int = 409) -> HttpResponse:
    """Something cannot be done as asked: the refusal's own sentence and its remedy."""
    return render(request, "errors/refused.html", {"refusal": refusal}, status=status)
