"""``evenhand site``: what a site of the workbench shows."""

from __future__ import annotations

import argparse
from pathlib import Path

from evenhand.cli.showing import emit, say
from evenhand.cli.words import Subparsers, command, group
from evenhand.workbench.queueing.making import load as load_docket
from evenhand.workbench.serving import prepare


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "site", says)
    made = command(inner, "load", "load a docket and its findings into a site, in place of another",
                   load)  # fmt: skip
    made.add_argument("docket", type=Path, metavar="DOCKET", help="the docket")
    made.add_argument("findings", type=Path, metavar="FINDINGS", help="its findings")
    made.add_argument("--site", type=Path, default=Path("site"), metavar="FOLDER",
                      help="the site's folder (default: site); made if not there")  # fmt: skip


def load(given: argparse.Namespace) -> int:
    """Load a docket."""
    tell = (lambda text: None) if given.json else say
    prepare(given.site, tell)
    making = given.site / "loaded"
    load_docket(given.docket, given.findings, making, lambda what: tell(f"Making {what}"))
    if given.json:
        emit({"site": given.site, "docket": given.docket})
    else:
        say(f"{given.docket} is loaded. A server that runs shows it once it is started again.")
    return 0
