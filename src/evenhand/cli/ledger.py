"""``evenhand ledger``: make, verify and prove the record of what people did."""

from __future__ import annotations

import argparse
from pathlib import Path

from evenhand.casework.change_key import change_key
from evenhand.casework.destroy_content import destroy_content
from evenhand.casework.open_ledger import open_ledger
from evenhand.cli import ledger_proofs
from evenhand.cli.acting import acting, add_person, add_role, clock, person
from evenhand.cli.ledger_proofs import add_checkpoints, add_key, checkpoints, key_file
from evenhand.cli.showing import emit, say, table
from evenhand.cli.words import Subparsers, command, group
from evenhand.ledger.content import PART_NAMES, SEALED
from evenhand.ledger.keys import load_key
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import opened
from evenhand.ledger.reading import leaves

PLACE = "the ledger's file, or postgresql://account@server/database"


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "ledger", says)
    made = command(inner, "create", "make a ledger and the key that signs it", create)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    made.add_argument(
        "--origin", required=True, metavar="NAME",
        help="its name for good, like office.example/ledger",
    )  # fmt: skip
    made.add_argument("--owner", default="", metavar="ADDRESS", help="on a server: its owner's")
    add_key(made)
    add_person(made)
    made = command(inner, "log", "list entries, without what they are about", log)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    made.add_argument("--from", dest="first", type=int, default=1, metavar="N", help="first entry")
    ledger_proofs.add_to(inner)
    made = command(inner, "key", "change the key that signs", key)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    made.add_argument("--new", type=Path, required=True, metavar="FILE", help="where to put it")
    made.add_argument("--lost", action="store_true", help="the old key is gone for good")
    made.add_argument("--reasons", required=True, metavar="TEXT", help="why it is changed")
    add_key(made)
    add_checkpoints(made)
    add_role(made)
    made = command(inner, "destroy", "destroy content that must not be kept", destroy)
    made.add_argument("ledger", metavar="LEDGER", help=PLACE)
    made.add_argument("number", type=int, metavar="N", help="the entry")
    made.add_argument("--part", action="append", required=True, choices=(*PART_NAMES, SEALED),
                      help="a part")  # fmt: skip
    made.add_argument("--authority", required=True, metavar="TEXT", help="who orders it, by what")
    made.add_argument("--reasons", required=True, metavar="TEXT", help="why")
    add_role(made)


def create(given: argparse.Namespace) -> int:
    """Make a ledger."""
    path = key_file(given)
    first = open_ledger(given.ledger, given.origin, path, person(given), clock, owner=given.owner)
    if given.json:
        emit({"ledger": given.ledger, "origin": given.origin, "key": first.key, "key_file": path})
        return 0
    say(f"{given.ledger} is open, as {given.origin}.")
    say(f"Signing key: {path}. Keep a copy where nobody who runs the database can reach.")
    say("Publish this line, so that receipts can be checked:")
    say(f"  {first.key}")
    return 0


def log(given: argparse.Namespace) -> int:
    """List entries."""
    with opened(given.ledger) as ledger:
        found = list(leaves(ledger, given.first))
    if given.json:
        emit({"entries": [_plain(one) for one in found]})
        return 0
    rows = [(one.number, one.at, one.act, one.role, _about(one)) for one in found]
    say(table(("entry", "recorded at", "act", "role", "content"), rows))
    return 0


def _plain(one: Leaf) -> dict[str, object]:
    return {
        "number": one.number, "at": one.at, "clock": one.clock, "act": one.act, "role": one.role,
        "previous": one.previous, "key": one.key, "destroys": one.destroys,
        "parts": dict(one.parts),
    }  # fmt: skip


def _about(one: Leaf) -> str:
    gone = [f"destroys {name} of {number}" for number, name in one.destroys]
    late = [f"the clock said {one.clock}"] if one.clock_was_behind else []
    return "; ".join([", ".join(sorted(one.parts)), *gone, *late])


def key(given: argparse.Namespace) -> int:
    """Change the signing key."""
    with opened(given.ledger) as ledger:
        who = acting(ledger, given)
        old = None if given.lost else load_key(key_file(given))
        made = change_key(
            ledger, old, given.new, given.reasons, who, clock, checkpoints=checkpoints(given)
        )
    public = str(load_key(given.new).verifier)
    if given.json:
        emit({"key": public, "key_file": given.new, "entry": made.size, "old_lost": given.lost})
        return 0
    say(f"Entry {made.size}: {given.new} signs from now on; name it with --key.")
    if given.lost:
        say("No old key vouches for it: tell everybody who holds receipts, by another way.")
    say(f"Publish:\n  {public}")
    return 0


def destroy(given: argparse.Namespace) -> int:
    """Destroy content."""
    with opened(given.ledger) as ledger:
        who = acting(ledger, given)
        made = destroy_content(
            ledger, given.number, given.part, given.authority, given.reasons, who, clock
        )
    if given.json:
        emit({"entry": made.number, "destroys": made.destroys})
        return 0
    say(f"Entry {made.number}: destroyed {', '.join(sorted(set(given.part)))} of {given.number}.")
    say("Backups and exports made before still have it: destroy those too, or let them run out.")
    return 0
