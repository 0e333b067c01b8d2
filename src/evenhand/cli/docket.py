"""``evenhand docket``: make synthetic records, import real ones, check, compare and map."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evenhand.cli.progress import Progress
from evenhand.cli.showing import emit, say, table, warn, wrapped
from evenhand.cli.words import Subparsers, command, day, group
from evenhand.docket.checking import check_docket
from evenhand.docket.difference import difference
from evenhand.docket.importing import import_records
from evenhand.docket.intake.trying import Trial
from evenhand.docket.proposing import propose_mapping, try_on
from evenhand.docket.snapshot import open_docket
from evenhand.records.layout import Layout
from evenhand.records.synthetic import make
from evenhand.terms.refusal import BadInput

SOURCES = ("eoir", "i213", "tabular")


def add_to(commands: Subparsers, says: str) -> None:
    """Add the commands."""
    inner = group(commands, "docket", says)
    made = command(inner, "make", "make synthetic court files and an intake file", make_)
    made.add_argument("folder", type=Path, metavar="DIR")
    made.add_argument("--cases", type=int, default=300_000, metavar="N")
    made.add_argument("--seed", type=int, default=2011, metavar="S")
    made.add_argument("--pending", type=float, metavar="SHARE", help="share of cases still open")
    made = command(inner, "import", "import records into a new snapshot", import_)
    made.add_argument("source", choices=SOURCES)
    made.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="files, or a folder (eoir)"
    )
    made.add_argument("--out", type=Path, required=True, metavar="DOCKET")
    made.add_argument("--mapping", type=Path, metavar="M", help="for tabular: see `docket map`")
    made.add_argument("--onto", type=Path, metavar="DOCKET", help="add to the cases of this docket")
    made.add_argument("--dated", type=day, metavar="DATE", help="the day the records stand for")
    made = command(inner, "check", "check that a docket is whole and its counts add up", check)
    made.add_argument("docket", type=Path)
    made = command(inner, "diff", "say what changed between two snapshots", diff)
    made.add_argument("before", type=Path)
    made.add_argument("after", type=Path)
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


def make_(given: argparse.Namespace) -> int:
    """Make a synthetic docket's raw files."""
    progress = Progress(quiet=given.json)
    made = make(
        given.folder, cases=given.cases, seed=given.seed, pending=given.pending, tell=progress
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
        tell=progress,
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
        say(
            f"  {later:,} proceedings were entered after the docket's day; they are kept, and noted"
        )
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
    """Compare two snapshots."""
    found = difference(open_docket(given.before), open_docket(given.after))
    if given.json:
        emit(found)
        return 0
    rows = [
        (t["table"], t["before"], t["after"], t["after"] - t["before"]) for t in found["tables"]
    ]
    say(table(("table", "before", "after", "change"), rows))
    for table_ in found["tables"]:
        if table_["after"] < table_["before"]:
            say(
                f"WARNING: {table_['table']} has SHRUNK "
                f"by {table_['before'] - table_['after']:,} rows."
            )
    cases = found["cases"]
    say(
        f"cases: {cases['added']:,} added, {cases['vanished']:,} vanished, "
        f"{cases['changed']:,} with changed facts"
    )
    if found["facts"]:
        names = ("fact", "changed", "became known", "became unknown")
        say(
            table(
                names,
                [
                    tuple(row[n] for n in ("fact", "changed", "known", "unknown"))
                    for row in found["facts"]
                ],
            )
        )
    return 0


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
