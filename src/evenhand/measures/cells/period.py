"""The period a measure is about: whole days, from one on and up to another, which is outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.terms.refusal import NothingToMeasure


@dataclass(frozen=True)
class Period:
    """The days from ``since`` up to, and without, ``until``."""

    since: dt.date
    until: dt.date

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise NothingToMeasure(
                f"A period from {self.since} to before {self.until} has no day in it.",
                "Let --from be earlier than --until.",
            )

    def __str__(self) -> str:
        return f"{self.since} to {self.until - dt.timedelta(days=1)}"

    def holds(self, column: str) -> str:
        """Write the test that a day lies in it."""
        return f"{column} >= DATE '{self.since}' AND {column} < DATE '{self.until}'"

    def months(self) -> Iterator[str]:
        """Give the months it touches, as 2011-09."""
        year, month = self.since.year, self.since.month
        while dt.date(year, month, 1) < self.until:
            yield f"{year}-{month:02d}"
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def usual(day: dt.date) -> Period:
    """Give the twelve whole months before a day: a month that still runs is never counted."""
    until = day.replace(day=1)
    return Period(until.replace(year=until.year - 1), until)
