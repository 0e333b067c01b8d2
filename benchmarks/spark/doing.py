"""One process of each engine: what it did, how long, with which processor time and memory."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import peak_mb, timed
from benchmarks.review import synthetic
from benchmarks.review.job import Job
from evenhand.engines.spark import started
from evenhand.review.comparing import compare as compared
from evenhand.review.on_spark import review_on_spark
from evenhand.review.run import review_docket

MASTER = "local[2]"


def make_facts(folder: str, cases: int) -> str:
    """Make the docket if it is not there; give its folder."""
    return str(synthetic.facts(Path(folder), cases))


def on_duckdb(docket: str, out: str) -> dict[str, Any]:
    """Review with DuckDB."""
    job = Job(Path(docket), Path(out))
    job.out.unlink(missing_ok=True)
    found = timed(lambda: review_docket(job.docket, [job.instrument], job.out))
    return {**found, "peak_mb": peak_mb()}


def on_spark(docket: str, out: str, reviews: int) -> dict[str, Any]:
    """Start a session, then review several times in it; Java's time and memory are counted in."""
    job = Job(Path(docket), Path(out))
    begun = time.perf_counter()
    with started(MASTER) as session:
        start = {"wall": time.perf_counter() - begun}
        java = session.sparkContext._gateway.proc.pid
        start["cpu"] = _cpu(java) + time.process_time()
        runs = []
        for turn in range(reviews):
            before, wall = _cpu(java) + time.process_time(), time.perf_counter()
            review_on_spark(session, job.docket_folder, [job.instrument], f"{out}-{turn}")
            runs.append({
                "wall": time.perf_counter() - wall,
                "cpu": _cpu(java) + time.process_time() - before,
                "peak_mb": peak_mb() + _status(java, "VmHWM:"),
            })  # fmt: skip
    return {"start": {**start, "peak_mb": runs[0]["peak_mb"]}, "runs": runs}


def _cpu(process: int) -> float:
    """Give the processor seconds of another process, from Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _status(process: int, what: str) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


def same(one: str, other: str) -> bool:
    """Whether two findings are the same."""
    return compared(Path(one), Path(other)).same
