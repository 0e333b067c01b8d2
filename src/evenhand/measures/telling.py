"""What may be said of results on a screen: sentences, numbers rounded, nothing about a few people.

The screen is not a publication, but what stands on it is copied. So no count under 15 is shown,
others to the nearest ten, and a share only where both sides of its fraction have at least 11.
"""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.measures.counts import PERSONS, Estimate
from evenhand.measures.result import Result

LEAST_SHOWN = 15
LEAST_SIDE = 11


def about(count: int) -> str:
    """Say a count: "under 15", or to the nearest ten."""
    return f"under {LEAST_SHOWN}" if count < LEAST_SHOWN else f"about {round(count, -1):,}"


def sentences(result: Result) -> Iterator[str]:
    """Give what is said of a result: whole populations only; units stand in the exact tables."""
    title = result.measure.title
    # A table of events, or of the same people month by month, is no number of people.
    if result.tables and not result.tables[0].population.startswith("flow"):
        people = sum(result.tables[0].cells.column(PERSONS).to_pylist())
        yield f"{title}: {about(people)} counted."
    yield from result.says
    yield from result.unanswered
    for estimate in result.estimates:
        if not estimate.about:
            yield said(estimate, title)
    units = [estimate for estimate in result.estimates if estimate.about]
    if units:
        without = sum(estimate.value is None for estimate in units)
        left = f", {without:,} of them without a number" if without else ""
        yield f"{len(units):,} more numbers, each of one group, stand in the exact results{left}."


def said(estimate: Estimate, title: str) -> str:
    """Say one estimate; what its measure is called is not said again."""
    what = estimate.says.removeprefix(title).lstrip(": ") or "share"
    if estimate.value is None:
        return f"{what}: {estimate.unanswered}"
    if min(estimate.met, estimate.rest) < LEAST_SIDE:
        return f"{what}: rests on under {LEAST_SHOWN} people on one side, and is not shown."
    interval = ""
    if estimate.low is not None and estimate.high is not None:
        interval = f" ({_number(estimate.low, estimate)} to {_number(estimate.high, estimate)})"
    return f"{what}: {_number(estimate.value, estimate)}{interval}."


def _number(value: float, estimate: Estimate) -> str:
    match estimate.unit:
        case "percent":
            return _percent(value)
        case "points":
            return "1 point" if round(value) == 1 else f"{round(value)} points"
        case "ratio" | "agreement":
            return f"{value:.2f}"
        case "count":
            return about(round(value))
        case unit:
            return f"{value:,.0f} {unit}"


def _percent(value: float) -> str:
    """Say whole percents; what is not nought is not called so, nor all what is not all."""
    if 0 < value < 0.5:
        return "under 1%"
    if 99.5 <= value < 100:
        return "over 99%"
    return f"{value:.0f}%"
