"""Puts a person on the register and makes their account, from the machine of the site.

A new site has nobody who could sign in: its first administrator comes in this way, and does the
same for others on the page of accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from evenhand.casework.admit_person import admit_person
from evenhand.casework.register import register
from evenhand.ledger.opening import opened
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.accounts.keeping import make_account
from evenhand.workbench.accounts.people import DOOR
from evenhand.workbench.clock import clock


@dataclass(frozen=True)
class Admitted:
    """The entry on the register, and the first password, which is kept nowhere else."""

    number: int
    password: str


def admit(
    name: str, account: str, roles: Sequence[str], offices: Sequence[str], by: tuple[str, str]
) -> Admitted:
    """Do both, or neither. ``by`` is an administrator's door and account on this machine."""
    with opened(settings.PLACE.ledger) as ledger, transaction.atomic():
        known = register(ledger)
        person = known.person(*by, None)
        password = make_account(Actor(person, known), account)
        leaf = admit_person(ledger, name, DOOR, account, roles, person, clock, offices=offices)
    return Admitted(leaf.number, password)
