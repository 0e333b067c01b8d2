"""Who may act: the register of people, computed from the ledger like everything else.

A person is a name on the register; each account of a system (an operating system's, or the
workbench's) belongs to one person for good. So two accounts, or two names typed on a command line,
never make one person two: every check that needs another person compares names of the register.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evenhand.casework.person import ADMINISTRATOR, Person
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry, of_case
from evenhand.terms.refusal import NotAllowed

# What the entries about people stand under, where those about a case have its number.
PEOPLE = "register of people"
Account = tuple[str, str]  # the door and the account there


@dataclass(frozen=True)
class Register:
    """Who has which account, may act in which roles, in which offices, and on which cases never."""

    head: int = 0
    people: Mapping[Account, str] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # none: every office
    conflicts: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by name: the cases

    def person(self, door: str, account: str, role: str | None) -> Person:
        """Give the person behind an account, in a role; refuses those not on the register."""
        name = self.people.get((door, account))
        if name is None:
            raise NotAllowed(
                f"The account {account} is not on the register of people.",
                "An administrator admits people: `evenhand people admit`.",
            )
        held = self.roles.get(name, ())
        if role is None and len(held) == 1:
            role = held[0]
        if role is None or role not in held:
            raise NotAllowed(
                f"This account may not act in the role {role}." if role else "Say in which role.",
                f"Its roles are: {', '.join(held)}." if held else "It has no role any more.",
            )
        return Person(name, role, door, account)

    def confirm(self, person: Person) -> None:
        """Refuse a person who is not on the register as they say they are."""
        if self.person(person.door, person.account, person.role).name != person.name:
            raise NotAllowed(
                "This account belongs to another person on the register.",
                "Act under your own name.",
            )


def register(ledger: Ledger) -> Register:
    """Read the register; whoever opened the ledger is its first administrator."""
    return registered([entry(ledger, 1), *of_case(ledger, PEOPLE)])


def registered(entries: Iterable[Entry]) -> Register:
    """Compute the register from the entries on it, in order."""
    made = Register()
    for found in entries:
        made = replace(_after(made, found), head=found.leaf.number)
    return made


def _after(made: Register, found: Entry) -> Register:
    who, payload = found.value("who") or {}, found.value("payload") or {}
    if found.leaf.act == "open-ledger" and "name" in who:
        return _admitted(made, who["name"], who["door"], who.get("account", ""), (ADMINISTRATOR,))
    if found.leaf.act == "admit-person" and payload:
        roles = tuple(payload["roles"])
        made = _admitted(made, payload["name"], payload["door"], payload["account"], roles)
        offices = tuple(payload.get("offices", ()))
        return replace(made, offices={**made.offices, payload["name"]: offices})
    if found.leaf.act == "note-conflict" and payload:
        cases = made.conflicts.get(payload["name"], frozenset()) | {payload["case"]}
        return replace(made, conflicts={**made.conflicts, payload["name"]: cases})
    if found.leaf.act == "dismiss-person" and payload:
        return replace(made, roles={**made.roles, payload["name"]: ()})
    return made


def _admitted(made: Register, name: str, door: str, account: str, roles: Any) -> Register:
    return replace(
        made,
        people={**made.people, (door, account): name},
        roles={**made.roles, name: tuple(roles)},
    )
