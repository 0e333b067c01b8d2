"""The subcommand ``families``: the same made lists linked by every way, in one run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.linking.ways import EXACT
from benchmarks.measure import in_new_process, tell
from benchmarks.table import Target, print_cells, print_targets

WAYS = "benchmarks.linking.ways"
SEEDS = (1, 2)
LARGE = 100_000  # from here on Evenhand alone, one seed, and other targets: time and memory
HEAD = (
    "way", "recall at 99 %", "best F1", "parents reached", "held for nothing", "called 0.9+, right",
    "wall s", "CPU s", "peak MB",
)  # fmt: skip


def run(folder: Path, people: int) -> dict[str, Any]:
    """Measure, print, and give everything for ``--json``."""
    found: dict[str, Any] = {}
    targets: list[Target] = []
    for seed in SEEDS if people < LARGE else SEEDS[:1]:
        place = prepared(folder, people, seed)
        ways: dict[str, Any] = {"Evenhand": called("evenhand", place)}
        if seed == SEEDS[0] and people < LARGE:
            ways |= {way: called("exact", place, way=way) for way in EXACT}
            ways["Splink as it comes"] = called("splink", place)
            ways["recordlinkage"] = called("recordlinkage", place)
            ways["Evenhand on FEBRL 4"] = called("febrl", place)
        tell("")
        print(f"\nTwo lists of {people:,}, seed {seed}")
        print_cells([HEAD, *(cells(way, measured) for way, measured in ways.items())])
        found[f"seed {seed}"] = ways
        targets += reached(ways["Evenhand"], people, seed)
    print()
    print_targets(targets)
    return {**found, "targets": [target.as_json() for target in targets]}


def prepared(folder: Path, people: int, seed: int) -> Path:
    """Make the lists and import them, outside every clock."""
    from evenhand.docket.lists.importing import import_lists
    from evenhand.records.synthetic.families.making import make_lists

    place = folder / f"families-{people}-{seed}"
    tell(f"making lists, seed {seed}")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    made = make_lists(place / "made", people=people, seed=seed).folder
    pairs = [(made / f"{n}.toml", made / f"{n}.csv") for n in ("border", "care")]
    import_lists(pairs, place / "lists")
    return place


def called(function: str, place: Path, **given: Any) -> dict[str, Any]:
    """Call one way in a process of its own."""
    tell(given.get("way", function))
    measured: dict[str, Any] = in_new_process(WAYS, function, folder=str(place), **given)
    return measured


def cells(way: str, measured: dict[str, Any]) -> list[str]:
    """Lay out one way's figures."""
    return [
        way,
        f"{measured['recall']:.3f}",
        f"{measured['f1']:.3f}",
        f"{measured['reached']:.3f}",
        f"{measured['held_for_nothing']:,}",
        f"{measured['sure_and_right']:.3f}",
        f"{measured['wall']:.1f}",
        f"{measured['cpu']:.1f}",
        f"{measured['peak_mb']:.0f}",
    ]


def reached(measured: dict[str, Any], people: int, seed: int) -> list[Target]:
    """Give the targets for one seed."""
    if people >= LARGE:
        return [
            Target("seconds", measured["wall"], 300, by_cpu=measured["cpu"]),
            Target("peak MB", measured["peak_mb"], 4096),
        ]
    others = people - measured["parents_with_child"]
    named = f", seed {seed}"
    return [
        Target(f"recall at 99 % precision{named}", measured["recall"], 0.94, at_least=True),
        Target(f"parents with a child, held{named}", measured["reached"], 0.965, at_least=True),
        Target(f"other parents held{named}", measured["held_for_nothing"] / others, 0.04),
        Target(f"called 0.9 to 1.0, right{named}", measured["sure_and_right"], 0.88, at_least=True),
        Target(f"seconds{named}", measured["wall"], 60, by_cpu=measured["cpu"]),
    ]
