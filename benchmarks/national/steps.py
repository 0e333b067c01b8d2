"""One step of the path as a user runs it, with what it takes of the disk while it runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import peak_mb, timed, whole_process

LOOK_EVERY = 1.0


@dataclass(frozen=True)
class Step:
    """A command of Evenhand: what it is called, its words, and what it makes."""

    says: str
    words: list[Any]
    makes: tuple[Path, ...]


def carried_out(step: Step, place: Path) -> dict[str, Any]:
    """Run a step and measure it; ``place`` holds all it writes, spilled data included."""
    most, over = [directory_mb(place)], threading.Event()
    before = most[0]

    def look() -> None:
        while not over.wait(LOOK_EVERY):
            most[0] = max(most[0], directory_mb(place))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        done = whole_process(["evenhand", *map(str, step.words)], place)
    finally:
        over.set()
        looking.join()
    made = sum(directory_mb(path) for path in step.makes)
    return {**done, "notes": {"made_mb": made, "most_disk_mb": max(made, most[0] - before)}}


def directory_mb(path: Path) -> float:
    """Give the size of a file, or of all files in a folder, also while they come and go."""
    paths = [path] if path.is_file() else path.rglob("*")
    total = 0
    for one in paths:
        try:
            status = one.lstat()
        except FileNotFoundError:
            continue
        # Blocks, because a file that spilled data go to may have holes.
        total += min(status.st_size, status.st_blocks * 512) if one.is_file() else 0
    return total / 1e6


def shipped_ids() -> list[str]:
    """Name every shipped instrument."""
    from evenhand.guidance.library import shipped

    return [instrument.id for instrument in shipped()]


def summarised(docket: str, findings: str) -> dict[str, Any]:
    """Write the report of a run against the clock."""
    from evenhand.docket.snapshot import open_docket
    from evenhand.guidance.library import shipped
    from evenhand.review.report import write_report

    page = Path(findings).with_suffix(".html")
    opened = open_docket(Path(docket))
    measured: dict[str, Any] = timed(lambda: write_report(opened, Path(findings), shipped(), page))
    return {**measured, "peak_mb": peak_mb(), "notes": {"made_mb": page.stat().st_size / 1e6}}
