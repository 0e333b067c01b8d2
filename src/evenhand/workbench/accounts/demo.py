"""A demonstration's people: made up, one or two of each role, with a password everybody may know.

Their second factor is a true one. Its secret is the same for all of them, and the sign-in page of
a demonstration shows the code of the moment; no other site has them or shows anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import make_password

from evenhand.casework.admit_person import admit_person
from evenhand.casework.person import Person
from evenhand.ledger.opening import Ledger
from evenhand.workbench.accounts.people import DOOR
from evenhand.workbench.clock import clock
from evenhand.workbench.models import User

PASSWORD = "demonstration only"
SECRET = "EVENHANDDEMOONLYEVENHANDDEMOONLY"  # base 32, as authenticator apps write it
OFFICE = ("Los Angeles", "LOS")  # the field office and the court
OTHER_OFFICE = ("Newark", "NEW")
EVERY_OFFICE = ()


@dataclass(frozen=True)
class DemoPerson:
    """One made-up person."""

    account: str
    role: str
    offices: tuple[str, ...] = OFFICE

    @property
    def name(self) -> str:
        """The name on the register, which says what they are."""
        return f"Demo {self.account.replace('-', ' ')}"


PEOPLE = (
    DemoPerson("intake", "intake"),
    DemoPerson("reviewer", "reviewer"),
    DemoPerson("second-reviewer", "reviewer"),
    DemoPerson("newark-reviewer", "reviewer", OTHER_OFFICE),
    DemoPerson("supervisor", "supervisor"),
    DemoPerson("headquarters", "headquarters", EVERY_OFFICE),
    DemoPerson("medical", "medical"),
    DemoPerson("family-tracing", "family-tracing"),
    DemoPerson("second-family-tracing", "family-tracing"),
    DemoPerson("asylum", "asylum"),
    DemoPerson("overseer", "overseer", EVERY_OFFICE),
    DemoPerson("administrator", "administrator", EVERY_OFFICE),
    DemoPerson("second-headquarters", "headquarters", EVERY_OFFICE),
    DemoPerson("second-administrator", "administrator", EVERY_OFFICE),
    DemoPerson("second-overseer", "overseer", EVERY_OFFICE),
)


def make_people(ledger: Ledger, opener: Person) -> None:
    """Make their accounts, and admit them to the register in the name of whoever opened it."""
    password = make_password(PASSWORD)
    for one in PEOPLE:
        user = User.objects.create(account=one.account, demo=True, password=password)
        TOTP.activate(user, SECRET)
        admit_person(
            ledger, one.name, DOOR, one.account, [one.role], opener, clock, offices=one.offices
        )


def code_now() -> str:
    """Give the code of the moment."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(SECRET, counters[len(counters) // 2]))
