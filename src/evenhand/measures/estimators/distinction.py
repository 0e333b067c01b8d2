"""Does the guidance make a distinction? Shown, little, or cannot tell: three answers, not two.

That two groups fare alike is a claim of its own. A test that finds no difference does not prove it,
as few cases find nothing either. It is shown by an interval that lies inside a margin, and the
margin is set before anybody looks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.shrinkage import paule_mandel, shrunk_effects
from evenhand.measures.estimators.strata import Strata
from evenhand.measures.estimators.stratified import risk_ratio


@dataclass(frozen=True)
class Margin:
    """Ratios of rates that count as little distinction, and where that was set beforehand."""

    low: float
    high: float
    source: str

    def __post_init__(self) -> None:
        if not 0 < self.low < 1 < self.high:
            raise ValueError("a margin lies on both sides of one: say, 0.8 to 1.25")
        if not self.source.strip():
            raise ValueError("a margin says where it was set, before the data were looked at")


class Distinction(Enum):
    """What the comparison shows."""

    SHOWN = "distinction shown"
    LITTLE = "makes little distinction"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Verdict:
    """The answer, what it rests on, and whether the ratio differs from one at all.

    ``ratio`` has the interval of the level, on which SHOWN rests. ``narrower`` is the interval of
    the two one-sided tests (90 % for tests at 5 %), on which LITTLE rests.
    """

    distinction: Distinction
    ratio: Figure
    narrower: Figure
    differs_from_one: bool
    margin: Margin


def distinction(strata: Strata, margin: Margin, *, level: float = 0.95) -> Verdict | NoAnswer:
    """Say whether two groups fare differently: the ratio of rates, joined over strata.

    Little: the narrower interval lies inside the margin. Shown: the interval lies outside of it.
    Both are claims about the margin, so that more cases alone never turn the one into the other.
    """
    wide = risk_ratio(strata, level=level)
    narrow = risk_ratio(strata, level=2 * level - 1)
    if isinstance(wide, NoAnswer):
        return wide
    if isinstance(narrow, NoAnswer):
        return narrow
    found = Distinction.CANNOT_TELL
    if margin.low < narrow.low and narrow.high < margin.high:
        found = Distinction.LITTLE
    elif wide.high < margin.low or wide.low > margin.high:
        found = Distinction.SHOWN
    return Verdict(found, wide, narrow, wide.low > 1 or wide.high < 1, margin)


@dataclass(frozen=True)
class RatiosByStratum:
    """Each stratum's ratio of rates, drawn towards the others, and how far they truly differ.

    ``variance`` is that of the log ratios between strata. A stratum without both groups, or
    in which nobody met it, has no answer.
    """

    ratios: tuple[Figure | NoAnswer, ...]
    variance: float


def ratio_by_stratum(strata: Strata, *, level: float = 0.95) -> RatiosByStratum | NoAnswer:
    """Give shrunk ratios of rates, by random effects on their logarithms.

    Half a case is added to each count of a stratum in which one group never met it: without it
    there would be no ratio, and leaving such strata out would hide the greatest distinctions.
    """
    a, n, c, m, _ = strata.as_reals()
    usable = strata.both & (a + c > 0)
    if usable.sum() < 2:
        return NoAnswer("Fewer than two strata have both groups and anybody who met it.")
    half = np.where((a == 0) | (c == 0), 0.5, 0.0)[usable]
    a, n, c, m = a[usable] + half, n[usable] + 2 * half, c[usable] + half, m[usable] + 2 * half
    logs, variances = np.log(a / n / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m
    # Everybody met it in both groups: the ratio is one, and known no better than by half a case.
    variances = np.maximum(variances, 1 / (n + 1) ** 2 + 1 / (m + 1) ** 2)
    between = paule_mandel(logs, variances)
    drawn = iter(shrunk_effects(logs, variances, between, level=level))
    found = tuple(_risk(next(drawn)) if there else _ONE_SIDED for there in usable)
    return RatiosByStratum(found, between)


_ONE_SIDED = NoAnswer("The stratum lacks one of the groups, or nobody there met it.")


def _risk(log: Figure) -> Figure:
    return Figure(math.exp(log.value), math.exp(log.low), math.exp(log.high))
