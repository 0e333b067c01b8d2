"""The subcommand ``import``: the reading stage alone, on one dirty court file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, tell
from benchmarks.table import Target, print_cells, print_rows, print_targets

READERS = "benchmarks.reading.readers"
WAYS = ("evenhand", "pyarrow", "duckdb")


def run(folder: Path, lines: int, rounds: int) -> dict[str, Any]:
    """Measure, print, and give all for ``--json``; ``agree``: what Evenhand loaded is true."""
    made = in_new_process(
        "benchmarks.reading.court_file", "court_file", folder=str(folder), rows=lines
    )
    out = folder / f"read-{lines}"
    out.mkdir(exist_ok=True)
    rows: dict[str, Row] = {}
    for turn in range(rounds):
        for way in WAYS:
            tell(f"  {lines:,} rows, round {turn + 1}: {way}")
            done = in_new_process(
                READERS, "one_run", way=way, file=made["file"], out=str(out / f"{way}.parquet")
            )
            rows.setdefault(way, Row(done["says"], lines, lines)).add(done)
    tell("")
    counts = {
        way: in_new_process(
            "benchmarks.reading.truth", "counted", out=str(out / f"{way}.parquet"),
            truth=made["truth"],
        )
        for way in WAYS
    }  # fmt: skip
    shutil.rmtree(out)
    title = f"Reading a court file of {lines:,} rows, {made['megabytes']:,} MB"
    print_rows(title, list(rows.values()), rows["evenhand"], unit="rows")
    print_counts(made, rows, counts)
    found = targets(rows, counts["evenhand"], lines)
    print_targets(found)
    return {
        "agree": not counts["evenhand"]["whole rows altered"]
        and not counts["evenhand"]["damaged, taken wrongly"],
        "dirt": made["dirt"],
        "readers": [row.as_json() | counts[way] for way, row in rows.items()],
        "targets": [target.as_json() for target in found],
    }


def targets(rows: dict[str, Row], counts: dict[str, int], lines: int) -> list[Target]:
    """Give the targets of the reading stage."""
    best = min((rows[way] for way in WAYS if way != "evenhand"), key=lambda row: row.seconds)
    size = f"{lines:,} rows"
    ours = rows["evenhand"]
    ratio, by_cpu = ours.seconds / best.seconds, ours.cpu_seconds / best.cpu_seconds
    return [
        Target(f"Evenhand / best reader ({best.way}), {size}", ratio, 1.5, by_cpu),
        Target("whole rows altered by Evenhand", counts["whole rows altered"], 0),
        Target("damaged rows Evenhand took wrongly", counts["damaged, taken wrongly"], 0),
    ]


def print_counts(
    made: dict[str, Any], rows: dict[str, Row], counts: dict[str, dict[str, int]]
) -> None:
    """Print what became of the rows."""
    print("\nOf the rows (a lone carriage return splits its whole row into two rejects: "
          f"{made['dirt']['lone return']:,})")  # fmt: skip
    head = ("reader", *counts["evenhand"])
    print_cells([head, *((rows[w].way, *(f"{n:,}" for n in counts[w].values())) for w in WAYS)])
