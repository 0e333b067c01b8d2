"""Direct standardisation: the rates two groups would have, were their cases spread alike.

And what missing membership could do to the comparison, at most.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, deviate, parts
from evenhand.measures.estimators.strata import Strata, comparable


@dataclass(frozen=True)
class Standardised:
    """Both groups' rates with the case mix of all compared cases, their difference and ratio.

    ``left_out`` is how many cases lie in strata that only one of the groups has: about them this
    says nothing. ``ratio`` has no answer where a rate is nought.
    """

    rate: Figure
    other_rate: Figure
    difference: Figure
    ratio: Figure | NoAnswer
    left_out: int


def standardised(strata: Strata, *, level: float = 0.95) -> Standardised | NoAnswer:
    """Give standardised rates; the standard is all cases of strata in which both groups are.

    The variance of a stratum's rate is taken at (met + 1/2) of (cases + 1), so that a small stratum
    whose outcomes are alike does not count as known for certain.
    """
    kept = comparable(strata)
    if isinstance(kept, NoAnswer):
        return kept
    a, n, c, m, total = kept.as_reals()
    share = total / total.sum()
    one, other = float(share @ (a / n)), float(share @ (c / m))
    variances = _variance(share, a, n), _variance(share, c, m)
    z = deviate(level)
    half = z * math.sqrt(sum(variances))
    return Standardised(
        _rate(one, variances[0], z),
        _rate(other, variances[1], z),
        Figure(one - other, max(-1.0, one - other - half), min(1.0, one - other + half)),
        _ratio((one, other), variances, z),
        int(strata.of.sum() + strata.other_of.sum() - total.sum()),
    )


def _variance(share: Reals, met: Reals, of: Reals) -> float:
    near = (met + 0.5) / (of + 1)
    return float((share**2 * near * (1 - near) / of).sum())


def _rate(rate: float, variance: float, z: float) -> Figure:
    half = z * math.sqrt(variance)
    return Figure(rate, max(0.0, rate - half), min(1.0, rate + half))


def _ratio(
    rates: tuple[float, float], variances: tuple[float, float], z: float
) -> Figure | NoAnswer:
    one, other = rates
    if one == 0 or other == 0:
        return NoAnswer("One group never met it: a ratio of rates would be nought or without end.")
    reach = math.exp(z * math.sqrt(variances[0] / one**2 + variances[1] / other**2))
    return Figure(one / other, one / other / reach, one / other * reach)


@dataclass(frozen=True)
class Unplaced:
    """Cases of each stratum whose group is not recorded, and how many of them met it."""

    met: Counts
    of: Counts

    @classmethod
    def make(cls, met: npt.ArrayLike, of: npt.ArrayLike) -> Unplaced:
        """Make them of counts."""
        return cls(*parts("unplaced cases met", np.atleast_1d(met), np.atleast_1d(of)))


@dataclass(frozen=True)
class MissingBounds:
    """The standardised difference of rates, however the unplaced cases might be placed.

    ``in_group`` and ``in_other`` place all of them together, ``least`` and ``most`` those that
    met it in one group and the rest in the other: no placing at all goes beyond.
    """

    recorded: float
    in_group: float
    in_other: float
    least: float
    most: float


def missing_bounds(strata: Strata, unplaced: Unplaced) -> MissingBounds | NoAnswer:
    """Give what unrecorded membership could do to the difference of rates.

    The standard is all cases, placed or not. It stays the same under every placing, which is why
    the outermost values are sharp: in each stratum both rates reach their ends at once.
    """
    if unplaced.of.shape != strata.of.shape:
        raise ValueError("unplaced cases need the strata of the placed")
    total = strata.of + strata.other_of + unplaced.of
    if total.sum() == 0:
        return NoAnswer("There is nobody to count: the denominator is nought.")
    if not strata.both[total > 0].all():
        return NoAnswer("In some stratum one of the groups has no recorded case to compare.")
    share = total / total.sum()
    met, rest = unplaced.met, unplaced.of - unplaced.met
    nothing = np.zeros_like(met)

    def placed(to_group: tuple[Counts, Counts], to_other: tuple[Counts, Counts]) -> float:
        one = _rates(strata.met + to_group[0], strata.of + to_group[0] + to_group[1])
        other = _rates(strata.other_met + to_other[0], strata.other_of + to_other[0] + to_other[1])
        return float(share @ (one - other))

    none = (nothing, nothing)
    return MissingBounds(
        recorded=placed(none, none),
        in_group=placed((met, rest), none),
        in_other=placed(none, (met, rest)),
        least=placed((nothing, rest), (met, nothing)),
        most=placed((met, nothing), (nothing, rest)),
    )


def _rates(met: Counts, of: Counts) -> Reals:
    """Give rates, nought for a stratum without cases (its share is nought too)."""
    found: Reals = np.divide(met, of, out=np.zeros(met.shape), where=of > 0)
    return found
