"""``evenhand review``: every case of a docket under the instruments named."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, day
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.engines.spark import started
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find, in_force_on, shipped
from evenhand.review.manifest import Run
from evenhand.review.on_spark import docket_on_spark, review_on_spark
from evenhand.review.report import write_report
from evenhand.review.run import review_docket
from evenhand.terms.refusal import BadDocket, BadGuidance, NoEngine


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    made = command(commands, "review", says, run)
    made.add_argument(
        "docket",
        metavar="DOCKET",
        help="the docket's folder; on Spark also an address in its store",
    )
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
        "--engine",
        choices=("duckdb", "spark"),
        default="duckdb",
        help="what computes (default: duckdb)",
    )
    made.add_argument(
        "--master", metavar="URL", help="the Spark master (default: this machine, local[*])"
    )
    made.add_argument("--out", required=True, metavar="FINDINGS.parquet", help="where findings go")
    made.add_argument(
        "--report", type=Path, metavar="FILE.html", help="also write a report, to read"
    )


def run(given: argparse.Namespace) -> int:
    """Review a docket and print how many cases fell into each class."""
    if given.engine == "spark":
        return on_spark(given)
    if given.master:
        raise NoEngine("--master is for Spark.", "Add --engine spark, or leave --master out.")
    docket = open_docket(Path(given.docket))
    chosen = instruments_for(docket, given.instrument, given.as_of)
    progress = Progress(quiet=given.json)
    made = review_docket(docket, chosen, Path(given.out), as_of=given.as_of, tell=progress)
    progress.close()
    return told(given, made, chosen, docket)


def on_spark(given: argparse.Namespace) -> int:
    """Review a docket on Spark, wherever its store has it."""
    far = next((a for a in (given.docket, given.out) if "://" in a), None)
    if given.report and far:
        raise BadDocket(
            f"A report is written from folders on this machine, and {far} is not one.",
            "Leave --report out; or copy docket and findings here and review without it.",
        )
    progress = Progress(quiet=given.json)
    with started(given.master or "local[*]") as session:
        docket = docket_on_spark(session, given.docket)
        chosen = instruments_for(docket, given.instrument, given.as_of)
        made = review_on_spark(
            session, given.docket, chosen, given.out, as_of=given.as_of, tell=progress
        )
    progress.close()
    return told(given, made, chosen, docket)


def told(given: argparse.Namespace, made: Run, chosen: list[Instrument], docket: Docket) -> int:
    """Print what a review found, and write its report if one was asked for."""
    if given.report:
        write_report(docket, Path(given.out), chosen, given.report)
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
