"""Two groups compared within strata and joined: Mantel and Haenszel, 1959, and who followed them.

A group that fares worse in every court can fare better in all courts together, if it is tried where
most are granted. So like is compared with like, and the comparisons are joined.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Reals, chi_square_tail, deviate
from evenhand.measures.estimators.strata import Strata, comparable

ALIKE = NoAnswer("All outcomes are alike, so the groups cannot be told apart by them.")


def _with_outcomes(strata: Strata) -> Strata | NoAnswer:
    kept = comparable(strata)
    if isinstance(kept, NoAnswer):
        return kept
    met = int(kept.met.sum() + kept.other_met.sum())
    return ALIKE if met in (0, int(kept.of.sum() + kept.other_of.sum())) else kept


def _ratio(value: float, variance: float, level: float) -> Figure:
    reach = math.exp(deviate(level) * math.sqrt(variance))
    return Figure(value, value / reach, value * reach)


def risk_ratio(strata: Strata, *, level: float = 0.95) -> Figure | NoAnswer:
    """Give the ratio of the two rates, joined over strata; variance by Greenland and Robins."""
    kept = _with_outcomes(strata)
    if isinstance(kept, NoAnswer):
        return kept
    a, n, c, m, total = kept.as_reals()
    above, below = float((a * m / total).sum()), float((c * n / total).sum())
    if above == 0 or below == 0:
        return NoAnswer("One group never met it: a ratio of rates would be nought or without end.")
    spread = float(((n * m * (a + c) - a * c * total) / total**2).sum())
    return _ratio(above / below, spread / (above * below), level)


def risk_difference(strata: Strata, *, level: float = 0.95) -> Figure | NoAnswer:
    """Give the difference of the two rates, joined over strata; variance by Sato.

    Sato's variance holds for a few large strata and for many small ones.
    """
    kept = comparable(strata)
    if isinstance(kept, NoAnswer):
        return kept
    a, n, c, m, total = kept.as_reals()
    weight = float((n * m / total).sum())
    value = float(((a * m - c * n) / total).sum()) / weight
    p = (n**2 * c - m**2 * a + n * m * (m - n) / 2) / total**2
    q = (a * (m - c) + c * (n - a)) / (2 * total)
    variance = max(0.0, value * float(p.sum()) + float(q.sum())) / weight**2
    if variance <= 1e-15:
        return NoAnswer("Within each group all outcomes are alike, so no interval can be given.")
    half = deviate(level) * math.sqrt(variance)
    return Figure(value, max(-1.0, value - half), min(1.0, value + half))


def odds_ratio(strata: Strata, *, level: float = 0.95) -> Figure | NoAnswer:
    """Give the ratio of the odds, joined over strata; variance by Robins, Breslow, Greenland."""
    kept = _with_outcomes(strata)
    if isinstance(kept, NoAnswer):
        return kept
    a, n, c, m, total = kept.as_reals()
    r, s = a * (m - c) / total, c * (n - a) / total
    above, below = float(r.sum()), float(s.sum())
    if above == 0 or below == 0:
        return NoAnswer("One group always or never met it: a ratio of odds would be without end.")
    p, q = (a + m - c) / total, (c + n - a) / total
    variance = (
        float((p * r).sum()) / (2 * above**2)
        + float((p * s + q * r).sum()) / (2 * above * below)
        + float((q * s).sum()) / (2 * below**2)
    )
    return _ratio(above / below, variance, level)


@dataclass(frozen=True)
class CochranMantelHaenszel:
    """The test of no difference in any stratum, with and without correction for continuity."""

    corrected: float
    corrected_p: float
    plain: float
    plain_p: float


def cmh(strata: Strata) -> CochranMantelHaenszel | NoAnswer:
    """Test whether the groups fare alike in every stratum. A large p does not show that they do."""
    kept = _with_outcomes(strata)
    if isinstance(kept, NoAnswer):
        return kept
    a, n, c, m, total = kept.as_reals()
    kept_here = total > 1
    a, n, c, m, total = (x[kept_here] for x in (a, n, c, m, total))
    variance = float((n * m * (a + c) * (total - a - c) / (total**2 * (total - 1))).sum())
    if variance == 0:
        return NoAnswer("In every stratum all outcomes are alike, so nothing can be compared.")
    away = abs(float((a - n * (a + c) / total).sum()))
    plain, corrected = away**2 / variance, max(0.0, away - 0.5) ** 2 / variance
    tails = (chi_square_tail(corrected, 1), chi_square_tail(plain, 1))
    return CochranMantelHaenszel(corrected, tails[0], plain, tails[1])


@dataclass(frozen=True)
class Homogeneity:
    """Whether one ratio of odds holds in all strata: Breslow and Day, and with Tarone's term."""

    breslow_day: float
    tarone: float
    p: float  # Tarone's
    strata: int


def homogeneity(strata: Strata) -> Homogeneity | NoAnswer:
    """Test whether the distinction is the same in every stratum, as far as odds show it."""
    joined = odds_ratio(strata)
    if isinstance(joined, NoAnswer):
        return joined
    kept = strata.compared()
    met = kept.met + kept.other_met
    kept = kept.where((met > 0) & (met < kept.of + kept.other_of))
    if kept.of.size < 2:
        return NoAnswer("Fewer than two strata say anything, so strata cannot be compared.")
    a, n, c, m, _ = kept.as_reals()
    fitted = _fitted_cell(n, m, a + c, joined.value)
    cells = (fitted, a + c - fitted, n - fitted, m - (a + c) + fitted)
    variance: Reals = 1 / sum((1 / cell for cell in cells), np.zeros_like(a))
    plain = float(((a - fitted) ** 2 / variance).sum())
    tarone = plain - float((a - fitted).sum()) ** 2 / float(variance.sum())
    freedom = a.size - 1
    return Homogeneity(plain, tarone, chi_square_tail(tarone, freedom), a.size)


def _fitted_cell(n: Reals, m: Reals, met: Reals, ratio: float) -> Reals:
    """Give how many of the group would have met it, had the odds this ratio in each stratum."""
    if math.isclose(ratio, 1.0, abs_tol=1e-9):
        return n * met / (n + m)
    one, two, three = 1 - ratio, m - met + ratio * (n + met), -ratio * n * met
    root = np.sqrt(two**2 - 4 * one * three)
    # Of the two roots the one between the margins; written so that nothing is taken from its like.
    found: Reals = -2 * three / (two + root)
    return found
