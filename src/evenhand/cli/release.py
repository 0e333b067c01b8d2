"""``evenhand release``: the two people without whom nothing is published, and what went out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evenhand.casework.release_acts import RELEASE_ACTS
from evenhand.casework.releases import (
    Folder,
    ReleaseAttempt,
    ReleaseState,
    machine,
    release_state,
    releases,
)
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.case_words import add_place
from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, group
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import opened
from evenhand.publish.folder import open_folder

Do = Callable[[ReleaseAttempt], Leaf]
_ACTS = (
    ("propose", "propose that a release be published", "why it is to be published"),
    ("approve", "approve what another person proposed", "what you looked at"),
    ("refuse", "refuse a release, or take your own proposal back", "why not"),
    ("issue", "give an approved release to the public", ""),
)


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "release", says)
    for word, does, reasons in _ACTS:
        made = command(inner, word, does, _doing(RELEASE_ACTS[f"{word}-release"].do))
        add_place(made, case=False)
        made.add_argument("folder", type=Path, metavar="RELEASE",
                          help="the folder that `evenhand publish` wrote")  # fmt: skip
        made.add_argument("--reasons", default="", metavar="TEXT", help=reasons or "nothing more")
        made.add_argument("--where", default="", metavar="PLACE",
                          help="where it is published (issue)")  # fmt: skip
        add_role(made)
    made = command(inner, "list", "list every release on a ledger, and how it stands", list_)
    add_place(made, case=False)


def _doing(do: Do) -> Callable[[argparse.Namespace], int]:
    return lambda given: _act(given, do)


def _act(given: argparse.Namespace, do: Do) -> int:
    found = open_folder(given.folder)
    folder = Folder(found.sums, found.certificate, found.title)
    with opened(given.ledger) as ledger:
        person = acting(ledger, given)
        leaf = do(ReleaseAttempt(ledger, clock, person, folder, given.reasons, given.where))
        state = release_state(ledger, folder.subject)
    if given.json:
        emit({"entry": leaf.number, "act": leaf.act, "at": leaf.at, **_plain(state)})
        return 0
    says = machine().states[state.state].says
    say(f"Entry {leaf.number}: {leaf.act}.")
    say(wrapped(f"{state.title}: {state.state} ({says})."))
    say(wrapped(f"Checksums {folder.sums}, certificate {folder.certificate}.", "  "))
    return 0


def list_(given: argparse.Namespace) -> int:
    """List the releases."""
    with opened(given.ledger) as ledger:
        found = releases(ledger)
    if given.json:
        emit({"releases": [_plain(state) for state in found]})
        return 0
    rows = [
        (state.steps[-1].at[:10], state.state, state.certificate[:12], state.steps[-1].where,
         state.title)
        for state in found
    ]  # fmt: skip
    say(table(("last act", "state", "certificate", "where", "title"), rows))
    return 0


def _plain(state: ReleaseState) -> dict[str, Any]:
    said = asdict(state)
    del said["head"]
    return said
