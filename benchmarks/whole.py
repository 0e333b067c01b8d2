"""The subcommand ``demo``: what a user waits for, as whole processes from start to exit."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, whole_process
from benchmarks.table import print_rows

CASES = 300_000


def run(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure, print, and give everything for ``--json``."""
    demo = folder / "demo"
    rows = {
        "demo": Row("evenhand demo", CASES, CASES),
        "explain": Row("evenhand explain, one case", 1, 1),
        "version": Row("evenhand --version", 1, 1),
    }
    for _ in range(rounds):
        rows["demo"].add(whole_process(["evenhand", "demo", "--out", str(demo)], folder))
    findings = str(demo / "findings.parquet")
    case = in_new_process("benchmarks.whole", "some_case", findings=findings)
    words = ["evenhand", "explain", str(demo / "docket"), case]
    for _ in range(max(rounds, 5)):
        rows["explain"].add(whole_process([*words, "--instrument", "ice-2011-11-17"], folder))
        rows["version"].add(whole_process(["evenhand", "--version"], folder))
    print_rows("Whole processes", list(rows.values()), None)
    shutil.rmtree(demo)
    return {name: row.as_json() for name, row in rows.items()}


def some_case(findings: str) -> str:
    """Take a case of the demo."""
    from evenhand.engines.duck import connect, literal

    con = connect()
    row = con.execute(f"SELECT max(case_id) FROM read_parquet({literal(findings)})").fetchone()
    con.close()
    return str(row[0]) if row else ""
