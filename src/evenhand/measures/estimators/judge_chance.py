"""The chance level: the cases of a court and period dealt among its judges as by a shuffled pack.

Each judge keeps the number of cases. Cases go by what the model expects of them: those of a court
are put into a dozen classes of expected probability, so that a shuffle costs by judges and classes,
never by cases.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.judges import CASES_LENT, UnitCells, UnitFit
from evenhand.measures.estimators.numbers import Reals

CLASSES = 12
STEPS = 30


class Shuffled:
    """Cases of each group by class and outcome, to be dealt again and again."""

    def __init__(
        self, cells: UnitCells, fit: UnitFit, compared: npt.NDArray[np.bool_], centre: Reals
    ) -> None:
        here = compared[cells.unit]
        self.units = np.flatnonzero(compared)
        self.group = fit.group[self.units]
        unit, own = cells.unit[here], cells.group[cells.unit[here]]
        met, of = cells.met[here], cells.of[here]
        logits = centre[own]
        for factor in cells.factors:
            logits = logits + fit.coefficients[factor.name][factor.code[here]]
        groups = centre.size
        place = own * CLASSES + _classes(logits, own, of)
        size = groups * CLASSES
        by_class = np.bincount(place, of, size)
        expected = np.bincount(place, of * special.expit(logits), size)
        mean = np.divide(expected, by_class, out=np.full(size, 0.5), where=by_class > 0)
        self.offset = special.logit(np.clip(mean, 1e-9, 1 - 1e-9)).reshape(groups, CLASSES)
        granted = np.bincount(place, met, size)
        self.pack = np.stack([granted, by_class - granted], axis=1)
        self.pack = self.pack.reshape(groups, 2 * CLASSES).astype(np.int64)
        self.load = np.bincount(unit, of, fit.effect.size)[self.units].astype(np.int64)
        total = self.pack.reshape(groups, CLASSES, 2).sum(axis=1)
        self.rate = total[:, 0] / np.maximum(total.sum(axis=1), 1)
        self.members = [np.flatnonzero(self.group == group) for group in range(groups)]

    def deal(self, chance: np.random.Generator) -> tuple[Reals, Reals]:
        """Deal once, and give each unit's effect with its variance."""
        hands = np.zeros((self.units.size, 2 * CLASSES), dtype=np.int64)
        for group, members in enumerate(self.members):
            left = self.pack[group].copy()
            for member in members[:-1]:
                hand = chance.multivariate_hypergeometric(left, self.load[member])
                hands[member] = hand
                left -= hand
            if members.size:
                hands[members[-1]] = left
        pairs = hands.reshape(-1, CLASSES, 2)
        return self._effects(pairs[:, :, 0].sum(axis=1), pairs.sum(axis=2))

    def _effects(
        self, met: npt.NDArray[np.int64], of: npt.NDArray[np.int64]
    ) -> tuple[Reals, Reals]:
        """Give the effects that fit hands, the factors' coefficients being known."""
        more = CASES_LENT * of / of.sum(axis=1, keepdims=True)
        cases: Reals = of + more
        granted = met + CASES_LENT * self.rate[self.group]
        offset, at = self.offset[self.group], np.zeros(self.units.size)
        for _ in range(STEPS):
            expected = special.expit(offset + at[:, None])
            weight = (cases * expected * (1 - expected)).sum(axis=1)
            step = np.clip((granted - (cases * expected).sum(axis=1)) / weight, -1, 1)
            at = at + step
            if np.abs(step).max() < 1e-8:
                break
        return at, 1 / weight


def _classes(
    logits: Reals, group: npt.NDArray[np.int64], of: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Put each cell into one of a dozen classes of its group, of about as many cases each."""
    order = np.lexsort((logits, group))
    running = np.cumsum(of[order])
    many = np.bincount(group, of)
    before = (np.cumsum(many) - many)[group[order]]
    middle = (running - of[order] / 2 - before) / many[group[order]]
    found = np.empty(logits.size, dtype=np.int64)
    found[order] = np.minimum((middle * CLASSES).astype(np.int64), CLASSES - 1)
    return found
