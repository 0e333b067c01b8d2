"""Funnel plots: each unit against limits that narrow with its cases, instead of a league table.

After Spiegelhalter, 2005: exact binomial limits about the rate of all, and, where units differ more
than chance makes them all round, limits widened by that (winsorised z, then phi and tau squared).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, parts, reals

INNER, OUTER = 0.95, 0.998
WINSORISED = 0.1


@dataclass(frozen=True)
class Limits:
    """Between which rates a unit of so many cases lies, if only chance moves it."""

    low: Reals
    high: Reals


@dataclass(frozen=True)
class Point:
    """One unit: its rate, or its observed by expected brought to the rate of all."""

    rate: float
    cases: int
    z: float
    z_widened: float


@dataclass(frozen=True)
class Funnel:
    """Points, the rate of all, exact limits at 95 % and 99.8 %, and how overdispersed units are.

    ``phi`` is the mean of the winsorised squares of z: one where chance alone is at work.
    ``between`` is the variance of rates between units; nought where nothing asks for it. Limits
    widened by it are ``target`` plus and minus the deviate times the root of the sum of variances.
    """

    target: float
    points: tuple[Point | NoAnswer, ...]
    inner: Limits
    outer: Limits
    phi: float
    between: float

    def widened(self, cases: npt.ArrayLike, level: float) -> Limits:
        """Give the limits that allow for what units differ by all round."""
        of = np.asarray(cases, dtype=np.float64)
        half = special.ndtri(0.5 + level / 2) * np.sqrt(
            self.target * (1 - self.target) / of + self.between
        )
        return Limits(np.maximum(self.target - half, 0), np.minimum(self.target + half, 1))


def exact_limits(of: npt.ArrayLike, target: float, level: float) -> Limits:
    """Give binomial limits, drawn evenly between the whole counts so that the funnel is smooth."""
    cases = np.asarray(of, dtype=np.float64)
    if not 0 < target < 1 or (cases < 1).any():
        raise ValueError("limits need a rate between nought and one, and a case at least")
    tail = (1 - level) / 2
    return Limits(_at(cases, target, tail), _at(cases, target, 1 - tail))


def _at(of: Reals, target: float, chance: float) -> Reals:
    """Give the rate that is exceeded with this chance: a whole count, less its unused part."""
    low, high = np.full(of.shape, -1.0), of.copy()  # cdf(low) < chance <= cdf(high)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        reached = special.bdtr(middle, of.astype(np.int64), target) >= chance
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    upto = special.bdtr(high, of.astype(np.int64), target)
    before = np.where(high > 0, special.bdtr(high - 1, of.astype(np.int64), target), 0.0)
    unused = (upto - chance) / np.maximum(upto - before, 1e-300)
    found: Reals = np.clip((high - unused) / of, 0, 1)
    return found


def funnel(
    met: npt.ArrayLike, of: npt.ArrayLike, *, expected: npt.ArrayLike | None = None
) -> Funnel | NoAnswer:
    """Give the funnel of units; with ``expected``, what the model expects each to have met.

    Then a unit's rate is its observed by expected times the rate of all: like compared with like.
    """
    part, whole = parts("cases met", np.atleast_1d(met), np.atleast_1d(of))
    there = whole > 0
    if there.sum() < 2:
        return NoAnswer("Fewer than two units have cases, so there is nothing to set them against.")
    if part.sum() in (0, whole.sum()):
        return NoAnswer("All outcomes are alike, so no unit stands out.")
    target = float(part.sum() / whole.sum())
    rates = _rates(part, whole, target, expected)
    error = np.sqrt(target * (1 - target) / np.maximum(whole, 1))
    z = (rates - target) / error
    phi, between = overdispersion(z[there], error[there])
    wide = (rates - target) / np.sqrt(error**2 + between)
    nobody = NoAnswer("The unit has no cases.")
    points: list[Point | NoAnswer] = [
        Point(float(rates[i]), int(whole[i]), float(z[i]), float(wide[i])) if there[i] else nobody
        for i in range(whole.size)
    ]
    drawn = np.maximum(whole, 1)
    inner, outer = (exact_limits(drawn, target, level) for level in (INNER, OUTER))
    return Funnel(target, tuple(points), inner, outer, phi, between)


def _rates(met: Counts, of: Counts, target: float, expected: npt.ArrayLike | None) -> Reals:
    if expected is None:
        crude: Reals = met / np.maximum(of, 1)
        return crude
    model = reals("expected cases", np.atleast_1d(expected))
    if model.shape != of.shape or (model[of > 0] <= 0).any() or (model > of).any():
        raise ValueError("each unit needs what is expected of it: more than none, at most all")
    adjusted: Reals = np.divide(met, model, out=np.zeros(of.shape), where=of > 0) * target
    return adjusted


def overdispersion(z: Reals, error: Reals) -> tuple[float, float]:
    """Give phi and the variance between units, by z drawn in at both ends.

    Drawing in the outermost tenth keeps the few that stand out from widening the limits that
    should show them. It also makes chance look smaller than it is, so that the mean square is
    divided by what drawing in leaves of a normal's: one is chance again.
    """
    many = z.size
    cut = math.floor(WINSORISED * many)
    ordered = np.sort(z)
    drawn = np.clip(z, ordered[cut], ordered[many - 1 - cut])
    phi = float((drawn**2).mean()) / _left_of_a_square(cut / many)
    weight = 1 / error**2
    scale = float(weight.sum() - (weight**2).sum() / weight.sum())
    if many * phi <= many - 1 or scale <= 0:
        return phi, 0.0
    return phi, (many * phi - (many - 1)) / scale


def _left_of_a_square(share: float) -> float:
    """Give the mean square of a normal deviate with this share drawn in at each end."""
    if share == 0:
        return 1.0
    edge = -float(special.ndtri(share))
    density = math.exp(-edge * edge / 2) / math.sqrt(2 * math.pi)
    return 1 - 2 * share - 2 * edge * density + 2 * share * edge * edge
