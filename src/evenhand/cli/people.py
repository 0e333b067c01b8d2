"""``evenhand people``: the register of those who may act, each account one person's for good."""

from __future__ import annotations

import argparse

from evenhand.casework.admit_person import admit_person
from evenhand.casework.dismiss_person import dismiss_person
from evenhand.casework.note_conflict import note_conflict
from evenhand.casework.person import ROLES
from evenhand.casework.register import register
from evenhand.cli.acting import DOOR, acting, add_role, clock
from evenhand.cli.case_words import add_place
from evenhand.cli.showing import emit, say, table
from evenhand.cli.words import Subparsers, command, group
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import opened


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "people", says)
    made = command(inner, "admit", "admit a person, or give one their roles anew", admit)
    add_place(made, case=False)
    made.add_argument("name", metavar="NAME", help="the person's name on the register")
    made.add_argument("--account", required=True, metavar="ACCOUNT", help="their account here")
    made.add_argument("--as", dest="roles", action="append", required=True, choices=ROLES,
                      help="a role they may act in; may be repeated")  # fmt: skip
    made.add_argument("--office", action="append", default=[], metavar="OFFICE",
                      help="a field office or court whose cases are theirs; may be repeated "
                      "(default: all)")  # fmt: skip
    add_role(made)
    made = command(inner, "conflict", "keep a person out of a case", conflict)
    add_place(made, case=False)
    made.add_argument("name", metavar="NAME", help="the person's name on the register")
    made.add_argument("case", metavar="CASE", help="the case's number in the docket")
    made.add_argument("--reasons", default="", metavar="TEXT", help="why")
    add_role(made)
    made = command(inner, "dismiss", "take all roles of a person away", dismiss)
    add_place(made, case=False)
    made.add_argument("name", metavar="NAME", help="the person's name on the register")
    made.add_argument("--reasons", default="", metavar="TEXT", help="why")
    add_role(made)
    made = command(inner, "list", "list who may act", list_)
    add_place(made, case=False)


def admit(given: argparse.Namespace) -> int:
    """Admit a person."""
    with opened(given.ledger) as ledger:
        person = acting(ledger, given)
        leaf = admit_person(
            ledger, given.name, DOOR, given.account, given.roles, person, clock,
            offices=given.office,
        )  # fmt: skip
    return _told(given, leaf)


def conflict(given: argparse.Namespace) -> int:
    """Keep a person out of a case."""
    with opened(given.ledger) as ledger:
        who = acting(ledger, given)
        leaf = note_conflict(ledger, given.name, given.case, given.reasons, who, clock)
    return _told(given, leaf)


def dismiss(given: argparse.Namespace) -> int:
    """Dismiss a person."""
    with opened(given.ledger) as ledger:
        leaf = dismiss_person(ledger, given.name, given.reasons, acting(ledger, given), clock)
    return _told(given, leaf)


def _told(given: argparse.Namespace, leaf: Leaf) -> int:
    if given.json:
        emit({"entry": leaf.number, "act": leaf.act, "at": leaf.at})
    else:
        say(f"Entry {leaf.number}: {leaf.act}.")
    return 0


def list_(given: argparse.Namespace) -> int:
    """List who may act."""
    with opened(given.ledger) as ledger:
        now = register(ledger)
    rows = [
        (name, door, account, ", ".join(now.roles.get(name, ())) or "none any more",
         ", ".join(now.offices.get(name, ())) or "all")
        for (door, account), name in sorted(now.people.items())
    ]  # fmt: skip
    names = ("name", "door", "account", "roles", "offices")
    if given.json:
        emit({"people": [dict(zip(names, row, strict=True)) for row in rows]})
    else:
        say(table(names, rows))
    return 0
