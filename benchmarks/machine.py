"""What the numbers were measured on: processor, memory, versions; no date and no place."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RIVALS = (
    "duckdb",
    "pyarrow",
    "polars",
    "openfisca-core",
    "zen-engine",
    "numpy",
    "pandas",
    "splink",
    "recordlinkage",
)


def described() -> dict[str, object]:
    """Give the machine and the versions of everything compared."""
    import evenhand

    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "evenhand": evenhand.__version__,
        **{name: _version(name) for name in RIVALS},
    }


def load() -> str:
    """Say how busy the machine is with other work, if it can tell."""
    try:
        first = Path("/proc/pressure/cpu").read_text().split()
    except OSError:
        return "not known"
    return next(part for part in first if part.startswith("avg10=")).removeprefix("avg10=") + " %"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
