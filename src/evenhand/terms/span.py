"""What is known of a date or a count: the range it must lie in, exact when both ends agree.

Records say "in 2001", "1998 at the latest", "aged 36 on the day of arrest", "at least two
convictions". A single column would force a guess or a loss; two bounds keep what is known and
nothing more. ``None`` at an end means that end is not known.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

Value = dt.date | int


@dataclass(frozen=True)
class Span:
    """The known range of a date (days) or a count (whole numbers), both ends included."""

    low: Value | None = None
    high: Value | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:  # type: ignore[operator]
            raise ValueError(f"the range ends before it begins: {self.low} to {self.high}")

    @property
    def known(self) -> bool:
        """Whether anything at all is known of the value."""
        return self.low is not None or self.high is not None

    @property
    def exact(self) -> bool:
        """Whether the value itself is known."""
        return self.low is not None and self.low == self.high

    def __str__(self) -> str:
        if not self.known:
            return "unknown"
        if self.exact:
            return str(self.low)
        if self.low is None:
            return f"{self.high} at the latest" if _is_date(self.high) else f"at most {self.high}"
        if self.high is None:
            return f"{self.low} at the earliest" if _is_date(self.low) else f"at least {self.low}"
        return f"between {self.low} and {self.high}"


def _is_date(value: Value | None) -> bool:
    return isinstance(value, dt.date)


def years_before(day: dt.date, years: int) -> dt.date:
    """Give the day ``years`` years before ``day``; 29 February falls back to 28 February."""
    year = day.year - years
    last = calendar.monthrange(year, day.month)[1]
    return dt.date(year, day.month, min(day.day, last))


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$", re.ASCII)
_YEAR = re.compile(r"^(\d{4})$")
_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")


def date_span(text: str) -> Span:
    """Read ``2001``, ``2001-05``, ``2001-05-31`` as the days they may mean.

    Also ``2001-05-31 at the latest`` and ``... at the earliest``. Raises ValueError for anything
    else, an impossible date included: a wrong date is unknown, never repaired.
    """
    text = text.strip()
    for ending, side in ((" at the latest", "high"), (" at the earliest", "low")):
        if text.endswith(ending):
            whole = date_span(text.removesuffix(ending))
            return Span(high=whole.high) if side == "high" else Span(low=whole.low)
    if match := _YEAR.match(text):
        year = int(match[1])
        return Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if match := _MONTH.match(text):
        year, month = int(match[1]), int(match[2])
        return Span(dt.date(year, month, 1), last_of_month(year, month))
    if not _DAY.match(text):
        raise ValueError("write 2001, 2001-05 or 2001-05-31")
    day = dt.date.fromisoformat(text)
    return Span(day, day)


def last_of_month(year: int, month: int) -> dt.date:
    """Give the last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def count_span(text: str) -> Span:
    """Read ``3``, ``at least 3``, ``at most 3`` as the counts they may mean."""
    text = text.strip()
    if text.startswith("at least "):
        return Span(low=_number(text[9:]))
    if text.startswith("at most "):
        return Span(low=0, high=_number(text[8:]))
    number = _number(text)
    return Span(number, number)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("write a whole number, not below nought")
    return int(text)
