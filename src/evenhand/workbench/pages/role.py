"""Choosing in which role to act, for people who have several; each entry names the one chosen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def page(request: HttpRequest) -> HttpResponse:
    """Show the roles, or take the choice."""
    chosen = request.POST.get("role", "")
    if request.method == "POST" and chosen in request.roles:
        request.session["role"] = chosen
        wanted = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
        return redirect(wanted if safe else reverse("home"))
    return render(request, "role.html", {"next": request.GET.get("next", "")})
