"""Tokens with which programs act for a person: made, revoked, and asked at each request.

A token is shown once; kept is its hash. It acts in one role, which its owner must still have at
each request, and it is as good as the account behind it: disabled, without a second factor or
dismissed from the register, that account's tokens open nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings

from evenhand.terms.refusal import Incomplete, NotAllowed
from evenhand.workbench.access.addresses import SCOPES
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.accounts.people import DOOR, register_now
from evenhand.workbench.accounts.session import FACTORS
from evenhand.workbench.clock import clock
from evenhand.workbench.models import Token, User

BEGINS = "evenhand_"
DAYS = (1, 30, 90)
MOST = 10


@dataclass(frozen=True)
class Bearer:
    """Whom a token acts for, how far, and what its owner called it."""

    actor: Actor
    scopes: frozenset[str]
    name: str


def make_token(actor: Actor, user: User, name: str, scopes: Iterable[str], days: int) -> str:
    """Make a token for the role somebody acts in now; gives it for the only time."""
    wanted = [one for one in SCOPES if one in set(scopes)]
    if not name.strip() or len(name) > 100 or not wanted or days not in DAYS:
        raise Incomplete(
            "A token needs a name, what it may do, and for how long.",
            f"Name the program; choose {' or '.join(SCOPES)}; it is good for "
            f"{', '.join(map(str, DAYS))} days.",
        )
    if len(tokens_of(user)) >= MOST:
        raise NotAllowed(f"An account has {MOST} tokens at most.", "Revoke one that is not used.")
    token, now = BEGINS + secrets.token_urlsafe(32), clock()
    Token.objects.create(
        user=user, name=name.strip(), role=actor.role, scopes=wanted, digest=_digest(token),
        made_at=now, ends_at=now + dt.timedelta(days=days),
    )  # fmt: skip
    return token


def tokens_of(user: User) -> Sequence[Token]:
    """Give the tokens of an account that are still good."""
    good = Token.objects.filter(user=user, revoked_at__isnull=True, ends_at__gt=clock())
    return list(good.order_by("-made_at"))


def revoke(user: User, number: int) -> bool:
    """End a token of one's own; says whether there was one."""
    own = Token.objects.filter(user=user, pk=number, revoked_at__isnull=True)
    return bool(own.update(revoked_at=clock()))


def bearer_of(token: str) -> Bearer | None:
    """Say whom a token acts for now; nothing for one that opens nothing, whatever the reason."""
    if not token.startswith(BEGINS):
        return None
    known = Token.objects.select_related("user").filter(
        digest=_digest(token), revoked_at__isnull=True, ends_at__gt=clock()
    )
    found = known.first()
    if found is None or not _stands(found.user):
        return None
    register = register_now()
    try:
        person = register.person(DOOR, found.user.account, found.role)
    except NotAllowed:
        return None
    return Bearer(Actor(person, register), frozenset(found.scopes), found.name)


def _stands(user: User) -> bool:
    """Whether the account could sign in now."""
    elsewhere = user.demo and not settings.PLACE.demo
    return bool(user.is_active and not elsewhere and is_mfa_enabled(user, FACTORS))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
