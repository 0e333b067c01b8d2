"""Timing: every run in a process of its own, the ways taking turns, medians over the rounds."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass
class Row:
    """What was measured of one way of doing a piece of work.

    ``cases`` are those it really did; ``scaled_to`` is the size its times are stretched to, for
    an engine that is measured on a sample.
    """

    way: str
    cases: int
    scaled_to: int
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    def add(self, measured: dict[str, Any]) -> None:
        """Take in one run."""
        factor = self.scaled_to / self.cases
        self.wall.append(measured["wall"] * factor)
        self.cpu.append(measured["cpu"] * factor)
        self.peak_mb.append(measured["peak_mb"])
        self.notes.update(measured.get("notes", {}))

    @property
    def seconds(self) -> float:
        """The median wall time."""
        return median(self.wall)

    @property
    def cpu_seconds(self) -> float:
        """The median processor time, all threads together."""
        return median(self.cpu)

    @property
    def peak(self) -> float:
        """The highest memory of any run, in MB."""
        return max(self.peak_mb)

    def as_json(self) -> dict[str, Any]:
        """Give everything for ``--json``."""
        return {
            "way": self.way,
            "cases": self.scaled_to,
            "measured_on": self.cases,
            "wall_median": self.seconds,
            "wall_min": min(self.wall),
            "wall": self.wall,
            "cpu_median": self.cpu_seconds,
            "peak_mb": self.peak,
            **self.notes,
        }


def peak_mb() -> float:
    """Give the highest memory this process has had.

    ``ru_maxrss`` would count what the parent had when it started us, so Linux's own high-water
    mark of this program is asked first.
    """
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def timed(work: Callable[[], Any]) -> dict[str, float]:
    """Do a piece of work in this process and give its wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def tell(text: str) -> None:
    """Say on a terminal what is being measured; an empty text wipes it away."""
    if sys.stderr.isatty():
        print(f"\r{text:60}", end="" if text else "\r", file=sys.stderr, flush=True)


def in_new_process(module: str, function: str, **given: Any) -> Any:
    """Call ``module.function(**given)`` in a fresh interpreter and give what it returns (JSON)."""
    order = json.dumps([module, function, given])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.worker", order], stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise SystemExit(f"{module}.{function} failed; what it said stands above.")
    return json.loads(done.stdout.splitlines()[-1])


def whole_process(arguments: Iterable[str], folder: Path) -> dict[str, Any]:
    """Run a Python module as a user would, from start to exit, its output thrown away."""
    command = [sys.executable, "-m", *arguments]
    begun = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    said = child.stderr.read() if child.stderr else ""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{said}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return {
        "wall": time.perf_counter() - begun,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / unit,
    }
