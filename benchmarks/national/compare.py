"""The subcommand ``national``: each step of the path as a whole process, size by size."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, tell
from benchmarks.national.steps import Step, carried_out, directory_mb
from benchmarks.table import Target, print_cells, print_rows, print_targets

RIVALS = {"pandas": "pandas, table by table", "pyarrow": "pyarrow open_csv, table by table"}
# Whole tables as Python strings: above this a common machine has not the memory.
PANDAS_UP_TO = 2_000_000
MEMORY_MB = 8 * 1024
DAY = "2012-01-13"


def steps(place: Path, cases: int, *, hearings: bool, memory: str) -> list[Step]:
    """Give the path for one size, in order; each writes into a place of its own."""
    records, docket, findings = place / "records", place / "docket", place / "findings.parquet"
    instruments = in_new_process("benchmarks.national.steps", "shipped_ids")
    chosen = [word for id in instruments for word in ("--instrument", id)]
    limited = ["--memory-limit", memory]
    return [
        Step("make", ["docket", "make", records, "--cases", cases]
             + (["--hearings"] if hearings else []), (records,)),
        Step("import", ["docket", "import", "eoir", records, "--out", docket, "--dated", DAY,
                        *limited], (docket,)),
        Step("check", ["docket", "check", docket], ()),
        Step("diff", ["docket", "diff", docket, docket, *limited], ()),
        Step("review", ["review", docket, *chosen, "--out", findings], (findings,)),
    ]  # fmt: skip


def run(
    folder: Path, sizes: list[int], rounds: int, *, hearings: bool, memory: str
) -> dict[str, Any]:
    """Measure, print, and give all for ``--json``."""
    by_step: dict[str, dict[int, Row]] = {}
    rivals: dict[int, list[Row]] = {}
    for cases in sizes:
        place = folder / f"national-{cases}"
        for turn in range(rounds):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            _path(place, cases, by_step, turn, hearings=hearings, memory=memory)
            for way in RIVALS:
                if way == "pandas" and cases > PANDAS_UP_TO:
                    continue
                tell(f"  {cases:,} cases, round {turn + 1}: {way}")
                done = in_new_process(
                    "benchmarks.national.rivals", "one_run", way=way, records=str(place / "records")
                )
                rows = rivals.setdefault(cases, [])
                if turn == 0:
                    rows.append(Row(RIVALS[way], cases, cases))
                next(row for row in rows if row.way == RIVALS[way]).add(done)
        tell("")
        shutil.rmtree(place, ignore_errors=True)
        _print_size(cases, by_step, rivals[cases])
    targets = [*_growth(by_step, sizes), *_memory(by_step, sizes)]
    print_targets(targets)
    return {
        "steps": {step: [row.as_json() for row in rows.values()] for step, rows in by_step.items()},
        "rivals": {str(cases): [row.as_json() for row in rows] for cases, rows in rivals.items()},
        "targets": [target.as_json() for target in targets],
    }


def _path(
    place: Path,
    cases: int,
    by_step: dict[str, dict[int, Row]],
    turn: int,
    *,
    hearings: bool,
    memory: str,
) -> None:
    for step in steps(place, cases, hearings=hearings, memory=memory):
        tell(f"  {cases:,} cases, round {turn + 1}: {step.says}")
        row = by_step.setdefault(step.says, {}).setdefault(cases, Row(step.says, cases, cases))
        row.add(carried_out(step, place))
    tell(f"  {cases:,} cases, round {turn + 1}: summarise")
    done = in_new_process(
        "benchmarks.national.steps", "summarised",
        docket=str(place / "docket"), findings=str(place / "findings.parquet"),
    )  # fmt: skip
    row = by_step.setdefault("summarise", {}).setdefault(cases, Row("summarise", cases, cases))
    row.add(done)
    row.notes["disk_mb"] = directory_mb(place)


def _print_size(cases: int, by_step: dict[str, dict[int, Row]], rivals: list[Row]) -> None:
    """Print one size: every step, what each left on disk and needed meanwhile, and the rivals."""
    rows = {step: row[cases] for step, row in by_step.items()}
    print_rows(f"The whole path, {cases:,} cases", list(rows.values()), None)
    cells = [("step", "us a case", "CPU us a case", "left on disk, MB", "most disk meanwhile, MB")]
    for step, row in rows.items():
        made, most = row.notes.get("made_mb", 0), row.notes.get("most_disk_mb", 0)
        each = (f"{1e6 * s / cases:.1f}" for s in (row.seconds, row.cpu_seconds))
        cells.append((step, *each, f"{made:,.0f}", f"{most:,.0f}"))
    print()
    print_cells(cells)
    title = f"Reading the same files, {cases:,} cases (Evenhand's import makes the docket too)"
    print_rows(title, [rows["import"], *rivals], rows["import"])
    if cases > PANDAS_UP_TO:
        print(f"pandas is not tried above {PANDAS_UP_TO:,} cases: a table does not fit in memory")


def _growth(by_step: dict[str, dict[int, Row]], sizes: list[int]) -> list[Target]:
    """Hold time per case at the largest size against that at the smallest of a million or more.

    Below a million what is done once, such as starting, counts as if it were done for each case.
    """
    large = [cases for cases in sizes if cases >= 1_000_000]
    if len(large) < 2:
        return []
    first, last = large[0], large[-1]
    found = []
    for step, rows in by_step.items():
        ratio = rows[last].seconds / last / (rows[first].seconds / first)
        by_cpu = rows[last].cpu_seconds / last / (rows[first].cpu_seconds / first)
        says = f"{step}: time a case, {last:,} beside {first:,}"
        found.append(Target(says, ratio, 1.25, by_cpu))
    return found


def _memory(by_step: dict[str, dict[int, Row]], sizes: list[int]) -> list[Target]:
    return [
        Target(f"{step}: memory at {sizes[-1]:,} cases, MB", rows[sizes[-1]].peak, MEMORY_MB)
        for step, rows in by_step.items()
    ]
