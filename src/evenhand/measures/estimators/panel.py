"""Rates of courts by month, with weights, and the regressions with an effect of each of both.

A court's mean and a month's mean are taken out of everything (two-way fixed effects), so that what
remains of a pilot is what changed there and not elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, listed, parts


@dataclass(frozen=True)
class Panel:
    """A rate and its weight for each court (rows) and month (columns).

    A weight of nought says that nobody was counted there. ``left_out`` names courts that lack
    a month: they would be compared with others over other months.
    """

    rate: Reals
    weight: Reals
    courts: tuple[str, ...]
    months: tuple[str, ...]
    left_out: tuple[str, ...] = ()

    @classmethod
    def make(
        cls, rate: npt.ArrayLike, weight: npt.ArrayLike, courts: tuple[str, ...],
        months: tuple[str, ...],
    ) -> Panel:  # fmt: skip
        """Make a panel; a weight below nought, or none, means that the month is missing."""
        rates, weights = np.asarray(rate, np.float64), np.asarray(weight, np.float64)
        if rates.shape != (len(courts), len(months)) or weights.shape != rates.shape:
            raise ValueError("a panel has a rate and a weight for each court and month")
        if len(set(courts)) < len(courts) or list(months) != sorted(set(months)):
            raise ValueError("courts and months stand once each, and months in order")
        missing = np.logical_or(~np.isfinite(weights), weights < 0)
        if not np.isfinite(rates[~missing & (weights > 0)]).all():
            raise ValueError("a rate with a weight must be a number")
        whole = np.logical_and(~missing.any(axis=1), (weights > 0).any(axis=1))
        kept = tuple(court for court, there in zip(courts, whole, strict=True) if there)
        gone = tuple(court for court, there in zip(courts, whole, strict=True) if not there)
        counted = np.where(weights[whole] > 0, rates[whole], 0.0)
        return cls(counted, weights[whole], kept, months, gone)

    @classmethod
    def of_counts(
        cls, met: npt.ArrayLike, of: npt.ArrayLike, courts: tuple[str, ...],
        months: tuple[str, ...], missing: npt.ArrayLike | None = None,
    ) -> Panel:  # fmt: skip
        """Make a panel of counts: rates with the number of cases as weight."""
        part, whole = parts("cases met", met, of)
        gone = np.zeros(whole.shape, bool) if missing is None else np.asarray(missing, bool)
        rates = part / np.maximum(whole, 1)
        return cls.make(rates, np.where(gone, -1.0, whole.astype(np.float64)), courts, months)

    def treated(self, pilots: tuple[str, ...]) -> npt.NDArray[np.int64] | NoAnswer:
        """Give the places of the pilot courts, or say which cannot be measured."""
        unknown = [pilot for pilot in pilots if pilot not in self.courts + self.left_out]
        if unknown or not pilots:
            raise ValueError(f"no such court in the panel: {listed(unknown)}")
        gone = [pilot for pilot in pilots if pilot in self.left_out]
        if gone:
            return NoAnswer(f"A month is missing, or nobody was counted, in {listed(gone)}.")
        if len(self.courts) - len(set(pilots)) < 2:
            return NoAnswer("Fewer than two other courts are left to compare with.")
        return np.array(sorted(self.courts.index(pilot) for pilot in set(pilots)))

    def start(self, month: str) -> int | NoAnswer:
        """Give the place of the first month of the pilot."""
        if month not in self.months:
            return NoAnswer(f"The month {month}, in which the pilot began, is missing.")
        place = self.months.index(month)
        if place == 0:
            return NoAnswer("There is no month before the pilot began.")
        return place

    def without(self, places: npt.NDArray[np.int64]) -> Panel:
        """Give the panel without some courts."""
        kept = np.setdiff1d(np.arange(len(self.courts)), places)
        return self.only(kept)

    def only(self, places: npt.NDArray[np.int64]) -> Panel:
        """Give the panel of some courts."""
        courts = tuple(self.courts[place] for place in places)
        return Panel(self.rate[places], self.weight[places], courts, self.months, self.left_out)

    def before(self, month: int) -> Panel:
        """Give the panel of the months before one."""
        there = self.weight[:, :month].sum(axis=1) > 0
        courts = tuple(court for court, kept in zip(self.courts, there, strict=True) if kept)
        return Panel(
            self.rate[there, :month], self.weight[there, :month], courts, self.months[:month],
            self.left_out,
        )  # fmt: skip


def within_court_difference(
    met: Counts, of: Counts, other_met: Counts, other_of: Counts, courts: tuple[str, ...],
    months: tuple[str, ...],
) -> Panel:  # fmt: skip
    """Give the panel of differences between two groups' rates in the same court and month.

    An effect on it is a triple difference: what moved low priority but not high, here and not
    elsewhere. The weight is that of a difference: cases of both, joined as resistances are.
    """
    one, whole = parts("cases met", met, of)
    other, rest = parts("other cases met", other_met, other_of)
    both = (whole > 0) & (rest > 0)
    rate = one / np.maximum(whole, 1) - other / np.maximum(rest, 1)
    weight = np.where(both, whole * rest / np.maximum(whole + rest, 1), 0.0)
    return Panel.make(np.where(both, rate, 0.0), weight, courts, months)


class Residuals:
    """What is left of an array of courts by months once both means are out, weights allowed for."""

    def __init__(self, weight: Reals) -> None:
        self.weight = weight
        courts = weight.sum(axis=1)
        self._share = weight / np.where(courts > 0, courts, 1)[:, None]
        # Courts are taken out by hand; what is left to solve has one row a month, and one to spare,
        # as a constant may be in the courts or in the months.
        curve = np.diag(weight.sum(axis=0)) - weight.T @ self._share
        self._inverse = np.linalg.pinv(curve, hermitian=True)

    def of(self, values: Reals) -> Reals:
        """Take court and month means out of values (any number of arrays, the last axes)."""
        about = values - np.einsum("ct,...ct->...c", self._share, values)[..., None]
        months = np.einsum("ct,...ct->...t", self.weight, about) @ self._inverse
        moved = values - months[..., None, :]
        left: Reals = moved - np.einsum("ct,...ct->...c", self._share, moved)[..., None]
        return left
