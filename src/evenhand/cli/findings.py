"""``evenhand findings``: export findings with names instead of masks."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from evenhand.cli.showing import emit, say
from evenhand.cli.words import Subparsers, command, group
from evenhand.review.exporting import export_findings


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


def export(given: argparse.Namespace) -> int:
    """Write findings with lists of names."""
    rows = export_findings(given.findings, given.out)
    if given.json:
        emit({"rows": rows, "out": os.fspath(given.out)})
    else:
        say(f"{rows:,} findings, decoded, in {given.out}.")
    return 0
