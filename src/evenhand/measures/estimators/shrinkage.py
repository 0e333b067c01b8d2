"""Shrinkage: what is believed of one unit, drawn towards all of them as far as it is uncertain.

A judge with ten cases and no grant has not a grant rate of nought. Rates are drawn by a
beta-binomial, effects with known variances by a normal; both learn from all units how far
units differ at all (empirical Bayes).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, deviate, parts, reals

# A prior worth more cases than any docket: units differ no more than chance makes them.
FIRMEST = 1e7


@dataclass(frozen=True)
class Prior:
    """How rates are spread over units: a beta distribution of this mean, worth so many cases."""

    mean: float
    cases: float
    beyond_chance: bool  # False: the units differ no more than chance makes them

    @property
    def a(self) -> float:
        """The first parameter."""
        return self.mean * self.cases

    @property
    def b(self) -> float:
        """The second parameter."""
        return (1 - self.mean) * self.cases


def _units(met: npt.ArrayLike, of: npt.ArrayLike) -> tuple[Counts, Counts] | NoAnswer:
    part, whole = parts("cases met", np.atleast_1d(met), np.atleast_1d(of))
    part, whole = part[whole > 0], whole[whole > 0]
    if part.size < 2:
        return NoAnswer("Fewer than two units have cases, so nothing shows how units differ.")
    if part.sum() in (0, whole.sum()):
        return NoAnswer("All outcomes are alike, so nothing shows how units differ.")
    return part, whole


def moment_prior(met: npt.ArrayLike, of: npt.ArrayLike) -> Prior | NoAnswer:
    """Fit the mean and the spread of the raw rates: simple, and too wide where cases are few."""
    units = _units(met, of)
    if isinstance(units, NoAnswer):
        return units
    rates = units[0] / units[1]
    mean, variance = float(rates.mean()), float(rates.var(ddof=1))
    if variance == 0 or mean in (0.0, 1.0):
        return NoAnswer("All units have the same rate, so nothing shows how units differ.")
    cases = mean * (1 - mean) / variance - 1
    if cases <= 0:
        return NoAnswer("The rates lie further apart than any spread of rates can make them.")
    return Prior(mean, cases, True)


def fitted_prior(met: npt.ArrayLike, of: npt.ArrayLike) -> Prior | NoAnswer:
    """Fit the beta-binomial by its likelihood, by Newton's steps on (logit mean, log cases)."""
    units = _units(met, of)
    if isinstance(units, NoAnswer):
        return units
    mean = float(units[0].sum() / units[1].sum())
    at = np.array([special.logit(mean), math.log(_first_guess(*units))])
    height = _log_likelihood(at, *units)
    for _ in range(200):
        step = _uphill(at, *units)
        better = (at + step * 0.5**k for k in range(40))
        found = next((x for x in better if _log_likelihood(x, *units) > height), None)
        if found is None or at[1] > math.log(FIRMEST):
            break
        at, gained = found, _log_likelihood(found, *units) - height
        height += gained
        if gained < 1e-12 * (1 + abs(height)):
            break
    alike = np.array([special.logit(mean), math.log(FIRMEST)])
    if at[1] >= math.log(FIRMEST) or _log_likelihood(alike, *units) >= height - 1e-9:
        return Prior(mean, FIRMEST, False)
    return Prior(float(special.expit(at[0])), float(np.exp(at[1])), True)


def _first_guess(met: Counts, of: Counts) -> float:
    rates, mean = met / of, met.sum() / of.sum()
    by_chance = mean * (1 - mean) * float((1 / of).mean())
    beyond = max(float(rates.var(ddof=1)) - by_chance, by_chance / 20)
    return float(min(max(mean * (1 - mean) / beyond - 1, 0.5), 1e4))


def _log_likelihood(at: Reals, met: Counts, of: Counts) -> float:
    mean, cases = special.expit(at[0]), np.exp(np.clip(at[1], -20, 20))
    a, b = mean * cases, (1 - mean) * cases
    return float((special.betaln(met + a, of - met + b) - special.betaln(a, b)).sum())


def _uphill(at: Reals, met: Counts, of: Counts) -> Reals:
    """Give Newton's step, or the slope itself where the likelihood is not dome-shaped."""
    h = 1e-4
    slope = _slope(at, met, of)
    moved = np.eye(2) * h
    rows = [_slope(at + by, met, of) - _slope(at - by, met, of) for by in moved]
    curve = np.array(rows) / (2 * h)
    curve = (curve + curve.T) / 2
    if np.linalg.eigvalsh(curve).max() < 0:
        step: Reals = -np.linalg.solve(curve, slope)
    else:
        step = slope
    return step / max(1.0, float(np.abs(step).max()) / 2)


def _slope(at: Reals, met: Counts, of: Counts) -> Reals:
    """Give the slope of the log likelihood along both axes, by the chain rule."""
    mean, cases = float(special.expit(at[0])), float(np.exp(min(at[1], 20.0)))
    a, b = mean * cases, (1 - mean) * cases
    psi = special.digamma
    by_total = (psi(cases) - psi(of + cases)).sum()
    by_a = (psi(met + a) - psi(a)).sum() + by_total
    by_b = (psi(of - met + b) - psi(b)).sum() + by_total
    return np.array([cases * mean * (1 - mean) * (by_a - by_b), a * by_a + b * by_b])


def shrunk_rates(
    met: npt.ArrayLike, of: npt.ArrayLike, prior: Prior, *, level: float = 0.95
) -> list[Figure | NoAnswer]:
    """Give each unit's rate as believed after its cases, with the interval of that belief."""
    part, whole = parts("cases met", np.atleast_1d(met), np.atleast_1d(of))
    deviate(level)
    a, b = part + prior.a, whole - part + prior.b
    means, outside = a / (a + b), (1 - level) / 2
    lows, highs = special.betaincinv(a, b, outside), special.betaincinv(a, b, 1 - outside)
    nobody = NoAnswer("The unit has no cases.")
    return [
        Figure(float(mean), float(low), float(high)) if cases else nobody
        for mean, low, high, cases in zip(means, lows, highs, whole, strict=True)
    ]


def paule_mandel(effects: Reals, variances: Reals, freedom: float | None = None) -> float:
    """Give the variance between units, beyond that of each: where the weighted squares are as due.

    Effects are taken about their weighted mean.
    """
    effects, variances = reals("effects", effects), reals("variances", variances)
    due = effects.size - 1.0 if freedom is None else freedom

    def excess(between: float) -> float:
        weight = 1 / (variances + between)
        return float((weight * (effects - weight @ effects / weight.sum()) ** 2).sum()) - due

    return root_of_falling(excess)


def root_of_falling(excess: Callable[[float], float]) -> float:
    """Give where a falling function of a variance reaches nought; nought if it begins below."""
    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while excess(high) > 0:
        low, high = high, high * 4
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
        if high - low <= 1e-12 * high:
            break
    return (low + high) / 2


def shrunk_effects(
    effects: Reals, variances: Reals, between: float, *, level: float = 0.95
) -> list[Figure]:
    """Give effects drawn towards their weighted mean, with the intervals of that belief."""
    effects, variances = reals("effects", effects), reals("variances", variances)
    weight = 1 / (variances + between)
    mean, uncertain = float(weight @ effects / weight.sum()), 1 / float(weight.sum())
    kept = between / (variances + between)
    values = mean + kept * (effects - mean)
    half = deviate(level) * np.sqrt(kept * variances + (1 - kept) ** 2 * uncertain)
    return [Figure(float(v), float(v - h), float(v + h)) for v, h in zip(values, half, strict=True)]
