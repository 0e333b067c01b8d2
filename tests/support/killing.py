"""Runs imports and reviews in processes of their own and kills them at work. Run as a program.

Usage: killing.py WORDS, a JSON object: ``what`` (import or review), ``of`` (a folder of records, or
a docket), ``out``, ``times``, ``seed``, and for a review ``days`` (old and new).

First the work is done once undisturbed, beside, to know how long it takes and what comes of it.
Then, so many times: the work is begun, killed at a random moment (every second time, one after its
first part was finished, whatever else the machine is doing), looked at, and begun again to the end.
One JSON line is printed for each time: whether it was killed at work, what then stood at its place
(nothing, old, new, or between), what the second run said it found, and whether it gave the bytes
that the undisturbed run gave.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from evenhand.guidance.library import find
from evenhand.review.manifest import manifest_path
from evenhand.review.placing import standing
from evenhand.review.run import review_docket

Contents = dict[str, str]
INSTRUMENTS = ["ice-2011-11-17", "ice-2011-03-02"]


def in_child(work: Callable[[], None]) -> int:
    """Do some work in a child process and give its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def contents(*places: Path) -> Contents:
    """Give the digest of every file at some places."""
    paths = [p for place in places for p in ([place] if place.is_file() else place.rglob("*"))]
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()
    }


class Import:
    """Imports into ``out``; before each there is nothing."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.records, self.out = Path(given["of"]), Path(given["out"])

    def prepare(self) -> None:
        """Take away what stands."""
        shutil.rmtree(self.out, ignore_errors=True)

    def work(self) -> None:
        """Import."""
        import_records(
            "eoir",
            [self.records],
            self.out,
            dated=dt.date(2012, 1, 13),
            notice=self.out.with_name("said").write_text,
        )

    def has_a_part(self) -> bool:
        """Tell whether a part is finished that a second run could go on from."""
        return any(self.out.parent.glob(".*/seals/*.json"))

    def stands(self) -> Contents:
        """Give what stands."""
        return contents(self.out) if self.out.exists() else {}


class Review:
    """Reviews into ``out``, as of the second day; before each, findings of the first day stand."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.docket, self.out = open_docket(Path(given["of"])), Path(given["out"])
        self.days = [dt.date.fromisoformat(day) for day in given["days"]]
        self.kept = self.out.with_name("kept")

    def prepare(self) -> None:
        """Put the old findings in place."""
        if not self.kept.exists():
            self.kept.mkdir()
            os.waitpid(in_child(lambda: self._review(self.days[0])), 0)
            for path in (self.out, manifest_path(self.out)):
                shutil.copy(path, self.kept / path.name)
        for path in (self.out, manifest_path(self.out)):
            shutil.copy(self.kept / path.name, path)

    def work(self) -> None:
        """Review as of the second day."""
        self._review(self.days[1])

    def _review(self, day: dt.date) -> None:
        review_docket(self.docket, find(INSTRUMENTS), self.out, as_of=day)

    def has_a_part(self) -> bool:
        """Tell that a review has no parts: any moment is as good as another."""
        return True

    def stands(self) -> Contents:
        """Give what stands, as every reader finds it: the findings with their own manifest."""
        if not standing(self.out):
            raise SystemExit("findings without their manifest")
        return contents(self.out, manifest_path(self.out))


def wait_for_a_part(task: Any, longest: float) -> float:
    """Wait until a part is finished, at most so many seconds; give the seconds that took."""
    begun = time.monotonic()
    while not task.has_a_part() and time.monotonic() - begun < longest:
        time.sleep(0.001)
    return time.monotonic() - begun


def main() -> None:
    """Do the work once, then kill it again and again."""
    given = json.loads(sys.argv[1])
    task: Any = {"import": Import, "review": Review}[given["what"]](given)
    lots = random.Random(given["seed"])
    task.prepare()
    old = task.stands()
    begun = time.monotonic()
    os.waitpid(in_child(task.work), 0)
    whole = time.monotonic() - begun
    new = task.stands()
    for turn in range(given["times"]):
        task.prepare()
        child = in_child(task.work)
        taken = wait_for_a_part(task, longest=3 * whole) if turn % 2 else 0.0
        time.sleep(max(0.0, whole - taken) * lots.uniform(0.02, 1.0))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        found = task.stands()
        state = "old" if found == old else "new" if found == new else "between"
        said = task.out.with_name("said")
        said.unlink(missing_ok=True)
        if given["what"] == "review" or state == "old":
            os.waitpid(in_child(task.work), 0)
        told = {
            "killed": os.WIFSIGNALED(status),
            "state": state,
            "said": said.read_text() if said.exists() else "",
            "same": task.stands() == new,
        }
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
