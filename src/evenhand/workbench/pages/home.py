"""The first page after signing in: the queue, oversight, or what there is for other roles."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evenhand.casework.person import OVERSEER, SEES_CASES


def page(request: HttpRequest) -> HttpResponse:
    """Send people to their work."""
    if request.actor.role in SEES_CASES:
        return redirect("queue")
    if request.actor.role == OVERSEER:
        return redirect("oversight")
    return render(request, "home.html")
