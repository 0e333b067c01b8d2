"""Estimates that belong together: one number for each court, month or judge, or one for all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from evenhand.disclosure.safe_table import SafeEstimate

_FIRST = {
    "before": " 1",
    "after": " 2",
    "yes": " 1",
    "no": " 2",
}  # values with an order of their own
_TIME = re.compile(r"(FY)?\d{4}(-(Q[1-4]|\d\d))?(-\d\d)?")


@dataclass(frozen=True)
class Series:
    """Estimates of one thing in one unit, each for another value of the same dimensions.

    ``dimensions`` are their names in words. A series without any holds numbers for all, each of
    something else, and ``says`` nothing itself.
    """

    key: str
    says: str
    unit: str
    method: str
    population: str
    period: str
    dimensions: tuple[str, ...]
    names: tuple[str, ...]
    points: tuple[SafeEstimate, ...]

    @property
    def shown(self) -> tuple[SafeEstimate, ...]:
        """The points that have a number."""
        return tuple(point for point in self.points if point.shown)

    @property
    def over_time(self) -> bool:
        """Whether its first dimension is time, and there is no other."""
        return len(self.names) == 1 and all(is_time(point.at[0][1]) for point in self.points)


def is_time(code: str) -> bool:
    """Whether a value of a dimension is a year, a quarter, a month or a day."""
    return bool(_TIME.fullmatch(code))


def series_of(estimates: Iterable[SafeEstimate]) -> tuple[Series, ...]:
    """Put estimates together; within a series they stand by name, and never by their numbers."""
    found = sorted(estimates, key=_kind)
    made = []
    for number, (_, group) in enumerate(groupby(found, key=_kind), 1):
        points = sorted(group, key=lambda point: (_place(point), point.says))
        made.append(_series(f"e{number}", points))
    return tuple(made)


def _series(key: str, points: Sequence[SafeEstimate]) -> Series:
    first = points[0]
    return Series(
        key=key,
        says=_of_what(first) if first.at else "",
        unit=first.unit,
        method=first.method,
        population=first.population,
        period=first.period,
        dimensions=tuple(name for name, _ in first.about),
        names=tuple(name for name, _ in first.at),
        points=tuple(points),
    )


def _kind(estimate: SafeEstimate) -> tuple[object, ...]:
    names = tuple(name for name, _ in estimate.at)
    if not names:  # numbers for all stand together, one below the other
        return (0, "", names, estimate.unit, "", "", estimate.period)
    return (
        len(names), _of_what(estimate), names, estimate.unit, estimate.method, estimate.population,
        estimate.period,
    )  # fmt: skip


def _of_what(estimate: SafeEstimate) -> str:
    """Give what a number says, without the name of its unit in brackets at the end."""
    says = estimate.says
    depth = 0
    for place in range(len(says) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(says[place], 0)
        if depth == 0:
            break
    last = says[place:] if depth == 0 else ""
    units = zip(estimate.at, estimate.about, strict=True)
    named = all(code in last or words in last for (_, code), (_, words) in units)
    return says[:place].rstrip() if estimate.at and last.startswith("(") and named else says


def _place(estimate: SafeEstimate) -> tuple[tuple[str, str], ...]:
    """Give where a point stands: time by its code, all else by its name."""
    return tuple(
        (code if is_time(code) else f"{_FIRST.get(code, '')}{says.casefold()}", code)
        for (_, code), (_, says) in zip(estimate.at, estimate.about, strict=True)
    )
