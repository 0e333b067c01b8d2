"""Accounts of the site: made with a first password, disabled, opened again. They give no right.

What a person may do stands on the ledger's register; an account only lets them sign in. Its first
password is made here, shown once, and must be changed before anything else is done with it.
"""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.db import IntegrityError, transaction

from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.accounts.session import FACTORS
from evenhand.workbench.models import User

ACCOUNT = re.compile(r"[a-z0-9][a-z0-9._-]{1,99}")
# Letters and digits that are not taken for one another when read aloud or copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_told = logging.getLogger("evenhand.accounts")


@dataclass(frozen=True)
class Kept:
    """One account as an administrator sees it."""

    account: str
    active: bool
    second_factor: bool
    first_password: bool  # still the one it was made with
    last_login: datetime | None


def accounts() -> dict[str, Kept]:
    """Give every account by its name."""
    return {
        user.account: Kept(
            user.account, user.is_active, is_mfa_enabled(user, FACTORS), user.first_password,
            user.last_login,
        )
        for user in User.objects.order_by("account")
    }  # fmt: skip


def make_account(actor: Actor, account: str) -> str:
    """Make an account; gives its first password, which is kept nowhere else."""
    name = account.strip()
    if not ACCOUNT.fullmatch(name):
        raise Incomplete(
            "An account needs a name of small letters and digits.",
            "At least two, and points, dashes or underscores between them, such as m.rivera.",
        )
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    user = User(account=name)
    user.set_password(password)
    user.first_password = True
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise NotNow(
            f"There is an account {name} already.", "Choose another name, or open that one again."
        ) from None
    _told.info("account %s made by %s", name, actor.person.account)
    return password


def set_active(actor: Actor, account: str, active: bool) -> None:
    """Disable an account, or open it again; a session of a disabled one has no next request."""
    if account == actor.person.account:
        raise NotAllowed("Nobody disables their own account.", "Ask another administrator.")
    if not User.objects.filter(account=account).update(is_active=active):
        raise NotNow(f"There is no account {account}.", "The page of accounts lists them.")
    _told.info("account %s %s by %s", account, "opened" if active else "disabled",
               actor.person.account)  # fmt: skip
