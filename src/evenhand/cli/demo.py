"""``evenhand demo``: the main job from raw files to explained findings, on a synthetic docket."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import time
from pathlib import Path

from evenhand.cli.docket import print_account
from evenhand.cli.progress import Progress
from evenhand.cli.review import print_classes
from evenhand.cli.showing import emit, say
from evenhand.cli.words import Subparsers, command
from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from evenhand.engines.duck import connect
from evenhand.guidance.library import in_force_on
from evenhand.records.synthetic import make
from evenhand.review.report import write_report
from evenhand.review.run import review_docket
from evenhand.terms.refusal import BadInput

AS_OF = dt.date(2012, 1, 13)
CASES = 300_000
PENDING = 0.9  # a docket under review is mostly open cases
SIGN = "demo.txt"


def add_to(commands: Subparsers, says: str) -> None:
    """Add the command."""
    made = command(commands, "demo", says, run)
    made.add_argument("--cases", type=int, default=CASES, metavar="N", help="how many cases")
    made.add_argument(
        "--seed", type=int, default=2011, metavar="S", help="the same seed makes the same files"
    )
    made.add_argument(
        "--out",
        type=Path,
        default=Path("demo"),
        metavar="DIR",
        help="where everything goes (default: demo); an earlier demo there is made anew",
    )


def run(given: argparse.Namespace) -> int:
    """Run the whole path and print its results and where they lie."""
    out: Path = given.out
    begun = time.perf_counter()
    _clear(out)
    progress = Progress(quiet=given.json)

    def step(text: str) -> None:
        progress.close()
        if not given.json:
            say(f"[{time.perf_counter() - begun:5.1f} s] {text}")

    step(f"Making a synthetic docket of {given.cases:,} cases: court files and an intake file")
    make(out / "records", cases=given.cases, seed=given.seed, pending=PENDING, tell=progress)
    step("Importing the court's files")
    import_records("eoir", [out / "records"], out / "court", dated=AS_OF, tell=progress)
    step("Adding the office's intake file")
    manifest = import_records(
        "tabular",
        [out / "records" / "intake.csv"],
        out / "docket",
        mapping=out / "records" / "intake.mapping.toml",
        onto=out / "court",
        tell=progress,
    )
    shutil.rmtree(out / "court")
    docket = open_docket(out / "docket")
    chosen = in_force_on(AS_OF)
    step(f"Reviewing every case under {len(chosen)} instruments in force on {AS_OF}")
    made = review_docket(docket, chosen, out / "findings.parquet", tell=progress)
    step("Writing the report")
    write_report(docket, out / "findings.parquet", chosen, out / "report.html")
    step("Done")
    case = _telling_case(out / "findings.parquet")
    if given.json:
        emit({**made.manifest, "account": manifest["inputs"], "folder": out, "case": case})
        return 0
    say()
    print_account(manifest)
    say()
    print_classes(made, chosen)
    say()
    say("Where everything lies:")
    for name, says in (
        ("records/", "the raw files, synthetic: no real person"),
        ("docket/", "the canonical docket, with every reject and why"),
        ("findings.parquet", "one finding per case and instrument"),
        ("report.html", "the run as a page: open it in a browser"),
    ):
        say(f"  {out / name}  {says}")
    say()
    say("Read one case:")
    say(f"  ./evenhand explain {out / 'docket'} {case} --instrument ice-2011-11-17")
    return 0


def _clear(out: Path) -> None:
    """Remove an earlier demo; refuse to touch a folder that is none."""
    if out.exists() and not (out / SIGN).exists() and any(out.iterdir()):
        raise BadInput(
            f"{out} exists and was not made by the demo, so it is left as it is.",
            "Name another folder with --out.",
        )
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / SIGN).write_text("Made by `evenhand demo`; it is made anew at each run.\n", "utf-8")


def _telling_case(findings: Path) -> str:
    """Choose a case whose explanation shows the most: both lists still possible, much known."""
    con = connect()
    row = con.execute(
        "SELECT case_id FROM read_parquet(?) WHERE instrument = 'ice-2011-11-17' "
        "AND class = 'consider-closing' AND decisive_facts <> 0 "
        "ORDER BY bit_count(unknown), case_id LIMIT 1",
        [str(findings)],
    ).fetchone()
    if row is None:
        row = con.execute("SELECT min(case_id) FROM read_parquet(?)", [str(findings)]).fetchone()
    con.close()
    return str(row[0]) if row else ""
