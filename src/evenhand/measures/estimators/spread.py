"""Spreads as others publish them, each beside the spread that chance alone would make.

The share of adjudicators far from their office's mean (Refugee Roulette, 2007) and the highest less
the lowest rate (TRAC) both grow as cases get fewer. They are given for comparison with
what was published, and never without their chance level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, parts

GRID = 4_000


@dataclass(frozen=True)
class BesideChance:
    """A spread, what it would be on average if all decided alike, and whom it is about."""

    value: float
    chance: float
    units: int
    left_out: int  # units with too few cases


def _enough(
    met: npt.ArrayLike, of: npt.ArrayLike, least: int
) -> tuple[Counts, Counts, int] | NoAnswer:
    part, whole = parts("cases met", np.atleast_1d(met), np.atleast_1d(of))
    if least < 1:
        raise ValueError("a unit needs a case at least")
    kept = whole >= least
    if kept.sum() < 2:
        return NoAnswer(f"Fewer than two units have {least} cases.")
    part, whole = part[kept], whole[kept]
    if part.sum() in (0, whole.sum()):
        return NoAnswer("All outcomes are alike, so there is no spread to measure.")
    return part, whole, int((~kept).sum())


def deviating_share(
    met: npt.ArrayLike, of: npt.ArrayLike, *, least: int = 50, by: float = 0.5
) -> BesideChance | NoAnswer:
    """Give the share of units whose rate is off the mean by more than half of it."""
    units = _enough(met, of, least)
    if isinstance(units, NoAnswer):
        return units
    part, whole, left_out = units
    mean = float(part.sum() / whole.sum())
    share = float((np.abs(part / whole - mean) > by * mean + 1e-12).mean())
    return BesideChance(share, float(_chance_off(whole, mean, by).mean()), whole.size, left_out)


def _chance_off(of: Counts, mean: float, by: float) -> Reals:
    """Give each unit's chance to be that far off though it decides like all the others."""
    low = np.ceil((mean - by * mean) * of - 1e-9) - 1  # the largest count that is too low
    high = np.floor((mean + by * mean) * of + 1e-9)  # the largest that is not too high
    below = np.where(low >= 0, special.bdtr(np.maximum(low, 0), of, mean), 0.0)
    above = np.where(high < of, special.bdtrc(np.minimum(high, of), of, mean), 0.0)
    found: Reals = below + above
    return found


def rate_range(
    met: npt.ArrayLike, of: npt.ArrayLike, *, least: int = 100
) -> BesideChance | NoAnswer:
    """Give the highest rate less the lowest."""
    units = _enough(met, of, least)
    if isinstance(units, NoAnswer):
        return units
    part, whole, left_out = units
    rates = part / whole
    expected = _expected_range(whole, float(part.sum() / whole.sum()))
    return BesideChance(float(rates.max() - rates.min()), expected, whole.size, left_out)


def _expected_range(of: Counts, mean: float) -> float:
    """Give the mean of highest less lowest, were all alike, by adding up over rates.

    At a rate t the highest is above t unless all are at most t, and the lowest at most t unless all
    are above it: the sum of (1 - all at most t - all above t) is the mean of the range.
    """
    middle = (np.arange(GRID) + 0.5) / GRID
    sizes, many = np.unique(of, return_counts=True)
    at_most, above = np.zeros(GRID), np.zeros(GRID)
    with np.errstate(divide="ignore"):
        for size, units in zip(sizes, many, strict=True):
            count = np.floor(middle * size)
            at_most += units * np.log(special.bdtr(count, int(size), mean))
            above += units * np.log(special.bdtrc(count, int(size), mean))
    return float((1 - np.exp(at_most) - np.exp(above)).mean())
