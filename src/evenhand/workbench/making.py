"""Makes the site's own part: tables, files for browsers, ledger, a demonstration's people."""

from __future__ import annotations

import os
import pwd

from django.conf import settings
from django.core.management import call_command

from evenhand.casework.open_ledger import open_ledger
from evenhand.casework.person import ADMINISTRATOR, Person
from evenhand.casework.sealing import make_detail_key
from evenhand.ledger.opening import is_server, opened
from evenhand.workbench.accounts import demo
from evenhand.workbench.clock import clock

COMMAND_LINE = "command line"


def make_tables() -> None:
    """Make the site's tables, or bring them up to this version."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_files() -> None:
    """Put the files that browsers fetch in one folder, under names with their fingerprints."""
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def make_ledger() -> None:
    """Open the site's ledger in the name of whoever runs this, if there is none."""
    place = settings.PLACE
    if not place.detail_key.exists():
        make_detail_key(place.detail_key)
    if is_server(place.ledger) or os.path.exists(place.ledger):
        return
    name = "The demonstration's opener" if place.demo else f"Account {_account()}"
    opener = Person(name, ADMINISTRATOR, COMMAND_LINE, _account())
    open_ledger(place.ledger, "demo.example/ledger" if place.demo else "site.example/ledger",
                place.key, opener, clock)  # fmt: skip
    if place.demo:
        with opened(place.ledger) as ledger:
            demo.make_people(ledger, opener)


def _account() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
