"""``evenhand docket``: make synthetic records, import real ones, check and compare dockets."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from evenhand.cli import mapping
from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command, day, group, memory
from evenhand.docket.checking import check_docket
from evenhand.docket.difference import difference
from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from evenhand.records.synthetic import HEARINGS, TABLES, make

IMPORT_TELLS = (
    "Every row is loaded or rejected with its reason. The docket appears whole or not at all, and "
    "is never changed: a changed file makes a new one."
)
SOURCES = ("eoir", "i213", "tabular")
LOST = 19


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "docket", says)
    made = command(inner, "make", "make synthetic court files and an intake file", make_)
    made.add_argument("folder", type=Path, metavar="DIR", help="where the files go")
    made.add_argument("--cases", type=int, default=300_000, metavar="N", help="how many cases")
    made.add_argument(
        "--seed", type=int, default=2011, metavar="S", help="the same seed makes the same files"
    )
    made.add_argument(
        "--pending", type=float, metavar="SHARE", help="share of cases still open, from 0 to 1"
    )
    made.add_argument(
        "--hearings", action="store_true", help="make the hearings too (tbl_schedule, 3.7 a case)"
    )
    _add_import(inner)
    made = command(inner, "check", "check that a docket is whole and its counts add up", check)
    made.add_argument("docket", type=Path, metavar="DOCKET", help="the docket's folder")
    made = command(inner, "diff", "say what changed between two dockets", diff)
    made.add_argument("before", type=Path, metavar="BEFORE", help="the earlier docket's folder")
    made.add_argument("after", type=Path, metavar="AFTER", help="the later docket's folder")
    made.add_argument(
        "--fail-on-loss",
        action="store_true",
        help=f"end with {LOST} if a table shrank, or too many of its rows vanished",
    )
    memory(made)
    mapping.add_to(inner)


def _add_import(inner: Subparsers) -> None:
    made = command(inner, "import", "make a docket of records", import_, IMPORT_TELLS)
    made.add_argument(
        "source",
        choices=SOURCES,
        help="eoir: the immigration courts' files; i213: Form I-213 records; tabular: an office's "
        "or a clinic's own file",
    )
    made.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="the file; for eoir the files, or the folder that holds them",
    )
    made.add_argument(
        "--out", type=Path, required=True, metavar="DOCKET", help="the new folder of the docket"
    )
    made.add_argument(
        "--mapping",
        type=Path,
        metavar="M",
        help="for tabular: which column is which fact (`docket map` proposes one)",
    )
    made.add_argument(
        "--onto",
        type=Path,
        metavar="DOCKET",
        help="for tabular: make a new docket of this one and the file's facts about its cases",
    )
    made.add_argument(
        "--dated",
        type=day,
        metavar="DATE",
        help="the day the records stand for, YYYY-MM-DD (default: eoir, the last day a proceeding "
        "was entered; tabular, the mapping's recorded_on)",
    )
    memory(made)


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
    if later := manifest.get("entered_later"):
        say(f"  proceedings entered after the docket's day: {later:,}; kept, and noted")
    day, source = manifest["as_of"], manifest["as_of_from"]
    say(wrapped(f"reviewed as of: {f'{day} ({source})' if day else source}", "  ", "    "))


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
