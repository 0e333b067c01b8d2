"""``evenhand measure``: list and show the measures, and count what they ask of a docket."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, day, group, memory
from evenhand.measures.answers.answering import answer
from evenhand.measures.exact import write_exact
from evenhand.measures.handing_in import Asked, gather
from evenhand.measures.library import find, shipped
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result
from evenhand.measures.telling import sentences


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "measure", says)
    command(inner, "list", "list the measures that ship with Evenhand", list_)
    made = command(
        inner, "show", "show measures: what is counted of whom, how, and its limits", show
    )
    made.add_argument("id", nargs="+", metavar="ID", help="a measure's id, or a file of your own")
    made = command(
        inner, "run", "count what measures ask of a docket; exact, and not for publication", run
    )
    made.add_argument("docket", type=Path, metavar="DOCKET", help="what the cases are read from")
    made.add_argument(
        "--measure", action="append", metavar="ID", help="a measure; default: all that can be asked"
    )
    made.add_argument(
        "--findings", type=Path, metavar="FINDINGS.parquet", help="what `evenhand review` wrote"
    )
    made.add_argument(
        "--instrument", metavar="ID", help="whose findings; needed if there are several in the file"
    )
    made.add_argument(
        "--ledger", type=Path, metavar="DIR", help="the tables that `evenhand case tables` wrote"
    )
    made.add_argument("--earlier", type=Path, metavar="DOCKET", help="an earlier release's docket")
    made.add_argument(
        "--from", dest="since", type=day, metavar="DATE", help="the first day counted"
    )
    made.add_argument(
        "--until", type=day, metavar="DATE", help="the day before which counting ends"
    )
    made.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a new folder for the exact results"
    )
    memory(made)


def list_(given: argparse.Namespace) -> int:
    """Print the shipped measures."""
    measures = shipped()
    if given.json:
        emit({"measures": [_shown(measure) for measure in measures]})
    else:
        say(table(("id", "question"), [(m.id, m.question) for m in measures]))
    return 0


def show(given: argparse.Namespace) -> int:
    """Print measures as their files say."""
    measures = find(given.id)
    if given.json:
        emit({"measures": [_shown(measure) for measure in measures]})
        return 0
    for measure in measures:
        _print_measure(measure)
    return 0


def _shown(measure: Measure) -> dict[str, Any]:
    return {**asdict(measure), "all_needs": measure.all_needs}


def _print_measure(measure: Measure) -> None:
    say(f"{measure.id}  {measure.question}")
    groups = [", ".join(one) for one in measure.groups]
    for heading, text in (
        ("title", measure.title),
        ("counted", measure.numerator),
        ("of", measure.denominator),
        ("by", "; by ".join(groups)),
        ("period", measure.period),
        ("estimator", measure.estimator),
        ("method", measure.method),
        ("needs", ", ".join(measure.all_needs)),
    ):
        if text:
            say(wrapped(f"{heading}: {text}", "  ", "    "))
    for source in measure.sources:
        say(wrapped(f"[{source.status}] {source.says}", "  ", "    "))
    for limit in measure.cannot_show:
        say(wrapped(f"cannot show: {limit}", "  ", "    "))
    say()


def run(given: argparse.Namespace) -> int:
    """Write exact results into a folder, and print what may be said on a screen."""
    progress = Progress(quiet=given.json)
    chosen = find(given.measure) if given.measure else shipped()
    inputs, told = gather(
        Asked(
            docket=given.docket,
            findings=given.findings,
            instrument=given.instrument,
            ledger=given.ledger,
            earlier=given.earlier,
            since=given.since,
            until=given.until,
        )
    )
    if not given.measure:
        chosen = [one for one in chosen if all(inputs.has(need) for need in one.all_needs)]
    results = answer(chosen, inputs, memory=given.memory_limit, tell=progress)
    progress.close()
    write_exact(given.out, results, told)
    if given.json:
        emit({"inputs": told, "out": given.out, "results": [_said(one) for one in results]})
    else:
        _print_results(results, told, given.out)
    return 0


def _said(result: Result) -> dict[str, Any]:
    """Give what may be said of a result: sentences, and no count of the exact tables."""
    return {
        "measure": result.measure.id,
        "question": result.measure.question,
        "says": list(sentences(result)),
        "tables": len(result.tables),
    }


def _print_results(results: list[Result], told: Mapping[str, Any], out: Path) -> None:
    say(f"Period: {told['period']}")
    for result in results:
        say()
        say(f"{result.measure.id}  {result.measure.question}")
        for sentence in sentences(result):
            say(wrapped(sentence, "  ", "    "))
    say()
    say(f"Exact results: {out}")
    say(wrapped("They are internal and not for publication; the numbers above are rounded."))
