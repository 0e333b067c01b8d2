"""One run of one way of reviewing, for a process of its own."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from benchmarks.measure import peak_mb, timed
from benchmarks.review.job import Job

# What each way is called in files, and where it stands.
WAYS = {
    "evenhand": "by_evenhand:Way",
    "hand": "by_hand_duckdb:Way",
    "floor": "floor:Way",
    "polars": "by_hand_polars:Way",
    "openfisca": "by_openfisca:Way",
    "zen-batch": "by_zen:Batch",
    "zen-single": "by_zen:Single",
}


def made(way: str, docket: str, out: str) -> Any:
    """Set a way up, untimed."""
    module, kind = WAYS[way].split(":")
    found = getattr(importlib.import_module(f"benchmarks.review.{module}"), kind)
    return found(Job(Path(docket), Path(out)))


def one_run(way: str, docket: str, out: str, keep: bool) -> dict[str, Any]:
    """Set up, do the work against the clock, and keep what was found if that is asked."""
    doing = made(way, docket, out)
    measured: dict[str, Any] = timed(doing.work)
    measured["peak_mb"] = peak_mb()
    measured["says"] = doing.says
    if hasattr(doing, "inner"):
        measured["inner"] = doing.inner | {"says": doing.inner_says}
    if keep and hasattr(doing, "keep"):
        doing.keep()
    if Path(out).exists():
        measured["notes"] = {"bytes_written": Path(out).stat().st_size}
    return measured


def make_facts(folder: str, cases: int) -> str:
    """Make the docket, in a process of its own."""
    from benchmarks.review.synthetic import facts

    return str(facts(Path(folder), cases))
