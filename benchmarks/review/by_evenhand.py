"""Evenhand itself: ``review_docket``, and in it the one statement that does the work."""

from __future__ import annotations

from typing import Any

from benchmarks.measure import timed
from benchmarks.review.job import Job
from evenhand.engines.duck import Connection
from evenhand.review import run


class Watched:
    """A session that times the COPY which reviews and writes, and lets all else through."""

    def __init__(self, con: Connection) -> None:
        self._con = con
        self.copied: dict[str, float] = {}
        self.text = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)

    def execute(self, text: str, *given: Any) -> Any:
        """Run a statement."""
        if text.startswith("COPY"):
            self.text = text
            self.copied = timed(lambda: self._con.execute(text, *given))
            return self._con
        return self._con.execute(text, *given)


class Way:
    """One run of it; ``inner`` holds the time of its statement alone."""

    says = "Evenhand, the whole review"
    inner_says = "Evenhand"

    def __init__(self, job: Job) -> None:
        self.job = job
        connect = run.connect

        def watched(*given: Any, **named: Any) -> Any:
            self.con = Watched(connect(*given, **named))
            return self.con

        run.connect = watched
        self.docket, self.instrument = job.docket, job.instrument

    def work(self) -> None:
        """Review every case, with the manifest, its hash and its counts."""
        run.review_docket(self.docket, [self.instrument], self.job.out)

    @property
    def inner(self) -> dict[str, float]:
        """The time of the statement alone."""
        return self.con.copied
