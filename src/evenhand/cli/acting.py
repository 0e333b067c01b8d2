"""Who acts when the command line is used, and when: what every recorded command shares."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import pwd

from evenhand.casework.person import ROLES, Person
from evenhand.casework.register import register
from evenhand.ledger.opening import Ledger

DOOR = "command line"


def add_person(made: argparse.ArgumentParser) -> None:
    """Add the words that say who acts."""
    made.add_argument("--name", required=True, help="who you are, as it goes on the record")
    made.add_argument("--role", required=True, choices=ROLES, help="the role you act in")


def account() -> str:
    """Give the account this process runs under: what the system knows, not what LOGNAME says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def person(given: argparse.Namespace) -> Person:
    """Give the person who acts. The system account is noted too: the name is only what was said."""
    return Person(given.name, given.role, DOOR, account())


def add_role(made: argparse.ArgumentParser) -> None:
    """Add the word for the role; the person is the one whose account this is."""
    made.add_argument("--role", choices=ROLES, help="the role you act in, if you have several")


def acting(ledger: Ledger, given: argparse.Namespace) -> Person:
    """Give the person on the register whose account this is."""
    return register(ledger).person(DOOR, account(), given.role)


def clock() -> dt.datetime:
    """Give the time of this machine."""
    return dt.datetime.now(dt.UTC)
