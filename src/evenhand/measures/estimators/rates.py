"""A rate with its interval: how far it would move if the same process decided as many cases again.

Cases that share one decision (a parent and children) are not as many decisions as persons: then the
interval is that of fewer cases, by the design effect.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Counts, deviate, parts

NOBODY = NoAnswer("There is nobody to count: the denominator is nought.")


def wilson(
    met: int, of: int, *, level: float = 0.95, design_effect: float = 1.0
) -> Figure | NoAnswer:
    """Give a rate and Wilson's interval, by scores; it never leaves nought to one."""
    part, whole = (int(number) for number in parts("cases met", met, of))
    if design_effect < 1:
        raise ValueError("a design effect below one would promise more than the cases can")
    if whole == 0:
        return NOBODY
    rate, n = part / whole, whole / design_effect
    return Figure(rate, *_by_scores(rate, n, deviate(level)))


def _by_scores(rate: float, n: float, z: float) -> tuple[float, float]:
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    # At nought and at one the end is the rate itself; arithmetic would miss it by a hair.
    low = 0.0 if rate == 0 else max(0.0, min(middle - half, rate))
    high = 1.0 if rate == 1 else min(1.0, max(middle + half, rate))
    return low, high


def jeffreys(met: int, of: int, *, level: float = 0.95) -> Figure | NoAnswer:
    """Give a rate and Jeffreys's interval: what to believe after the cases, from (1/2, 1/2)."""
    part, whole = (int(number) for number in parts("cases met", met, of))
    deviate(level)
    if whole == 0:
        return NOBODY
    a, b, outside = part + 0.5, whole - part + 0.5, (1 - level) / 2
    low = 0.0 if part == 0 else float(special.betaincinv(a, b, outside))
    high = 1.0 if part == whole else float(special.betaincinv(a, b, 1 - outside))
    return Figure(part / whole, low, high)


@dataclass(frozen=True)
class Families:
    """Families by size: ``families`` of them have ``size`` persons, of whom ``met`` met it."""

    met: Counts
    size: Counts
    families: Counts

    @classmethod
    def of(cls, met: npt.ArrayLike, size: npt.ArrayLike, families: npt.ArrayLike) -> Families:
        """Make families of counts, leaving out what nobody belongs to."""
        part, whole = parts("persons met", met, size)
        many, _ = parts("families", families, families)
        if many.shape != whole.shape:
            raise ValueError("each size needs its number of families")
        there = (many > 0) & (whole > 0)
        return cls(part[there], whole[there], many[there])


def design_effect(families: Families) -> float | NoAnswer:
    """Give how many times the variance is that of as many unrelated cases, never below one.

    Where all had the same outcome nothing shows how alike families are. They are then taken to be
    wholly alike, which is the widest that the interval can become.
    """
    many, size = families.families, families.size
    number, persons = int(many.sum()), int((many * size).sum())
    if number == 0:
        return NOBODY
    if number == 1:
        return NoAnswer("One family decides nothing about how alike families are.")
    rate = float((many * families.met).sum()) / persons
    if rate in (0.0, 1.0):
        return float((many * size**2).sum()) / persons
    squares = float((many * (families.met - rate * size) ** 2).sum())
    clustered = number / (number - 1) * squares / persons**2
    return max(1.0, clustered / (rate * (1 - rate) / persons))


def rate_by_families(families: Families, *, level: float = 0.95) -> Figure | NoAnswer:
    """Give the rate of persons with the interval of as many cases as there are decisions."""
    effect = design_effect(families)
    if isinstance(effect, NoAnswer):
        return effect
    met = int(np.dot(families.met, families.families))
    of = int(np.dot(families.size, families.families))
    return wilson(met, of, level=level, design_effect=effect)
