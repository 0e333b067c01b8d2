"""``evenhand findings``: export findings with names, and tell whether two are the same."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from evenhand.cli.showing import emit, say
from evenhand.cli.words import Subparsers, command, group
from evenhand.review.comparing import compare, fingerprint
from evenhand.review.exporting import export_findings
from evenhand.terms.refusal import BadDocket


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "findings", says)
    made = command(inner, "export", "write findings with names instead of numbers", export)
    made.add_argument(
        "findings", type=Path, metavar="FINDINGS.parquet", help="what `evenhand review` wrote"
    )
    made.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="where to: a name that ends in .parquet or .csv",
    )
    made = command(inner, "fingerprint", "print one number for what findings say", fingerprint_)
    made.add_argument("findings", type=Path, metavar="FINDINGS", help="of either engine")
    made = command(inner, "compare", "say whether two findings are the same", compare_)
    made.add_argument("one", type=Path, metavar="FINDINGS", help="of either engine")
    made.add_argument("other", type=Path, metavar="FINDINGS", help="of either engine")


def export(given: argparse.Namespace) -> int:
    """Write findings with lists of names."""
    rows = export_findings(given.findings, given.out)
    if given.json:
        emit({"rows": rows, "out": os.fspath(given.out)})
    else:
        say(f"{rows:,} findings, decoded, in {given.out}.")
    return 0


def fingerprint_(given: argparse.Namespace) -> int:
    """Print the fingerprint of findings: the same for all that say the same."""
    found = fingerprint(given.findings)
    if given.json:
        emit({"findings": given.findings, "content": found})
    else:
        say(found)
    return 0


def compare_(given: argparse.Namespace) -> int:
    """Print that two findings are the same; refuse, with the first cases, where they differ."""
    found = compare(given.one, given.other)
    if not found.same_codes:
        raise BadDocket(
            f"{given.one.name} and {given.other.name} were made with other instruments or "
            "versions, so their masks cannot be compared.",
            "Review with the same --instrument and the same version of Evenhand.",
        )
    if not found.same:
        shown = "; ".join(str(difference) for difference in found.first)
        raise BadDocket(
            f"{found.only[0]:,} of {found.rows[0]:,} findings stand only in {given.one.name}, "
            f"{found.only[1]:,} of {found.rows[1]:,} only in {given.other.name}. First: {shown}",
            "Findings of one docket, instrument version and day are the same on every engine.",
        )
    if given.json:
        emit({"same": True, "rows": found.rows[0]})
    else:
        say(f"The same: {found.rows[0]:,} findings.")
    return 0
