"""Whose request this is: the session's limits, the second factor, the person on the register.

Everything is asked anew at each request, so that an account that was disabled, a person who was
dismissed or a session that lay idle has no next request.
"""

from __future__ import annotations

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from evenhand.terms.refusal import NotAllowed
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.accounts.people import DOOR, register_now
from evenhand.workbench.clock import clock

IDLE = 30 * 60
ABSOLUTE = 12 * 3600
NOTED_EVERY = 60  # seconds; a session is not written anew at each click
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Say at each request who acts: ``request.actor``, or what they lack: ``request.lacks``."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.actor, request.lacks, request.roles = None, "", ()
        if request.user.is_authenticated:
            if _over(request) or (request.user.demo and not settings.PLACE.demo):
                logout(request)
            else:
                _who(request)
        return get_response(request)

    return answer


def _over(request: HttpRequest) -> bool:
    """Whether a session has ended; else notes that it goes on."""
    now = clock().timestamp()
    began, seen = (request.session.get(name, now) for name in ("began", "seen"))
    if now - began > ABSOLUTE or now - seen > IDLE:
        return True
    if "began" not in request.session:
        request.session["began"] = now
    if "seen" not in request.session or now - seen > NOTED_EVERY:
        request.session["seen"] = now
    return False


def _who(request: HttpRequest) -> None:
    if request.user.first_password:
        request.lacks = "account_change_password"
        return
    if not is_mfa_enabled(request.user, FACTORS):
        request.lacks = "mfa_activate_totp"
        return
    passed = get_authentication_records(request, request.user)
    if not any(record["method"] == "mfa" for record in passed):
        request.lacks = "mfa_reauthenticate"
        return
    register = register_now()
    name = register.people.get((DOOR, request.user.account), "")
    request.roles = register.roles.get(name, ())
    if len(request.roles) > 1 and request.session.get("role") not in request.roles:
        request.lacks = "role"
    try:
        person = register.person(DOOR, request.user.account, request.session.get("role"))
    except NotAllowed:
        return
    request.actor = Actor(person, register)
