"""Help: what the answers mean, who sees what, how to work with the keyboard alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenhand.workbench.reading import who_sees_what


def page(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "help.html", {
        "verbs": who_sees_what.verbs(), "known_roles": who_sees_what.roles(),
        "marks": who_sees_what.marks(), "acts": who_sees_what.acts(),
        "holds": who_sees_what.holds(),
    })  # fmt: skip
