"""``evenhand guidance``: list, show, check and test instruments."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, group
from evenhand.guidance.checks import Check, check
from evenhand.guidance.instrument import Factor, Instrument
from evenhand.guidance.library import find, shipped
from evenhand.review.examples import missing_examples, run_examples
from evenhand.terms.refusal import BadGuidance


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "guidance", says)
    command(inner, "list", "list the shipped instruments", list_)
    for name, what, run in (
        ("show", "print an instrument item by item, with citations", show),
        ("check", "prove what can be proved of an instrument", check_),
        ("test", "run an instrument's examples, each in both ways of reading", test),
    ):
        made = command(inner, name, what, run)
        made.add_argument(
            "id",
            nargs="*",
            metavar="ID",
            help="an instrument's id or folder (default: all shipped)",
        )


def _chosen(given: argparse.Namespace) -> list[Instrument]:
    return find(given.id) if given.id else shipped()


def list_(given: argparse.Namespace) -> int:
    """Print the shipped instruments with the dates between which they governed."""
    rows = [
        (i.id, str(i.in_force.since), str(i.in_force.until or "still"), len(i.factors), i.title)
        for i in shipped()
    ]
    names = ("id", "from", "until", "factors", "title")
    if given.json:
        emit({"instruments": [dict(zip(names, row, strict=True)) for row in rows]})
    else:
        say(table(names, rows))
    return 0


def show(given: argparse.Namespace) -> int:
    """Print instruments as their documents run."""
    if given.json:
        emit({"instruments": [_as_json(instrument) for instrument in _chosen(given)]})
        return 0
    for instrument in _chosen(given):
        _print(instrument)
    return 0


def _as_json(instrument: Instrument) -> dict[str, Any]:
    return {
        "id": instrument.id,
        "title": instrument.title,
        "citation": instrument.citation,
        "version": instrument.full_version,
        "in_force": asdict(instrument.in_force),
        "notes": instrument.notes,
        "parameters": [asdict(parameter) for parameter in instrument.parameters.values()],
        "lists": [asdict(item) for item in instrument.lists.values()],
        "factors": [asdict(item) for item in instrument.factors.values()],
        "classes": [asdict(item) for item in instrument.classes.values()],
    }


def _print(instrument: Instrument) -> None:
    force = instrument.in_force
    say(f"{instrument.id}  {instrument.title}")
    say(wrapped(f"{instrument.citation}; {instrument.issuer}", "  "))
    ending = f" until {force.until} ({force.ended_by})" if force.until else " and still"
    say(wrapped(f"in force from {force.since}{ending}; version {instrument.full_version}", "  "))
    for note in instrument.notes:
        say(wrapped(f"note: {note}", "  ", "    "))
    for parameter in instrument.parameters.values():
        for since, value, cite in parameter.values:
            where = f"{cite.where}; {cite.status}"
            say(wrapped(f"{parameter.id} = {value} from {since} ({where})", "  ", "    "))
    for id, item in instrument.lists.items():
        say()
        say(wrapped(f"list {id}: {item.says} (weighs {item.weighs})", "  "))
        for factor in instrument.factors.values():
            if factor.list == id:
                _print_factor(factor)
    say()
    say("  classes, the first that holds:")
    for outcome in instrument.classes.values():
        say(wrapped(f"{outcome.id}: {outcome.says}", "    ", "      "))
        say(wrapped(f"when {outcome.when} ({outcome.cite.where}; {outcome.cite.status})", "      "))
    say()


def _print_factor(factor: Factor) -> None:
    say(wrapped(f"{factor.id:4} {factor.says}", "    ", "         "))
    say(wrapped(f"[{factor.cite.where}; {factor.cite.status}]", "         "))
    say(wrapped(f"when {' '.join(factor.when.split())}", "         ", "              "))
    if factor.note:
        say(wrapped(factor.note, "         "))


def check_(given: argparse.Namespace) -> int:
    """Print what was proved of instruments; any wrong ends with the guidance exit code."""
    results = {i.id: [*check(i), *missing_examples(i), *tested(i)] for i in _chosen(given)}
    wrong = [
        f"{id}: {c.what}: {c.detail}"
        for id, all_ in results.items()
        for c in all_
        if c.result == "wrong"
    ]
    if given.json:
        emit(
            {
                "checks": {id: [asdict(c) for c in all_] for id, all_ in results.items()},
                "wrong": wrong,
            }
        )
    else:
        for id, all_ in results.items():
            say(id)
            say(table(("", "what", "detail"), [(c.result, c.what, c.detail) for c in all_]))
            say()
    if wrong:
        raise BadGuidance(f"{len(wrong)} checks failed: {wrong[0]}", "Mend the instrument's files.")
    return 0


def tested(instrument: Instrument) -> list[Check]:
    """Run the examples and give one check that says how many came out as written."""
    outcomes = run_examples(instrument)
    wrong = [f"{o.example} ({o.reader}): {'; '.join(o.wrong)}" for o in outcomes if o.wrong]
    if wrong:
        return [Check("examples come out as written", "wrong", text) for text in wrong]
    detail = f"{len(outcomes) // 2} examples, each on the interpreter and on DuckDB"
    return [Check("examples come out as written", "tested", detail)]


def test(given: argparse.Namespace) -> int:
    """Print each example's outcome; any wrong ends with the guidance exit code."""
    outcomes = {i.id: run_examples(i) for i in _chosen(given)}
    wrong = [(id, o) for id, all_ in outcomes.items() for o in all_ if o.wrong]
    if given.json:
        emit({"examples": {id: [asdict(o) for o in all_] for id, all_ in outcomes.items()}})
    else:
        for id, o in wrong:
            say(wrapped(f"{id}: {o.example} ({o.reader}): {'; '.join(o.wrong)}", "", "    "))
        say(
            table(
                ("instrument", "run", "wrong"),
                [
                    (id, len(all_), sum(bool(o.wrong) for o in all_))
                    for id, all_ in outcomes.items()
                ],
            )
        )
    if wrong:
        raise BadGuidance(f"{len(wrong)} examples do not come out as written.", "See above.")
    return 0
