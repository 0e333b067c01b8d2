"""``evenhand case``: the acts of people on a case, and the case as it stands."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from evenhand.casework.all_acts import ACTS
from evenhand.casework.carry_facts import carry_facts
from evenhand.casework.hand_over import hand_over
from evenhand.casework.printed import handbook
from evenhand.casework.show_case import show_case
from evenhand.casework.shown import as_object
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.case_words import add_act, add_place
from evenhand.cli.docket import print_account
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command, day, group
from evenhand.docket.snapshot import open_docket
from evenhand.guidance.library import find, shipped
from evenhand.ledger.opening import opened
from evenhand.terms.refusal import BadInput

WORDS = {
    "take": "take", "record-fact": "fact", "judge-fact": "judge", "determine": "determine",
    "second": "second", "disagree": "disagree", "escalate": "escalate", "close": "close",
    "recalendar": "recalendar", "remove": "remove", "parent-decision": "parent",
    "account": "account", "correct": "correct", "strike": "strike", "recuse": "recuse",
    "assign": "assign", "unassign": "unassign",
    "consent": "consent", "withdraw-consent": "withdraw",
}  # fmt: skip
TABLES = ("clearances", "children", "act_facts", "removals", "states", "determinations", "claims")
STAYS = {"grant-stay": "grant", "extend-stay": "extend", "revoke-stay": "revoke"}
HOLDS = {
    "clear-hold": "clear", "ask-override": "override", "agree-override": "agree",
    "refuse-override": "refuse", "reopen-hold": "reopen", "new-episode": "again",
}  # fmt: skip


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "case", says)
    for act, word in WORDS.items():
        add_act(inner, word, ACTS[act])
    stays = group(inner, "stay", "a stay of removal, as its orders say")
    for act, word in STAYS.items():
        add_act(stays, word, ACTS[act])
    made = command(inner, "show", "show a case; that you look is recorded first", show)
    add_place(made)
    made.add_argument("--purpose", required=True, metavar="TEXT", help="why you look")
    made.add_argument("--docket", type=Path, metavar="DOCKET", help="for findings and holds now")
    made.add_argument("--instrument", action="append", metavar="ID", help="default: all shipped")
    made.add_argument("--as-of", type=day, metavar="DATE", help="the day of the review")
    add_role(made)
    made = command(inner, "carry", "carry the ledger's facts into the next snapshot", carry)
    add_place(made, case=False)
    made.add_argument("--onto", type=Path, required=True, metavar="DOCKET", help="built on this")
    made.add_argument(
        "--out", type=Path, required=True, metavar="DOCKET", help="the new snapshot, a new folder"
    )
    add_role(made)
    made = command(inner, "tables", "write what the ledger says of all cases, in tables", tables)
    add_place(made, case=False)
    made.add_argument("--purpose", required=True, metavar="TEXT", help="why they are read")
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    add_role(made)
    command(inner, "acts", "print who may do what, in which state", acts)


def add_hold_acts(inner: Subparsers) -> None:
    """Add the acts on a hold to ``evenhand holds``."""
    for act, word in HOLDS.items():
        add_act(inner, word, ACTS[act])


def show(given: argparse.Namespace) -> int:
    """Show a case."""
    docket = open_docket(given.docket) if given.docket else None
    chosen = find(given.instrument) if given.instrument else shipped()
    with opened(given.ledger) as ledger:
        who = acting(ledger, given)
        shown = show_case(ledger, given.case, given.purpose, who, clock, docket)
        origin = ledger.origin
    result = as_object(shown, docket, chosen, given.as_of or clock().date(), given.as_of, origin)
    if given.json:
        emit(result)
    else:
        _print(result)
    return 0


def _print(result: dict[str, Any]) -> None:
    say(wrapped(f"Case {result['case']} is {result['state']}: {result['says']}. "
                f"It is for: {' or '.join(result['owner'])}."))  # fmt: skip
    say(f"Last entry on the case: {result['head']} (give it with --seen when you act)")
    for entry in result["entries"]:
        say()
        say(f"entry {entry['number']}  {entry['act']}  {entry['at']}  {entry['role']}  "
            f"{entry['who']}")  # fmt: skip
        for name, value in entry["payload"].items():
            say(wrapped(f"{name}: {value}", "    ", "        "))
        if entry["reasons"]:
            say(wrapped(f"reasons: {entry['reasons']}", "    ", "        "))
        for note in entry["notes"]:
            say(wrapped(f"({note})", "    ", "     "))
    linked = result["claims_family"]
    result = {**result, "linked": [*linked["linked"], *([linked] if linked["says"] else [])]}
    parts = ("Stays", "Ties", "Claims", "The family's claims", "Holds now", "Findings now")
    names = ("stays", "ties", "claims", "linked", "holds", "findings")
    for heading, part in zip(parts, names, strict=True):
        if result.get(part):
            say()
            say(heading)
            for line in result[part]:
                say(wrapped(line["says"], "  ", "    "))
    say()
    say(wrapped("A finding is not a decision: a person decides, and says why."))


def carry(given: argparse.Namespace) -> int:
    """Make the next snapshot."""
    with opened(given.ledger) as ledger:
        manifest = carry_facts(ledger, given.onto, given.out, acting(ledger, given), clock)
    if given.json:
        emit(manifest)
    else:
        print_account(manifest)
        say(f"{manifest['tables']['cases']:,} cases in {given.out}, "
            f"snapshot {manifest['snapshot']}.")  # fmt: skip
    return 0


def tables(given: argparse.Namespace) -> int:
    """Write what `holds run`, `holds inspect` and `measure run` take."""
    try:
        given.out.mkdir(mode=0o700)
    except FileExistsError:
        raise BadInput(f"{given.out} is there already.", "Name a new folder.") from None
    with opened(given.ledger) as ledger:
        found = hand_over(ledger, given.purpose, acting(ledger, given), clock)
    written = {}
    for name in TABLES:
        table = getattr(found, name)
        pq.write_table(table, given.out / f"{name}.parquet")
        written[name] = table.num_rows
    if given.json:
        emit({"out": given.out, "entry": found.entry, "rows": written,
              "removals_destroyed": found.destroyed})  # fmt: skip
        return 0
    for name, rows in written.items():
        say(f"{rows:,} rows in {given.out}/{name}.parquet")
    if found.destroyed:
        entries = ", ".join(map(str, found.destroyed))
        say(f"Removals of which the law left nothing to count: entries {entries}.")
    return 0


def acts(given: argparse.Namespace) -> int:
    """Print the tables of states and acts."""
    if given.json:
        emit({"printed": handbook()})
    else:
        say(handbook().rstrip())
    return 0
