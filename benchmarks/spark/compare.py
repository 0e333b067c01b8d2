"""The subcommand ``spark``: both engines on one machine, the ways taking turns."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, tell
from benchmarks.table import print_cells

DOING = "benchmarks.spark.doing"
REVIEWS = 4
WAYS = {
    "duckdb": "DuckDB",
    "first": "Spark, the first review of a session",
    "later": "Spark, later reviews of that session",
}


def run(folder: Path, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Measure, print, and give everything for ``--json``; ``agree`` says whether all agreed."""
    by_size: dict[int, dict[str, Row]] = {}
    starting = Row("Spark, starting a session", 1, 1)
    agree = True
    for cases in sizes:
        docket = in_new_process(DOING, "make_facts", folder=str(folder), cases=cases)
        rows = {way: Row(says, cases, cases) for way, says in WAYS.items()}
        for turn in range(rounds):
            tell(f"  {cases:,} cases, round {turn + 1}")
            agree &= one_round(folder / f"on-spark-{cases}", docket, rows, starting)
        by_size[cases] = rows
        show(cases, rows)
    tell("")
    print(
        f"\nStarting a session took {starting.seconds:.1f} s of wall time (from "
        f"{min(starting.wall):.1f} to {max(starting.wall):.1f}) and {starting.cpu_seconds:.1f} s "
        "of processor time, on top of the above."
    )
    print("Both engines found the same." if agree else "THE ENGINES DISAGREE.")
    return {
        "agree": agree,
        "start": starting.as_json(),
        "sizes": {n: [row.as_json() for row in rows.values()] for n, rows in by_size.items()},
    }


def one_round(out: Path, docket: str, rows: dict[str, Row], starting: Row) -> bool:
    """Review once with DuckDB and several times in a session; whether the findings are equal."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    ours, theirs = out / "duckdb.parquet", out / "spark"
    rows["duckdb"].add(in_new_process(DOING, "on_duckdb", docket=docket, out=str(ours)))
    found = in_new_process(DOING, "on_spark", docket=docket, out=str(theirs), reviews=REVIEWS)
    starting.add(found["start"])
    rows["first"].add(found["runs"][0])
    for later in found["runs"][1:]:
        rows["later"].add(later)
    same = in_new_process(DOING, "same", one=str(ours), other=f"{theirs}-{REVIEWS - 1}")
    shutil.rmtree(out)
    return bool(same)


def show(cases: int, rows: dict[str, Row]) -> None:
    """Print one size, as ratios to DuckDB."""
    beside = rows["duckdb"]
    print(f"\nReview of {cases:,} cases, two threads each")
    cells = [("way", "wall s", "min", "CPU s", "cases/s", "peak MB", "x DuckDB, wall", "CPU", "MB")]
    for row in rows.values():
        cells.append((
            row.way,
            f"{row.seconds:.2f}",
            f"{min(row.wall):.2f}",
            f"{row.cpu_seconds:.2f}",
            f"{cases / row.seconds:,.0f}",
            f"{row.peak:,.0f}",
            f"{row.seconds / beside.seconds:.1f}",
            f"{row.cpu_seconds / beside.cpu_seconds:.1f}",
            f"{row.peak / beside.peak:.1f}",
        ))  # fmt: skip
    print_cells(cells)
