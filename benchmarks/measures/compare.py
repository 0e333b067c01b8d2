"""The subcommand ``measures``: every shipped measure over one docket, and its cells beside SQL."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, peak_mb, tell, timed
from benchmarks.table import Target, print_cells, print_rows, print_targets

NATIONAL = 12_662_540
UNIT = 1_000_000
SECONDS = 60.0
HAND = "SQL by hand, a query a table"
FROM, UNTIL = "2010-10-01", "2011-10-01"


def run(folder: Path, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Measure, print, and give all for ``--json``."""
    rows: list[Row] = []
    steps: dict[int, dict[str, float]] = {}
    for cases in sizes:
        place = _docket(folder, cases)
        row = Row(f"all measures, {cases:,} cases", cases, cases)
        for turn in range(rounds):
            tell(f"  {cases:,} cases, round {turn + 1}")
            done = in_new_process(
                "benchmarks.measures.compare", "one_run", place=str(place),
                out=str(folder / "measures-out"),
            )  # fmt: skip
            row.add(done)
            steps[cases] = done["notes"]["steps"]
        rows.append(row)
    tell("")
    print_rows("All measures with a docket and findings", rows, None)
    largest = sizes[-1]
    cells = [("measure", "seconds, with what it was the first to need")]
    cells += [(what, f"{seconds:.2f}") for what, seconds in steps[largest].items()]
    print()
    print_cells(cells)
    targets = []
    beside = _beside(folder, [cases for cases in sizes if cases <= UNIT], rounds)
    if largest == NATIONAL:
        targets = [Target("all measures at the court's size, s", rows[-1].seconds, SECONDS,
                          rows[-1].cpu_seconds)]  # fmt: skip
        print_targets(targets)
    return {
        "ways": [row.as_json() for row in rows],
        "steps": {str(cases): found for cases, found in steps.items()},
        "targets": [target.as_json() for target in targets],
        **beside,
    }


def _beside(folder: Path, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Make the same cells by SQL written by hand, up to a million cases, and compare every one."""
    if not sizes:
        return {}
    cases = sizes[-1]
    place = _docket(folder, cases)
    ours, hand = (Row(way, cases, cases) for way in ("Evenhand", HAND))
    found: dict[str, Any] = {}
    for turn in range(rounds):
        for row in (ours, hand):
            tell(f"  cells, {row.way}, round {turn + 1}")
            done = in_new_process(
                "benchmarks.measures.cells", "one_way", place=str(place), way=row.way,
                since=FROM, until=UNTIL, memory="5GB",
            )  # fmt: skip
            found[row.way] = done["notes"].pop("cells")
            row.add(done)
    tell("")
    print_rows(f"The cells of the measures, {cases:,} cases", [ours, hand], ours)
    asked = found[ours.way]
    differ = [what for what, rows in asked.items() if rows != found[HAND][what]]
    cells = sum(map(len, asked.values()))
    print(
        f"{len(asked)} tables, {cells:,} cells; tables that differ: {', '.join(differ) or 'none'}"
    )
    return {"beside": [ours.as_json(), hand.as_json()], "differ": differ, "agree": not differ}


def _docket(folder: Path, cases: int) -> Path:
    if cases <= UNIT:
        made = in_new_process(
            "benchmarks.measures.making", "imported_at", place=str(folder / f"measures-{cases}"),
            cases=cases,
        )  # fmt: skip
        return Path(made)
    source = _docket(folder, UNIT)
    made = in_new_process(
        "benchmarks.measures.making", "repeated_at", source=str(source),
        place=str(folder / f"measures-{cases}"), cases=cases,
    )  # fmt: skip
    return Path(made)


def one_run(place: str, out: str) -> dict[str, Any]:
    """Answer every measure that a docket and findings can answer, and write the exact results."""
    import datetime as dt
    import time

    from evenhand.measures.answers.answering import answer
    from evenhand.measures.exact import write_exact
    from evenhand.measures.handing_in import Asked, gather
    from evenhand.measures.library import shipped

    shutil.rmtree(out, ignore_errors=True)
    begun: list[tuple[str, float]] = []

    def work() -> None:
        inputs, told = gather(
            Asked(Path(place) / "docket", Path(place) / "findings.parquet",
                  since=dt.date.fromisoformat(FROM), until=dt.date.fromisoformat(UNTIL))
        )  # fmt: skip
        chosen = [one for one in shipped() if all(inputs.has(need) for need in one.all_needs)]
        results = answer(
            chosen, inputs, tell=lambda what, done, of: begun.append((what, time.perf_counter()))
        )
        begun.append(("writing the exact results", time.perf_counter()))
        write_exact(Path(out), results, told)
        begun.append(("", time.perf_counter()))

    measured: dict[str, Any] = timed(work)
    shutil.rmtree(out, ignore_errors=True)
    ends = [at for _, at in begun[1:]]
    steps = {what: end - at for (what, at), end in zip(begun, ends, strict=False)}
    return {**measured, "peak_mb": peak_mb(), "notes": {"steps": steps}}
