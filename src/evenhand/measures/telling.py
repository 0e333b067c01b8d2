"""What may be said of results on a screen: sentences, numbers rounded, nothing about a few people.

The screen is not a publication, but what stands on it is copied. So no count under 15 is shown,
others to the nearest ten, and a share only where both sides of its fraction have at least 11.
"""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.measures.counts import Estimate
from evenhand.measures.result import Result

LEAST_SHOWN = 15
LEAST_SIDE = 11


def about(count: int) -> str:
    """Say a count: "under 15", or to the nearest ten."""
    return f"under {LEAST_SHOWN}" if count < LEAST_SHOWN else f"about {round(count, -1):,}"


def sentences(result: Result) -> Iterator[str]:
    """Give what is said of a result: whole populations only; units stand in the exact tables."""
    yield from result.unanswered
    for estimate in result.estimates:
        if not estimate.about:
            yield said(estimate)
    units = [estimate for estimate in result.estimates if estimate.about]
    if units:
        without = sum(estimate.value is None for estimate in units)
        left = f", {without:,} of them without a number" if without else ""
        yield f"{len(units):,} more numbers, each about one group, stand in the exact results{left}."


def said(estimate: Estimate) -> str:
    """Say one estimate."""
    if estimate.value is None:
        return f"{estimate.says}: {estimate.unanswered}"
    if min(estimate.met, estimate.rest) < LEAST_SIDE:
        return f"{estimate.says}: rests on under {LEAST_SHOWN} people, and is not shown."
    interval = ""
    if estimate.low is not None and estimate.high is not None:
        interval = f" ({_number(estimate.low, estimate)} to {_number(estimate.high, estimate)})"
    return f"{estimate.says}: {_number(estimate.value, estimate)}{interval}."


def _number(value: float, estimate: Estimate) -> str:
    match estimate.unit:
        case "percent":
            return f"{value:.0f}%"
        case "points":
            return f"{value:+.0f} points" if round(value) else "0 points"
        case "ratio" | "agreement":
            return f"{value:.2f}"
        case "count":
            sign = "-" if value < 0 else ""
            return sign + about(abs(round(value)))
        case unit:
            return f"{value:,.0f} {unit}"
