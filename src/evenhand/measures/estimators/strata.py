"""Two groups divided alike: low and high priority by court, year, custody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, parts


@dataclass(frozen=True)
class Strata:
    """Of ``of`` cases in a group ``met`` met it; of ``other_of`` in the other, ``other_met``.

    One place of the arrays is one stratum, and what is compared is the group with the other.
    """

    met: Counts
    of: Counts
    other_met: Counts
    other_of: Counts

    @classmethod
    def make(
        cls,
        met: npt.ArrayLike,
        of: npt.ArrayLike,
        other_met: npt.ArrayLike,
        other_of: npt.ArrayLike,
    ) -> Strata:
        """Make strata of counts, refusing what cannot be counted."""
        part, whole = parts("cases met", np.atleast_1d(met), np.atleast_1d(of))
        other, rest = parts("other cases met", np.atleast_1d(other_met), np.atleast_1d(other_of))
        if part.shape != other.shape or part.ndim != 1:
            raise ValueError("both groups need the same strata")
        return cls(part, whole, other, rest)

    @property
    def both(self) -> npt.NDArray[np.bool_]:
        """Tell in which strata both groups are found."""
        return (self.of > 0) & (self.other_of > 0)

    def where(self, kept: npt.NDArray[np.bool_]) -> Strata:
        """Give some of the strata."""
        return Strata(self.met[kept], self.of[kept], self.other_met[kept], self.other_of[kept])

    def compared(self) -> Strata:
        """Give the strata with both groups; the others can compare nothing."""
        return self.where(self.both)

    def together(self) -> Strata:
        """Give one stratum of all, which is what a crude comparison does."""
        sums = (x.sum(keepdims=True) for x in (self.met, self.of, self.other_met, self.other_of))
        return Strata(*sums)

    def as_reals(self) -> tuple[Reals, Reals, Reals, Reals, Reals]:
        """Give the four counts of each stratum and their total, for arithmetic."""
        a, n = self.met.astype(np.float64), self.of.astype(np.float64)
        c, m = self.other_met.astype(np.float64), self.other_of.astype(np.float64)
        return a, n, c, m, n + m


def comparable(strata: Strata) -> Strata | NoAnswer:
    """Give the strata that compare, or say why there are none."""
    if strata.of.sum() == 0 or strata.other_of.sum() == 0:
        return NoAnswer("One of the two groups is empty.")
    kept = strata.compared()
    if kept.of.size == 0:
        return NoAnswer("No stratum has cases of both groups, so nothing can be compared.")
    return kept
