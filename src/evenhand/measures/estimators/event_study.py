"""Month by month: how pilot courts moved against the others, beside how other courts moved.

The band is that of placebos in space, not of standard errors. Months before the pilot should lie
within it: if they do not, the courts were drifting apart already.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.numbers import Reals
from evenhand.measures.estimators.panel import Panel
from evenhand.measures.estimators.pilot import Places, placebo_sets


@dataclass(frozen=True)
class EventStudy:
    """The difference from the month before the pilot, for each month.

    A month's interval is the value with the band of what placebos made of that month about it.
    ``pre_trend_p`` says how often other courts strayed as far before the pilot as the pilot courts.
    """

    months: tuple[str, ...]
    by_month: tuple[Figure | NoAnswer, ...]
    reference: str
    pre_trend_p: float | NoAnswer
    placebos: int


def event_study(
    panel: Panel,
    pilots: tuple[str, ...],
    start: str,
    *,
    seed: int,
    most: int = 500,
    level: float = 0.95,
) -> EventStudy | NoAnswer:
    """Give the event study of a pilot that began in one month in all its courts."""
    treated, first = panel.treated(pilots), panel.start(start)
    if isinstance(treated, NoAnswer):
        return treated
    if isinstance(first, NoAnswer):
        return first
    if (panel.weight[treated].sum(axis=0)[first - 1]) == 0:
        return NoAnswer("Nobody was counted in the pilot courts in the month before it began.")
    others = panel.without(treated)
    sums = _Sums(others)
    everyone = np.arange(len(others.courts))
    path = _Sums(panel.only(treated)).path(np.arange(treated.size)) - sums.path(everyone)
    true = path - path[first - 1]
    placebos = _placebos(others, sums, treated.size, first, seed, most)
    if placebos is None:
        return NoAnswer("There are too few other courts to take as if they had been the pilot.")
    half = np.quantile(np.abs(placebos), level, axis=0)
    counted = panel.weight[treated].sum(axis=0) > 0
    figures = tuple(
        Figure(float(value), float(value - h), float(value + h))
        if there
        else NoAnswer("Nobody was counted in the pilot courts in this month.")
        for value, h, there in zip(true, half, counted, strict=True)
    )
    return EventStudy(panel.months, figures, panel.months[first - 1],
                      _pre_trend(true, placebos, counted, first), len(placebos))  # fmt: skip


def _pre_trend(true: Reals, placebos: Reals, counted: Reals, first: int) -> float | NoAnswer:
    before = np.flatnonzero(counted[: first - 1])
    if not before.size:
        return NoAnswer("There is one month before the pilot only, which shows no trend.")
    strayed = (placebos[:, before] ** 2).mean(axis=1)
    own = float((true[before] ** 2).mean())
    return (1 + int((strayed >= own * (1 - 1e-9)).sum())) / (1 + len(placebos))


def _placebos(
    others: Panel, sums: _Sums, size: int, first: int, seed: int, most: int
) -> Reals | None:
    courts = len(others.courts)
    if courts - size < 2:
        return None
    paths = []
    for chosen in placebo_sets(courts, size, most, seed):
        if (others.weight[chosen].sum(axis=0) == 0).any():
            continue
        path = sums.path(chosen) - sums.path(chosen, others=True)
        paths.append(path - path[first - 1])
    return np.array(paths) if paths else None


class _Sums:
    """Each court's part of the equations for the months' means, so that sets of courts add up."""

    def __init__(self, panel: Panel) -> None:
        weight = panel.weight
        share = weight / weight.sum(axis=1, keepdims=True)
        self._curve = -np.einsum("ct,cs->cts", weight, share)
        months = np.arange(weight.shape[1])
        self._curve[:, months, months] += weight
        own = np.einsum("ct,ct->c", share, panel.rate)
        self._right = weight * (panel.rate - own[:, None])
        self._all_curve, self._all_right = self._curve.sum(axis=0), self._right.sum(axis=0)

    def path(self, courts: Places, *, others: bool = False) -> Reals:
        """Give the months' means over these courts, or over all others, without courts' means."""
        curve, right = self._curve[courts].sum(axis=0), self._right[courts].sum(axis=0)
        if others:
            curve, right = self._all_curve - curve, self._all_right - right
        # The months' means are known up to a constant, which the reference month takes away; so the
        # constant may be fixed as pleases. A month without cases has the mean of nobody: nought.
        empty = np.diag(curve) <= 1e-12 * np.trace(curve)
        free = curve + np.full(curve.shape, np.trace(curve) / len(curve) ** 2)
        free[empty, :] = free[:, empty] = 0.0
        free[empty, empty] = 1.0
        found: Reals = np.linalg.solve(free, np.where(empty, 0.0, right))
        return found
