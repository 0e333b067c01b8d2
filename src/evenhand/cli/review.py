"""``evenhand review``: every case of a docket under the instruments named."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, day
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find, in_force_on, shipped
from evenhand.review.report import write_report
from evenhand.review.run import Run, review_docket
from evenhand.terms.refusal import BadGuidance


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    made = command(commands, "review", says, run)
    made.add_argument("docket", type=Path, metavar="DOCKET", help="the docket's folder")
    made.add_argument(
        "--instrument",
        action="append",
        metavar="ID",
        help="an instrument's id or folder; may be repeated (default: the shipped ones in force on "
        "the day of the review; to be named where each record has its own day)",
    )
    made.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="the day of the review, YYYY-MM-DD (default: the docket's day, or each record's own)",
    )
    made.add_argument(
        "--engine", choices=("duckdb",), default="duckdb", help="what computes (default: duckdb)"
    )
    made.add_argument(
        "--out", type=Path, required=True, metavar="FINDINGS.parquet", help="where findings go"
    )
    made.add_argument(
        "--report", type=Path, metavar="FILE.html", help="also write a report, to read"
    )


def run(given: argparse.Namespace) -> int:
    """Review a docket and print how many cases fell into each class."""
    docket = open_docket(given.docket)
    chosen = instruments_for(docket, given.instrument, given.as_of)
    progress = Progress(quiet=given.json)
    made = review_docket(docket, chosen, given.out, as_of=given.as_of, tell=progress)
    progress.close()
    if given.report:
        write_report(docket, made.findings, chosen, given.report)
    if given.json:
        emit({**made.manifest, "findings": given.out, "report": given.report})
        return 0
    print_classes(made, chosen)
    say(
        f"Findings: {given.out} "
        "(masks and their code tables; `evenhand findings export` decodes them)"
    )
    if given.report:
        say(f"Report: {given.report}")
    return 0


def instruments_for(
    docket: Docket, ids: list[str] | None, as_of: dt.date | None
) -> list[Instrument]:
    """Choose the instruments: those named, else those in force on the day of the review."""
    if ids:
        return find(ids)
    day_ = as_of or (dt.date.fromisoformat(docket.as_of) if docket.as_of else None)
    if day_ is None:
        raise BadGuidance(
            "Each record of this docket has its own day, so no instrument is in force for all.",
            "Name one or more: --instrument ID (see `evenhand guidance list`).",
        )
    chosen = in_force_on(day_)
    if not chosen:
        raise BadGuidance(
            f"No shipped instrument was in force on {day_}.",
            f"Name one to ask what it would have said: {', '.join(i.id for i in shipped())}.",
        )
    return chosen


def print_classes(made: Run, chosen: list[Instrument]) -> None:
    """Print cases by class, each class in the document's words."""
    for instrument in chosen:
        say(f"{instrument.id}  {instrument.title}")
        if outside := made.counterfactual[instrument.id]:
            say(f"COUNTERFACTUAL: it did not govern on the day of {outside:,} of these cases.")
        rows = [
            (id, made.counts[instrument.id][id], item.says)
            for id, item in instrument.classes.items()
        ]
        say(table(("class on the record", "cases", "what the document says"), rows))
        say()
    say(wrapped("A class counts only what is proven: an unknown never counts against anyone."))
