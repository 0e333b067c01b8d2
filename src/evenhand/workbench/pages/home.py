"""The first page after signing in: the queue, or for roles that see no case, what is for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenhand.casework.person import SEES_CASES


def page(request: HttpRequest) -> HttpResponse:
    """Send people to their work."""
    if request.actor.role in SEES_CASES:
        return redirect("queue")
    return render(request, "home.html")
