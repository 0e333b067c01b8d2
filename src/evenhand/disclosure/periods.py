"""Periods as text and as days, so that tables of overlapping periods can be told to overlap."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

Days = tuple[int, int]  # first day, and the day after the last, as ordinals

_RANGE = re.compile(r"\s*(?:/|\bto\b|–|\.\.)\s*")
_FISCAL = re.compile(r"(?:fy|fiscal years?)\s*(\d{4})")
_QUARTER = re.compile(r"(\d{4})-?q([1-4])")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_YEARS = re.compile(r"(\d{4})-(\d{4})")


@lru_cache(maxsize=4096)
def days(period: str) -> Days | None:
    """Give the days of a period, or None where its text is none of the known ways.

    Known are 2015, 2015-03, 2015-03-17, 2015-Q1, FY2015, fiscal year 2015, 2011-2015, and two of
    these joined by "to", a slash, two dots or an en dash.
    """
    text = period.strip().lower()
    if years := _YEARS.fullmatch(text):
        text = f"{years[1]} to {years[2]}"
    ends = [_one(part) for part in _RANGE.split(text)]
    if not 1 <= len(ends) <= 2 or None in ends:
        return None
    first, last = ends[0], ends[-1]
    return (first[0], last[1]) if first and last and first[0] < last[1] else None


def said(stretch: Days) -> str:
    """Write days in the one way by which equal periods are known to be equal."""
    first, after = (dt.date.fromordinal(day) for day in stretch)
    return f"{first} to {after - dt.timedelta(days=1)}"


def shorter_than_a_year(period: str) -> bool | None:
    """Whether a period is shorter than a year; None where its text is not understood."""
    found = days(period)
    return None if found is None else found[1] - found[0] < 365


def contains(outer: Days, inner: Days) -> bool:
    """Whether one period lies within another and is not the same."""
    return outer != inner and outer[0] <= inner[0] and inner[1] <= outer[1]


def overlap(one: Days, other: Days) -> bool:
    """Whether two periods have a day in common."""
    return one[0] < other[1] and other[0] < one[1]


def _one(text: str) -> Days | None:
    try:
        if fiscal := _FISCAL.fullmatch(text):
            year = int(fiscal[1])
            return dt.date(year - 1, 10, 1).toordinal(), dt.date(year, 10, 1).toordinal()
        if quarter := _QUARTER.fullmatch(text):
            return _months(int(quarter[1]), 3 * int(quarter[2]) - 2, 3)
        if found := _DATE.fullmatch(text):
            year, month, day = (int(part or 0) for part in found.groups())
            if day:
                start = dt.date(year, month, day).toordinal()
                return start, start + 1
            return _months(year, month or 1, 1 if month else 12)
    except ValueError:  # no such day or month
        return None
    return None


def _months(year: int, month: int, number: int) -> Days:
    after = month - 1 + number
    return (
        dt.date(year, month, 1).toordinal(),
        dt.date(year + after // 12, after % 12 + 1, 1).toordinal(),
    )
