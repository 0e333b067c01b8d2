"""The register of people beside the site's accounts, and the acts on both as forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.casework.admit_person import admit_person
from evenhand.casework.dismiss_person import dismiss_person
from evenhand.casework.note_conflict import note_conflict
from evenhand.casework.register import Register, register
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Incomplete
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.accounts.keeping import Kept, accounts, make_account, set_active
from evenhand.workbench.accounts.people import DOOR
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.loaded import Loaded

ADMIT, DISMISS, CONFLICT = "admit", "dismiss", "conflict"
ACCOUNT, DISABLE, OPEN = "account", "disable", "open"
ACTS = (ADMIT, DISMISS, CONFLICT, ACCOUNT, DISABLE, OPEN)


@dataclass(frozen=True)
class PersonShown:
    """One person on the register. Of conflicts only how many: an administrator sees no case."""

    name: str
    accounts: Sequence[tuple[str, str]]  # the door and the account there
    roles: Sequence[str]
    offices: Sequence[str]
    conflicts: int
    myself: bool


@dataclass(frozen=True)
class People:
    """Who is on the register, and the accounts of this site with whose they are."""

    people: Sequence[PersonShown]
    accounts: Sequence[tuple[Kept, str]]


@dataclass(frozen=True)
class Done:
    """What came of an act: its entry, or for a new account its first password."""

    number: int = 0
    account: str = ""
    password: str = ""


def people(ledger: Ledger, actor: Actor) -> People:
    """Give both lists."""
    known = register(ledger)
    return People(
        [_person(known, name, actor) for name in sorted(set(known.people.values()))],
        [(kept, known.people.get((DOOR, name), "")) for name, kept in accounts().items()],
    )


def _person(known: Register, name: str, actor: Actor) -> PersonShown:
    return PersonShown(
        name,
        sorted(account for account, whose in known.people.items() if whose == name),
        known.roles.get(name, ()),
        known.offices.get(name, ()),
        len(known.conflicts.get(name, ())),
        name == actor.person.name,
    )


def offices(loaded: Loaded) -> list[str]:
    """Give the field offices and courts that the docket names."""
    con = loaded.session()
    try:
        rows = con.execute(
            "SELECT DISTINCT office AS o FROM site.queue WHERE office IS NOT NULL "
            "UNION SELECT DISTINCT court FROM site.queue WHERE court IS NOT NULL ORDER BY 1"
        ).fetchall()
    finally:
        con.close()
    return [row[0] for row in rows]


def do(
    ledger: Ledger, actor: Actor, what: str, given: Mapping[str, str],
    roles: Sequence[str] = (), own: Sequence[str] = (),
) -> Done:  # fmt: skip
    """Carry one out; casework decides on the register, the site on its accounts."""
    name, account = given.get("name", "").strip(), given.get("account", "").strip()
    reasons, person = given.get("reasons", ""), actor.person
    if what == ADMIT:
        leaf = admit_person(ledger, name, DOOR, account, roles, person, clock, offices=own)
        return Done(leaf.number)
    if what == DISMISS:
        return Done(dismiss_person(ledger, name, reasons, person, clock).number)
    if what == CONFLICT:
        case = given.get("case", "")
        return Done(note_conflict(ledger, name, case, reasons, person, clock).number)
    if what == ACCOUNT:
        return Done(account=account, password=make_account(actor, account))
    if not account:
        raise Incomplete("Say which account.", "The page of people lists them.")
    set_active(actor, account, what == OPEN)
    return Done(account=account)
