"""``evenhand docket map``: propose a mapping for an office's own file, or try one on its rows."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from evenhand.cli.showing import emit, say, table, warn
from evenhand.cli.words import Subparsers, command
from evenhand.docket.intake.trying import Trial
from evenhand.docket.proposing import propose_mapping, try_on
from evenhand.records.layout import Layout
from evenhand.terms.refusal import BadInput


def add_to(inner: Subparsers) -> None:
    """Add the command."""
    made = command(inner, "map", "propose a mapping for a file, or try one on its rows", map_)
    made.add_argument("file", type=Path, metavar="FILE", help="CSV, Excel, OpenDocument or Parquet")
    made.add_argument(
        "--mapping", type=Path, metavar="M", help="try this mapping instead of proposing one"
    )
    made.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook to read")
    made.add_argument(
        "--header-row", type=int, metavar="N", help="the line or sheet row of the header, from 1"
    )
    made.add_argument(
        "--delimiter", metavar="MARK", help="comma, bar, tab, semicolon, or one other character"
    )
    made.add_argument(
        "--encoding", metavar="NAME", help="how the text is written: utf-8, cp1252, iso8859-1, ..."
    )
    made.add_argument(
        "--quoted", choices=("yes", "no"), help="whether quotes hold a field together"
    )


def map_(given: argparse.Namespace) -> int:
    """Print a proposed mapping, or what a mapping that was written makes of the rows."""
    quoted = given.quoted and given.quoted == "yes"
    layout = Layout(given.delimiter, quoted, given.encoding, given.sheet, given.header_row)
    if given.mapping and layout.said():
        raise BadInput(
            "With --mapping, the layout of the file stands in the mapping.",
            "Write it there, below [file], and leave the options out.",
        )
    if given.mapping:
        made = try_on(given.file, given.mapping)
    else:
        made = propose_mapping(given.file, layout)
    if given.json:
        emit(
            {
                "file": given.file,
                "header": made.header,
                "mapping": made.text,
                "trial": made.trial and asdict(made.trial),
                "warnings": made.warnings,
            }
        )
        return 0
    if given.mapping:
        print_trial(made.trial)
    else:
        say(made.text.rstrip())
    for text in made.warnings:
        warn(text)
    return 0


def print_trial(trial: Trial | None) -> None:
    """Print how many filled cells of each column can be read."""
    assert trial is not None
    rows = [(t.what, t.column, t.filled, t.readable) for t in trial.columns]
    say(table(("fact", "column", "filled", "readable"), rows))
    say(f"{trial.rows:,} rows tried, {trial.rejected:,} could not be loaded.")
