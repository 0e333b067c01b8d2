"""Do the published stocks follow from the published flows? What is left over is printed.

pending(t) = pending(t-1) + receipts + reopened + transfers in - completions - transfers out
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import counts


@dataclass(frozen=True)
class Flow:
    """One period: pending at its end, what came in and what went out; None is not recorded.

    ``number`` counts periods (months since a first one), so that a missing period shows.
    """

    number: int
    pending: int | None
    came: tuple[int | None, ...]
    went: tuple[int | None, ...]


@dataclass(frozen=True)
class Residual:
    """How many more are pending than the flows account for, and as a share of the stock before.

    ``share`` has no answer where nothing was pending before.
    """

    number: int
    pending: int
    accounted: int
    residual: int
    share: float | NoAnswer


def residuals(flows: Sequence[Flow]) -> list[Residual | NoAnswer]:
    """Give what stocks and flows leave unexplained, for each period after the first."""
    for flow in flows:
        given = [x for x in (flow.pending, *flow.came, *flow.went) if x is not None]
        counts("stocks and flows", given)
    numbers = [flow.number for flow in flows]
    if numbers != sorted(set(numbers)):
        raise ValueError("periods stand in order, each once")
    if len(flows) < 2:
        return []
    return [_residual(*pair) for pair in pairwise(flows)]


def _residual(before: Flow, now: Flow) -> Residual | NoAnswer:
    if now.number != before.number + 1:
        return NoAnswer("The period before is missing, so nothing says what was pending then.")
    if before.pending is None or now.pending is None:
        return NoAnswer("What was pending is not recorded.")
    came = [x for x in now.came if x is not None]
    went = [x for x in now.went if x is not None]
    if len(came) < len(now.came) or len(went) < len(now.went):
        return NoAnswer("A flow of the period is not recorded.")
    accounted = before.pending + sum(came) - sum(went)
    left = now.pending - accounted
    nothing = NoAnswer("Nothing was pending before, so there is no share of it.")
    share = left / before.pending if before.pending else nothing
    return Residual(now.number, now.pending, accounted, left, share)
