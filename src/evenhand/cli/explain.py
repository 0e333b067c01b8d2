"""``evenhand explain``: one case, in words, with sources and citations."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evenhand.casework.show_case import show_case
from evenhand.casework.superseded import explained_now, in_words
from evenhand.cli.acting import acting, add_role, clock
from evenhand.cli.showing import emit, say, wrapped
from evenhand.cli.words import Subparsers, command, day
from evenhand.docket.catalogue import catalogue
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.docket.typed import known_from, read_facts_file
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find, in_force_on, shipped
from evenhand.ledger.opening import opened
from evenhand.review.explanation import explain_case, explain_typed
from evenhand.terms.refusal import BadInput


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    add_case(command(commands, "explain", says, run))


def add_case(made: argparse.ArgumentParser) -> None:
    """Add what names one case: of a docket, or facts typed by hand."""
    made.add_argument(
        "docket", nargs="?", type=Path, metavar="DOCKET", help="the docket's folder, and"
    )
    made.add_argument("case", nargs="?", metavar="CASE", help="the number of a case in it; or")
    made.add_argument(
        "--facts",
        type=Path,
        metavar="FILE",
        help="facts typed by hand: a TOML file with one `fact = value` a line, and as_of",
    )
    made.add_argument(
        "--instrument",
        action="append",
        metavar="ID",
        help="an instrument's id or folder; may be repeated (default: for a case of a docket every "
        "shipped instrument; with --facts the shipped ones in force on the day of the review, or "
        "every shipped one if none was)",
    )
    made.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="the day of the review, YYYY-MM-DD (default: the docket's day or the record's own; "
        "with --facts the file's as_of)",
    )
    made.add_argument(
        "--ledger", metavar="LEDGER", help="a ledger: with the facts that people recorded there"
    )
    made.add_argument("--purpose", default="", metavar="TEXT", help="with --ledger: why you look")
    add_role(made)


def run(given: argparse.Namespace) -> int:
    """Explain a case of a docket, or facts typed by hand."""
    result = explained(given)
    if given.json:
        emit(result)
    else:
        _print(result)
    return 0


def explained(given: argparse.Namespace) -> dict[str, Any]:
    """Give the explanation of the case that was named."""
    if given.facts is not None and given.docket is not None:
        raise BadInput(
            "A case of a docket and facts typed by hand were both named.", "Name one of the two."
        )
    if given.facts is not None:
        return _typed(given)
    if given.docket is None or given.case is None:
        raise BadInput(
            "No case was named.",
            "Name a docket and a case in it (evenhand explain DOCKET CASE), or a file of facts "
            "(evenhand explain --facts FILE).",
        )
    chosen = find(given.instrument) if given.instrument else shipped()
    return _of_docket(given, open_docket(given.docket), chosen)


def _of_docket(
    given: argparse.Namespace, docket: Docket, chosen: Sequence[Instrument]
) -> dict[str, Any]:
    """Explain a case; with a ledger, that its facts there are read is recorded there first."""
    if given.ledger is None:
        return explain_case(docket, given.case, chosen, given.as_of)
    with opened(given.ledger) as ledger:
        shown = show_case(ledger, given.case, given.purpose, acting(ledger, given), clock, docket)
        origin = ledger.origin
    return explained_now(shown, docket, chosen, given.as_of, origin)


def _typed(given: argparse.Namespace) -> dict[str, Any]:
    typed = read_facts_file(given.facts)
    as_of = given.as_of or typed.pop("as_of", None)
    typed.pop("as_of", None)
    if not isinstance(as_of, dt.date):
        raise BadInput(
            "The day of the review is not known.",
            "Add a line as_of = 2012-04-03 to the file, or say --as-of 2012-04-03 (with the day "
            "you mean).",
        )
    known = known_from([typed], catalogue())[0]
    return explain_typed(known, typed, _on(given, as_of), as_of)


def _on(given: argparse.Namespace, as_of: dt.date) -> list[Instrument]:
    if given.instrument:
        return find(given.instrument)
    return in_force_on(as_of) or shipped()


def _print(result: dict[str, Any]) -> None:
    title = f"Case {result['case']}" if result["case"] else "Facts typed by hand"
    about = "; ".join(
        f"{key.replace('_', ' ')}: {value}" for key, value in result["described"].items()
    )
    say(f"{title}, as of {result['as_of']}")
    if about:
        say(wrapped(about, "  "))
    say()
    say("What is known, and from where")
    for fact in result["facts"]:
        say(f"  {fact['fact']}: {fact['value']}")
        for origin in fact["from"]:
            say(wrapped(_origin(origin, len(fact["from"])), "      ", "        "))
    if not result["facts"]:
        say("  nothing")
    for note in result["unusable"]:
        where = f"{note['file']}, row {note['row']}" + (
            f", {note['column']}" if note["column"] else ""
        )
        # A value that is no fact's, a proceeding's date say, is only told of.
        what = f"not used for {note['fact']}" if note["fact"] else "odd"
        say(wrapped(f"{what}: {note['raw']!r} ({note['reason']}), {where}", "  ", "    "))
    for finding in result["findings"]:
        say()
        _print_finding(finding)
    for hidden in result.get("not_shown", ()):
        say()
        say(wrapped(hidden["says"]))
    say()
    say(wrapped("A finding is not a decision: a person decides, and says why."))


def _origin(origin: dict[str, Any], sources: int) -> str:
    if "file" not in origin:
        return str(origin["source"])
    value = f" says {origin['value']}" if sources > 1 else ""
    return f"{origin['source']}{value}: {origin['file']}, row {origin['row']}, {origin['column']}"


def _print_finding(finding: dict[str, Any]) -> None:
    say(f"{finding['instrument']}  {finding['title']}")
    say(wrapped(f"{finding['citation']}; version {finding['version']}", "  "))
    if not finding["in_force"]:
        say(wrapped(f"COUNTERFACTUAL: this instrument did not govern on {finding['as_of']}.", "  "))
    say(wrapped(f"{finding['says']}  [{_cited(finding)}]", "  => ", "     "))
    if finding.get("superseded"):
        say(wrapped(in_words(finding), "     "))
    milder = finding["milder_classes_possible"]
    if milder:
        say(
            wrapped(
                f"NOT SETTLED: only what weighs against is proven so far; {', '.join(milder)} is "
                "still possible. Ask before anyone acts on this class.",
                "     ",
            )
        )
    others = [id for id in finding["possible_classes"] if id not in (finding["class"], *milder)]
    if others:
        say(wrapped(f"could still come to be: {', '.join(others)}", "     "))
    if finding["review_level"]:
        say(wrapped(f"review: {finding['review_level']}", "     "))
    for factor in finding["yes"]:
        _print_factor("met", factor)
    for title, key in (
        ("ask first", "decisive_facts"),
        ("for a person to judge", "judged_facts_open"),
    ):
        if finding[key]:
            say(f"  {title}:")
            for n, item in enumerate(finding[key], 1):
                alone = "; settles the class alone" if item["decides_alone"] else ""
                say(wrapped(f"{n}. {item['asks']} ({item['fact']}{alone})", "    ", "       "))
    open_ = ", ".join(factor["factor"] for factor in finding["cannot_tell"])
    say(wrapped(f"cannot tell: {open_ or 'none'}", "  ", "    "))
    say(wrapped(f"not met: {', '.join(finding['no']) or 'none'}", "  ", "    "))


def _print_factor(word: str, factor: dict[str, Any]) -> None:
    say(
        wrapped(
            f"{word}: {factor['factor']} {factor['says']} (weighs {factor['weighs']})", "  ", "    "
        )
    )
    on = "; ".join(f"{fact} {value}" for fact, value in factor["on"].items())
    say(wrapped(f"[{_cited(factor)}] on: {on}", "    ", "      "))


def _cited(item: dict[str, Any]) -> str:
    return f"{item['cite']['where']}; {item['cite']['status']}"
