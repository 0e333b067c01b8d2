"""The subcommand ``review``: every way at every size, the ways taking turns."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, tell
from benchmarks.table import Target, print_cells, print_rows, print_targets

DOING = "benchmarks.review.doing"
ON_ALL = ("evenhand", "hand", "floor", "polars", "openfisca")
ON_SAMPLE = ("zen-batch", "zen-single")
SAMPLE = 20_000
AT_ITS_SIZE = 10_000_000
COMPARED = ("not_found", "class", "yes", "unknown", "possible_missed", "possible_looser")


def run(folder: Path, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Measure, print, and give everything for ``--json``; ``agree`` says whether all agreed."""
    by_size: dict[int, dict[str, Row]] = {}
    agreement: dict[int, Any] = {}
    agree = True
    for cases in sizes:
        docket = in_new_process(DOING, "make_facts", folder=str(folder), cases=cases)
        out = folder / f"found-{cases}"
        out.mkdir(exist_ok=True)
        few = min(rounds, 3) if cases >= AT_ITS_SIZE else rounds
        by_size[cases] = measure(docket, out, cases, few)
        found = in_new_process(
            "benchmarks.review.agreement", "compared", folder=str(out), docket=docket,
            ways=[way for way in (*ON_ALL, *ON_SAMPLE) if way not in ("evenhand", "floor")],
        )  # fmt: skip
        shutil.rmtree(out)
        agreement[cases] = found
        rows = by_size[cases]
        print_rows(f"Review of {cases:,} cases", list(rows.values()), rows["evenhand"])
        agree &= print_agreement(found)
        print_targets(targets(rows))
    growth = growing(by_size)
    if growth:
        print_growth(by_size)
        print_targets(growth)
    return {
        "agree": agree,
        "agreement": agreement,
        "sizes": {n: [row.as_json() for row in rows.values()] for n, rows in by_size.items()},
        "targets": [t.as_json() for rows in by_size.values() for t in targets(rows)]
        + [t.as_json() for t in growth],
    }


def measure(docket: str, out: Path, cases: int, rounds: int) -> dict[str, Row]:
    """Run every way once a round; Evenhand first, since the floor writes what it found."""
    rows: dict[str, Row] = {}
    for turn in range(rounds):
        for way in (*ON_ALL, *ON_SAMPLE):
            tell(f"  {cases:,} cases, round {turn + 1}: {way}")
            done = in_new_process(
                DOING, "one_run", way=way, docket=docket, out=str(out / f"{way}.parquet"),
                keep=turn == 0,
            )  # fmt: skip
            did = min(SAMPLE, cases) if way in ON_SAMPLE else cases
            if inner := done.pop("inner", None):
                both = {**done, **inner}
                rows.setdefault(way, Row(inner["says"], did, cases)).add(both)
                way = f"{way}-whole"
            rows.setdefault(way, Row(done["says"], did, cases)).add(done)
    tell("")
    return rows


def targets(rows: dict[str, Row]) -> list[Target]:
    """Give the targets that can be told at one size."""
    ours = rows["evenhand"]

    cases = f"{ours.cases:,} cases"

    def at_most(limit: float, way: str, called: str) -> Target:
        cpu = ours.cpu_seconds / rows[way].cpu_seconds
        ratio = ours.seconds / rows[way].seconds
        return Target(f"Evenhand / {called}, {cases}", ratio, limit, cpu)

    def at_least(limit: float, way: str, called: str) -> Target:
        cpu = rows[way].cpu_seconds / ours.cpu_seconds
        ratio = rows[way].seconds / ours.seconds
        return Target(f"{called} / Evenhand, {cases}", ratio, limit, cpu, at_least=True)

    found = [
        at_most(1.1, "hand", "DuckDB SQL by hand"),
        at_most(1.5, "floor", "floor"),
        at_most(1.0, "openfisca", "OpenFisca bare vectors"),
        at_least(150, "zen-batch", "zen batch"),
        at_least(500, "zen-single", "zen single"),
    ]
    if ours.cases >= AT_ITS_SIZE:
        share = ours.peak / rows["openfisca"].peak
        found += [
            Target(f"Evenhand's peak / OpenFisca's, {cases}", share, 0.1),
            Target(f"Evenhand's peak in MB, {cases}", ours.peak, 700),
        ]
    return found


def growing(by_size: dict[int, dict[str, Row]]) -> list[Target]:
    """Give the target on time per case from the smallest to the largest size."""
    if len(by_size) < 2:
        return []
    small, large = min(by_size), max(by_size)
    few, many = by_size[small]["evenhand"], by_size[large]["evenhand"]
    wall = many.seconds / large / (few.seconds / small)
    cpu = many.cpu_seconds / large / (few.cpu_seconds / small)
    return [Target(f"Evenhand's time per case, {large:,} / {small:,} cases", wall, 1.1, cpu)]


def print_growth(by_size: dict[int, dict[str, Row]]) -> None:
    """Print the time per case of each way at each size."""
    ways = next(iter(by_size.values()))
    print("\nMicroseconds of wall time per case")
    cells = [("way", *(f"{n:,}" for n in by_size))]
    for way, first in ways.items():
        each = (f"{rows[way].seconds / n * 1e6:.3f}" for n, rows in by_size.items())
        cells.append((first.way, *each))
    print_cells(cells)


def print_agreement(found: dict[str, dict[str, Any]]) -> bool:
    """Print in how many cases each way differs from Evenhand; whether none does that should not."""
    print("\nCases that differ from Evenhand's findings (blank: the way does not compute it)")
    cells = [("way", "compared", "no such case", "class", "yes", "unknown",
              "possible missed", "possible looser")]  # fmt: skip
    for way, one in found.items():
        counts = (f"{one[key]:,}" if key in one else "" for key in COMPARED)
        cells.append((way, f"{one['cases']:,}", *counts))
    print_cells(cells)
    if hand := found.get("hand"):
        print(
            "By hand, enforcement-priority stays possible in "
            f"{hand['looser_enforcement_priority']:,} cases that can no longer reach it\n"
            "(list B is surely met, so it is both lists or list B alone); asked for in vain: "
            f"{hand['asked_more']:,} facts more, {hand['asked_fewer']:,} fewer."
        )
    good = agree(found)
    print("All ways agree." if good else "THE WAYS DISAGREE.")
    return good


def agree(found: dict[str, dict[str, Any]]) -> bool:
    """Whether nothing differs that should be the same."""
    return not any(
        one.get(column)
        for one in found.values()
        for column in ("not_found", "class", "yes", "unknown", "possible_missed")
    )
