"""``evenhand docket``: make synthetic records, import real ones, check, compare and map."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evenhand.cli.showing import Progress, emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, day, group, memory
from evenhand.docket.catalogue import catalogue
from evenhand.docket.checking import check_docket
from evenhand.docket.difference import difference
from evenhand.docket.importing import import_records
from evenhand.docket.mapping import propose_mapping
from evenhand.docket.snapshot import open_docket
from evenhand.records.account import fingerprint
from evenhand.records.opening import open_any
from evenhand.records.synthetic import HEARINGS, TABLES, make

SOURCES = ("eoir", "i213", "tabular")
LOST = 15


def add_to(commands: Subparsers) -> None:
    """Add the commands."""
    inner = group(commands, "docket", "records in, one canonical docket out")
    made = command(inner, "make", "make synthetic court files and an intake file", make_)
    made.add_argument("folder", type=Path, metavar="DIR")
    made.add_argument("--cases", type=int, default=300_000, metavar="N")
    made.add_argument("--seed", type=int, default=2011, metavar="S")
    made.add_argument("--pending", type=float, metavar="SHARE", help="share of cases still open")
    made.add_argument(
        "--hearings", action="store_true", help="make the hearings too (tbl_schedule, 3.7 a case)"
    )
    made = command(inner, "import", "import records into a new snapshot", import_)
    made.add_argument("source", choices=SOURCES)
    made.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="files, or a folder (eoir)"
    )
    made.add_argument("--out", type=Path, required=True, metavar="DOCKET")
    made.add_argument("--mapping", type=Path, metavar="M", help="for tabular: see `docket map`")
    made.add_argument("--onto", type=Path, metavar="DOCKET", help="add to the cases of this docket")
    made.add_argument("--dated", type=day, metavar="DATE", help="the day the records stand for")
    memory(made)
    made = command(inner, "check", "check that a docket is whole and its counts add up", check)
    made.add_argument("docket", type=Path)
    made = command(inner, "diff", "say what changed between two snapshots", diff)
    made.add_argument("before", type=Path)
    made.add_argument("after", type=Path)
    made.add_argument(
        "--fail-on-loss",
        action="store_true",
        help=f"end with {LOST} if a table shrank, or too many of its rows vanished",
    )
    memory(made)
    made = command(inner, "map", "propose a mapping file from a file's header", map_)
    made.add_argument("file", type=Path)


def make_(given: argparse.Namespace) -> int:
    """Make a synthetic docket's raw files."""
    progress = Progress(quiet=given.json)
    made = make(
        given.folder,
        cases=given.cases,
        seed=given.seed,
        pending=given.pending,
        tables=(*TABLES, HEARINGS) if given.hearings else TABLES,
        tell=progress,
    )
    progress.close()
    if given.json:
        faults = [fault._asdict() for fault in made.faults]
        emit({"folder": given.folder, "rows": dict(made.rows), "faults": faults})
        return 0
    say(table(("file", "rows"), list(made.rows.items())))
    say(f"Synthetic, no real person. Written to {given.folder} (seed {given.seed}).")
    return 0


def import_(given: argparse.Namespace) -> int:
    """Import records; print the account of every file."""
    progress = Progress(quiet=given.json)
    manifest = import_records(
        given.source,
        given.files,
        given.out,
        mapping=given.mapping,
        onto=given.onto,
        dated=given.dated,
        memory=given.memory_limit,
        tell=progress,
        notice=progress.note,
    )
    progress.close()
    if given.json:
        emit(manifest)
    else:
        print_account(manifest)
        say(
            f"{manifest['tables']['cases']:,} cases in {given.out}, "
            f"snapshot {manifest['snapshot']}."
        )
    return 0


def print_account(manifest: dict[str, Any]) -> None:
    """Print read = loaded + rejected for every file, the reasons, and what was set aside."""
    rows = [(i["name"], i["read"], i["loaded"], i["rejected"]) for i in manifest["inputs"]]
    total = ("together", *(sum(row[n] for row in rows) for n in (1, 2, 3)))
    say(table(("file", "read", "= loaded", "+ rejected"), [*rows, total]))
    for item in manifest["inputs"]:
        if item["reasons"]:
            reasons = ", ".join(f"{reason}: {n:,}" for reason, n in sorted(item["reasons"].items()))
            say(wrapped(f"{item['name']}: {reasons}", "  ", "    "))
    for file, (counted, read) in manifest.get("count_file", {}).items():
        if counted != read:
            say(f"  {file}: Count.txt says {counted:,} rows, {read:,} were read")
    if manifest.get("not_given"):
        say(f"  not given: {', '.join(manifest['not_given'])}")
    if manifest.get("not_read"):
        say(wrapped(f"not read: {', '.join(manifest['not_read'])}", "  ", "    "))
    if manifest["tables"].get("notes"):
        say(
            f"  {manifest['tables']['notes']:,} values could not be used; "
            "each stands in notes.parquet"
        )
    day = manifest["as_of"] or manifest["as_of_from"]
    say(f"  reviewed as of: {day}")


def check(given: argparse.Namespace) -> int:
    """Check a docket on disk."""
    found = check_docket(open_docket(given.docket))
    if given.json:
        emit({"docket": given.docket, "checks": found})
    else:
        say(
            table(
                ("result", "what", "detail"), [(c["result"], c["what"], c["detail"]) for c in found]
            )
        )
    return 0


def diff(given: argparse.Namespace) -> int:
    """Compare two snapshots; what was lost is told last, where it is seen."""
    progress = Progress(quiet=given.json)
    found = difference(
        open_docket(given.before),
        open_docket(given.after),
        memory=given.memory_limit,
        tell=progress,
    )
    progress.close()
    if given.json:
        emit(found)
    else:
        print_difference(found)
    return LOST if given.fail_on_loss and found["losses"] else 0


def print_difference(found: dict[str, Any]) -> None:
    """Print rows by table, the columns and facts that changed, and a warning for every loss."""
    names = ("before", "after", "added", "changed", "vanished")
    rows = [(t["table"], *(t.get(n, "-") for n in names)) for t in found["tables"]]
    say(table(("table", *names), rows))
    for one in found["tables"]:
        if one.get("columns"):
            told = ", ".join(f"{column} {count:,}" for column, count in one["columns"].items())
            say(wrapped(f"{one['table']}, changed columns: {told}", "  ", "    "))
    cases = found["cases"]
    say(
        f"cases: {cases['added']:,} added, {cases['vanished']:,} vanished, "
        f"{cases['changed']:,} with changed facts"
    )
    if found["facts"]:
        heads = ("fact", "changed", "became known", "became unknown")
        keys = ("fact", "changed", "known", "unknown")
        say(table(heads, [tuple(row[key] for key in keys) for row in found["facts"]]))
    if found["losses"]:
        say()
        say("!" * 80)
        for loss in found["losses"]:
            shrunk = f"has SHRUNK by {loss['shrunk_by']:,} rows" if loss["shrunk_by"] else ""
            gone = f"{loss['vanished']:,} of {loss['before']:,} rows have VANISHED"
            say(f"WARNING: {loss['table']} {shrunk or 'has not shrunk'}; {gone}.")
        say("The later release may have been cut. Find out why before you rely on it.")
        say("!" * 80)


def map_(given: argparse.Namespace) -> int:
    """Print a proposed mapping."""
    reading = open_any(fingerprint(given.file))
    text = propose_mapping(given.file.name, reading.header, catalogue())
    if given.json:
        emit({"file": given.file, "header": reading.header, "mapping": text})
    else:
        say(text.rstrip())
    return 0
