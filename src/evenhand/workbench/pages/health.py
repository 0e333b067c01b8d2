"""Whether the site answers, for whatever watches over it; it says nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def answer(request: HttpRequest) -> HttpResponse:
    """Say that it does."""
    return HttpResponse("ok\n", content_type="text/plain")
