"""``python -m benchmarks``: the words of the command."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import machine

NATIONAL = 12_662_540  # cases in the court's public file of June 2026


def sizes(text: str) -> list[int]:
    """Read numbers of cases, from the smallest; ``national`` is that of the court's own file."""
    parts = (part.replace("_", "") for part in text.split(","))
    return sorted({NATIONAL if part == "national" else int(part) for part in parts})


def parser() -> argparse.ArgumentParser:
    """Build the parser."""
    top = argparse.ArgumentParser(prog="evenhand bench", description=__doc__)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", type=Path, metavar="FILE", help="also write everything here")
    shared.add_argument("--rounds", type=int, default=3, help="runs of each way (default: 3)")
    shared.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "evenhand-bench",
        help="where made-up input is kept from run to run (default: the temporary folder)",
    )  # fmt: skip
    parts = top.add_subparsers(dest="part", required=True)
    for part, says in (
        ("review", "review a docket: Evenhand, the same by hand, other rule engines"),
        ("import", "read a court file: Evenhand and the best readers"),
        ("national", "make, import, compare, review and summarise, up to the whole court's size"),
        ("demo", "`evenhand demo` and `evenhand explain` as whole processes"),
        ("ledger", "verify a ledger of 100,000 entries, and record in one"),
        ("holds", "every hold of a docket, beside scanning and writing"),
        ("spark", "review on Spark and on DuckDB, both on this machine"),
        ("families", "link two lists of known truth: Evenhand, exact joins, other libraries"),
        ("measures", "every measure over one docket, up to the whole court's size"),
        ("disclosure", "a release of 4,000 cells made safe and attacked, beside hiding less"),
        ("all", "all of these but spark"),
    ):
        made = parts.add_parser(part, parents=[shared], help=says)
        if part in ("review", "national", "holds", "spark", "measures", "all"):
            made.add_argument("--cases", type=sizes, default=[100_000, 1_000_000], metavar="N,N,N")
        if part in ("import", "all"):
            made.add_argument("--rows", type=int, default=1_000_000, metavar="N")
        if part == "national":
            made.set_defaults(rounds=1)
            made.add_argument("--hearings", action="store_true", help="make the hearings too")
            made.add_argument("--memory-limit", default="8GB", metavar="SIZE")
        if part in ("families", "all"):
            made.add_argument("--people", type=int, default=20_000, metavar="N")
    return top


def main() -> int:
    """Run what was asked; 1 if any two ways disagree."""
    given = parser().parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {"machine": machine.described(), "busy_before": machine.load()}
    for what, value in found["machine"].items():
        print(f"{what.replace('_', ' '):15} {value}")
    print(f"{'busy':15} {found['busy_before']} of the time some work waits for a core (10 s)")
    if given.part in ("review", "all"):
        from benchmarks.review import compare as reviewing

        found["review"] = reviewing.run(given.folder, given.cases, given.rounds)
    if given.part in ("import", "all"):
        from benchmarks.reading import compare as reading

        found["import"] = reading.run(given.folder, given.rows, given.rounds)
    if given.part == "national":
        from benchmarks.national import compare as national

        found["national"] = national.run(
            given.folder,
            given.cases,
            given.rounds,
            hearings=given.hearings,
            memory=given.memory_limit,
        )
    if given.part in ("families", "all"):
        from benchmarks.linking import compare as linking

        found["families"] = linking.run(given.folder, given.people)
    if given.part in ("demo", "all"):
        from benchmarks import whole

        found["demo"] = whole.run(given.folder, given.rounds)
    if given.part in ("ledger", "all"):
        from benchmarks import ledger

        found["ledger"] = ledger.run(given.folder, given.rounds)
    if given.part in ("holds", "all"):
        from benchmarks import holds

        found["holds"] = holds.run(given.folder, given.cases, given.rounds)
    if given.part in ("measures", "all"):
        from benchmarks.measures import compare as measures

        found["measures"] = measures.run(given.folder, given.cases, given.rounds)
    if given.part in ("disclosure", "all"):
        from benchmarks import disclosure

        found["disclosure"] = disclosure.run(given.folder, given.rounds)
    if given.part == "spark":
        from benchmarks.spark import compare as on_spark

        found["spark"] = on_spark.run(given.folder, given.cases, given.rounds)
    if given.json:
        given.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    agree = all(part.get("agree", True) for part in found.values() if isinstance(part, dict))
    return 0 if agree else 1


if __name__ == "__main__":
    raise SystemExit(main())
