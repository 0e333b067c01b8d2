"""How allauth behaves here: nobody signs up, and a demonstration's people stay in it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse


class Accounts(DefaultAccountAdapter):
    """What differs from allauth's own way."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: an administrator makes accounts."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **given: Any) -> Any:
        """Refuse a demonstration's people on any other site."""
        if user.demo and not settings.PLACE.demo:
            return HttpResponseRedirect(reverse("account_inactive"))
        return super().pre_login(request, user, **given)

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """Send nothing: this site talks to nobody."""

    def can_delete_email(self, email_address: Any) -> bool:
        """Say no: there are no addresses."""
        return False
