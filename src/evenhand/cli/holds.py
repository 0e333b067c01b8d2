"""``evenhand holds``: the safeguards, the holds of a docket or a case, the inspector's list."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from evenhand.cli.case import add_hold_acts
from evenhand.cli.inspection import add_inspect
from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, day, group
from evenhand.docket.catalogue import Protection, catalogue
from evenhand.docket.snapshot import Known, open_docket
from evenhand.docket.typed import known_from, read_facts_file
from evenhand.engines.duck import connect
from evenhand.guidance.checks import Check
from evenhand.safeguards.act_facts import act_facts_of, with_act_facts
from evenhand.safeguards.answering import EVERYTHING, as_object, may_removal_go_ahead
from evenhand.safeguards.checks import check
from evenhand.safeguards.clearance import children_of, clearances_of
from evenhand.safeguards.handbook import as_object as described
from evenhand.safeguards.handbook import in_words, markdown
from evenhand.safeguards.library import find, shipped
from evenhand.safeguards.run import read_given, run_holds
from evenhand.safeguards.safeguard import Safeguard
from evenhand.safeguards.state import State
from evenhand.terms.refusal import BadGuidance, BadInput


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "holds", says)
    made = command(inner, "list", "list the shipped safeguards", list_)
    made.add_argument(
        "--markdown", action="store_true", help="print the table that docs/safeguards.md has"
    )
    for name, what, run in (
        ("show", "print a safeguard item by item, with citations", show),
        ("check", "prove what can be proved of a safeguard, and run its examples", check_),
    ):
        made = command(inner, name, what, run)
        made.add_argument(
            "id", nargs="*", metavar="ID", help="a safeguard's id or folder (default: all shipped)"
        )
    _add_run(inner)
    _add_case(inner)
    add_hold_acts(inner)
    add_inspect(inner)


def _add_run(inner: Subparsers) -> None:
    made = command(inner, "run", "write every hold of every case of a docket", run)
    made.add_argument("docket", type=Path, metavar="DOCKET", help="the docket's folder")
    made.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="HOLDS.parquet",
        help="where to write them; the manifest is put beside",
    )
    _add_given(made)
    made.add_argument(
        "--episodes",
        type=Path,
        metavar="FILE.parquet",
        help="the attempt at removal that a case is in: case_id, episode",
    )


def _add_case(inner: Subparsers) -> None:
    made = command(inner, "case", "say what stands between one case and its removal", case)
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
    _add_given(made)
    made.add_argument(
        "--child",
        action="append",
        default=[],
        metavar="KEY",
        help="a child here who is known singly, by any key; may be repeated",
    )
    made.add_argument("--episode", default="", metavar="NAME", help="the attempt at removal")
    made.add_argument(
        "--may-see",
        action="append",
        choices=get_args(Protection),
        help="answer for one who may see facts of this mark and of no mark not named; may be "
        "repeated (default: all marks)",
    )


def _add_given(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--hold",
        action="append",
        metavar="ID",
        help="a safeguard's id or folder; may be repeated (default: all shipped)",
    )
    made.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="the day asked about, YYYY-MM-DD (default: the docket's day or the record's own; "
        "with --facts the file's as_of)",
    )
    made.add_argument(
        "--clearances",
        type=Path,
        metavar="FILE.parquet",
        help="holds cleared or overridden, as docs/safeguards.md describes them",
    )
    made.add_argument(
        "--children",
        type=Path,
        action="append",
        default=[],
        metavar="FILE.parquet",
        help="the children here who are known one by one, or possible: case_id, child; may be "
        "repeated",
    )
    made.add_argument(
        "--act-facts",
        type=Path,
        metavar="FILE.parquet",
        help="facts that follow from stays and decisions: case_id, fact, value, since, until",
    )


def _chosen(ids: Sequence[str] | None) -> list[Safeguard]:
    return find(ids) if ids else list(shipped())


def list_(given: argparse.Namespace) -> int:
    """Print the shipped safeguards."""
    if given.markdown and not given.json:
        say(markdown(shipped()).rstrip())
        return 0
    rows = [(s.id, s.basis, "open" if s.unknown.holds else "told", s.title) for s in shipped()]
    names = ("id", "basis", "not_known", "title")
    if given.json:
        emit({"safeguards": [dict(zip(names, row, strict=True)) for row in rows]})
    else:
        say(table(("id", "basis", "not known", "title"), rows))
    return 0


def show(given: argparse.Namespace) -> int:
    """Print safeguards as their files run."""
    if given.json:
        emit({"safeguards": [described(safeguard) for safeguard in _chosen(given.id)]})
        return 0
    for safeguard in _chosen(given.id):
        _print_safeguard(safeguard)
    return 0


def _print_safeguard(item: Safeguard) -> None:
    per = "once for each child" if item.per_child else "once a case"
    basis = "a law orders the wait" if item.basis == "law" else "this project's own rule"
    say(f"{item.id}  {item.title}")
    say(wrapped(f"{item.says}; {basis}; {per}; version {item.full_version}", "  "))
    say(wrapped(f"stands when {item.when}", "  ", "    "))
    if item.unless:
        say(wrapped(f"unless {item.unless}, if that is proven", "  ", "    "))
    for source in item.sources:
        say(wrapped(f"[{in_words(source)}] {source.says}", "  ", "    "))
    held = "stands open" if item.unknown.holds else "is told, and holds nothing up"
    cite = f"{item.unknown.where}; {item.unknown.status}"
    say(wrapped(f"what is not known {held}: {item.unknown.because} [{cite}]", "  ", "    "))
    for part in item.clears:
        roles = ", ".join(part.roles)
        say(wrapped(f"cleared by {part.document} ({roles}): {part.says}", "  ", "    "))
    say(wrapped(_override(asdict(item.override)), "  ", "    "))
    for note in item.notes:
        say(wrapped(f"note: {note}", "  ", "    "))
    say()


def _override(override: dict[str, str]) -> str:
    if override.get("role"):
        return f"overridden by {override['role']} alone, with {override['asks']}"
    return f"overridden by nobody: {override['nobody']}"


def check_(given: argparse.Namespace) -> int:
    """Print what was proved of safeguards; any wrong ends with the guidance exit code."""
    results = {safeguard.id: check(safeguard) for safeguard in _chosen(given.id)}
    wrong = [
        f"{id}: {c.what}: {c.detail}"
        for id, found in results.items()
        for c in found
        if c.result == "wrong"
    ]
    if given.json:
        checks = {id: [asdict(c) for c in found] for id, found in results.items()}
        emit({"checks": checks, "wrong": wrong})
    else:
        for id, found in results.items():
            _print_checks(id, found)
    if wrong:
        raise BadGuidance(f"{len(wrong)} checks failed: {wrong[0]}", "Mend the safeguard's files.")
    return 0


def _print_checks(id: str, found: Sequence[Check]) -> None:
    say(id)
    say(table(("", "what", "detail"), [(c.result, c.what, c.detail) for c in found]))
    say()


def run(given: argparse.Namespace) -> int:
    """Write the holds of a docket and print how many stand in each state."""
    progress = Progress(quiet=given.json)
    made = run_holds(
        open_docket(given.docket),
        _chosen(given.hold),
        given.out,
        given=read_given(given.clearances, given.children, given.episodes, given.act_facts),
        as_of=given.as_of,
        tell=progress,
    )
    progress.close()
    if given.json:
        emit({**made.manifest, "holds": given.out})
        return 0
    rows = [(s["id"], *(s["counts"][str(state)] for state in State)) for s in
            made.manifest["safeguards"]]  # fmt: skip
    say(table(("hold", *map(str, State)), rows))
    say(f"Holds: {given.out}")
    say(wrapped("Exact counts, for those who work on these cases: not for publication."))
    return 0


def case(given: argparse.Namespace) -> int:
    """Print what stands between one case and its removal."""
    facts, as_of, case_id = _facts(given)
    handed = read_given(given.clearances, given.children, None, given.act_facts)
    facts = with_act_facts(facts, act_facts_of(handed.act_facts, case_id), as_of)
    answer = may_removal_go_ahead(
        _chosen(given.hold),
        facts,
        as_of,
        children=[*given.child, *children_of(handed.children, case_id)],
        clearances=clearances_of(handed.clearances, case_id),
        episode=given.episode,
        may_see=frozenset(given.may_see) if given.may_see else EVERYTHING,
    )
    result = {"case": case_id or None, **as_object(answer, facts)}
    if given.json:
        emit(result)
    else:
        _print_answer(result)
    return 0


def _facts(given: argparse.Namespace) -> tuple[dict[str, Known], dt.date, str]:
    if given.facts is not None:
        typed = read_facts_file(given.facts)
        typed_day = typed.pop("as_of", None)
        as_of = given.as_of or typed_day
        if not isinstance(as_of, dt.date):
            raise BadInput(
                "The day that is asked about is not known.",
                "Say --as-of DATE, or as_of = DATE in the file.",
            )
        return known_from([typed], catalogue())[0], as_of, given.case or ""
    if given.docket is None or given.case is None:
        raise BadInput("Say which case.", "evenhand holds case DOCKET CASE, or --facts FILE.toml")
    docket = open_docket(given.docket)
    con = connect(threads=1)
    row = docket.case(con, given.case)
    known = docket.known(con, given.case)
    con.close()
    recorded = dt.date.fromisoformat(docket.as_of) if docket.as_of else row["recorded_on"]
    return known, given.as_of or recorded, given.case


def _print_answer(result: dict[str, Any]) -> None:
    title = f"Case {result['case']}" if result["case"] else "Facts typed by hand"
    say(f"{title}, as of {result['as_of']}")
    say()
    say(wrapped(result["says"]))
    for hold in result["standing"]:
        say()
        _print_hold(hold)
    for heading, part in (
        ("Flagged: lifted by an exception on record", "flagged"),
        ("Overridden", "overridden"),
        ("Cleared", "cleared"),
        ("Not known, and holding nothing up", "unknown"),
    ):
        if result[part]:
            say()
            say(f"{heading}:")
            for hold in result[part]:
                say(wrapped(_short(hold), "  ", "    "))


def _named(hold: dict[str, Any]) -> str:
    child = f", child {hold['child']}" if hold["child"] else ""
    return f"{hold['hold']}{child}"


def _short(hold: dict[str, Any]) -> str:
    asked = "; ".join(f"{item['asks']} ({item['fact']})" for item in hold["missing"])
    on = "; ".join(f"{fact} {value}" for fact, value in hold["because"].items())
    entry = f"; entry {hold['entry']}" if hold["entry"] else ""
    return f"{_named(hold)}: {hold['title']}{entry}. {asked or on}".rstrip(". ") + "."


def _print_hold(hold: dict[str, Any]) -> None:
    say(f"{_named(hold)}  {hold['title']}: {hold['stands']}")
    say(wrapped(hold["says"], "  "))
    for source in hold["sources"]:
        if source["in_force"]:
            cited = f"[{source['citation']}; {source['status']}] {source['says']}"
            say(wrapped(cited, "  ", "    "))
    if hold["because"]:
        on = "; ".join(f"{fact} {value}" for fact, value in hold["because"].items())
        say(wrapped(f"on: {on}", "  ", "    "))
    if hold["missing"]:
        why = hold["why_unknown"]
        say(wrapped(f"why: {why['because']} [{why['where']}; {why['status']}]", "  ", "    "))
        for n, item in enumerate(hold["missing"], 1):
            say(wrapped(f"ask {n}. {item['asks']} ({item['fact']})", "  ", "      "))
    for part in hold["clears"]:
        roles = ", ".join(part["roles"])
        say(wrapped(f"cleared by {part['document']} ({roles}): {part['says']}", "  ", "    "))
    say(wrapped(_override(hold["override"]), "  ", "    "))
