"""Did the pilot do anything? The change in pilot courts beside that in others.

With one or two pilot courts a standard error promises far too much. So the same number is computed
as if other courts had been the pilot (placebo in space): what counts is where the true one stands
among these. And as if it had begun earlier (placebo in time), and without each court in turn.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Reals
from evenhand.measures.estimators.panel import Panel, Residuals

Places = npt.NDArray[np.int64]
NOTHING_MOVED = NoAnswer("The rates of no court moved by themselves, so an effect has no scale.")


@dataclass(frozen=True)
class Effect:
    """A difference in differences: the coefficient, its clustered standard error, and t.

    Not to be published with the standard error as its uncertainty: see ``placebo_in_space``.
    """

    coefficient: float
    error: float
    t: float
    courts: int
    pilots: int


def effect(panel: Panel, pilots: tuple[str, ...], start: str) -> Effect | NoAnswer:
    """Give how much more the rates of pilot courts changed than those of the others."""
    treated, first = panel.treated(pilots), panel.start(start)
    if isinstance(treated, NoAnswer):
        return treated
    if isinstance(first, NoAnswer):
        return first
    return Swaps(panel, first).effect(treated)


class Swaps:
    """The regression of one panel with any set of courts as the pilot, from sums made once."""

    def __init__(self, panel: Panel, start: int) -> None:
        self.panel = panel
        courts, months = panel.weight.shape
        left = Residuals(panel.weight)
        after = np.zeros((courts, courts, months))
        after[np.arange(courts), np.arange(courts), start:] = 1.0
        self._alone = left.of(after)  # each court alone as the pilot
        self._rate = left.of(panel.rate)
        weighted = panel.weight * self._alone
        self._by_court = np.einsum("ict,ct->ci", weighted, self._rate)
        self._square = np.einsum("ict,kct->cik", weighted, self._alone, optimize=True)
        self._courts = courts
        counted = int((panel.weight > 0).sum())
        # Clustered by court; the courts' own effects are not counted again as parameters.
        self._scale = courts / (courts - 1) * (counted - 1) / max(counted - months - 1, 1)

    def effect(self, treated: Places) -> Effect | NoAnswer:
        """Give the effect with these courts as the pilot."""
        found = self.effects(treated[None, :])
        if not math.isfinite(found[0, 0]) or not found[0, 1] > 1e-12:
            return NOTHING_MOVED
        coefficient, error = float(found[0, 0]), float(found[0, 1])
        return Effect(coefficient, error, coefficient / error, self._courts, treated.size)

    def effects(self, sets: Places) -> Reals:
        """Give coefficient and error for many sets of courts (rows of places)."""
        scores = self._by_court[:, sets].sum(axis=2)  # courts by sets
        curves = np.zeros((self._courts, len(sets)))
        for one in sets.T:
            for other in sets.T:
                curves += self._square[:, one, other]
        curve = curves.sum(axis=0)
        told = curve > 1e-12
        coefficient = np.divide(
            scores.sum(axis=0), curve, out=np.full(len(sets), np.nan), where=told
        )
        meat = ((scores - coefficient * curves) ** 2).sum(axis=0) * self._scale
        error = np.divide(np.sqrt(meat), curve, out=np.zeros(len(sets)), where=told)
        return np.stack([coefficient, error], axis=1)


@dataclass(frozen=True)
class PlaceboInSpace:
    """Where the pilot stands among as many other courts, taken as if they had been the pilot.

    ``p`` counts by t, ``p_by_size`` by the coefficient itself; both count the true pilot too, so
    that they are never nought. ``smallest_p`` is the least that so few courts could ever give.
    """

    effect: Effect
    p: float
    p_by_size: float
    placebos: int
    smallest_p: float


def placebo_in_space(
    panel: Panel, pilots: tuple[str, ...], start: str, *, seed: int, most: int = 5_000
) -> PlaceboInSpace | NoAnswer:
    """Compute the effect for all sets of other courts of the same number, or ``most`` drawn ones.

    True pilot courts stand aside meanwhile: what the pilot did must not move the placebos.
    """
    true = effect(panel, pilots, start)
    if isinstance(true, NoAnswer):
        return true
    treated, first = panel.treated(pilots), panel.start(start)
    assert not isinstance(treated, NoAnswer)
    assert not isinstance(first, NoAnswer)
    others = panel.without(treated)
    if len(others.courts) - treated.size < 2:
        return NoAnswer("There are too few other courts to take as if they had been the pilot.")
    sets = placebo_sets(len(others.courts), treated.size, most, seed)
    found = Swaps(others, first).effects(sets)
    found = found[np.isfinite(found[:, 0]) & (found[:, 1] > 1e-12)]
    if not len(found):
        return NOTHING_MOVED
    beyond = np.abs(found[:, 0] / found[:, 1]) >= abs(true.t) * (1 - 1e-9)
    larger = np.abs(found[:, 0]) >= abs(true.coefficient) * (1 - 1e-9)
    many = len(found) + 1
    return PlaceboInSpace(
        true, (1 + int(beyond.sum())) / many, (1 + int(larger.sum())) / many, len(found), 1 / many
    )


def placebo_sets(courts: int, size: int, most: int, seed: int) -> Places:
    """Give all sets of so many courts, or so many of them drawn by chance where there are more."""
    if math.comb(courts, size) <= most:
        return np.array(list(combinations(range(courts), size)), dtype=np.int64)
    chance = np.random.default_rng(seed)
    drawn: set[tuple[int, ...]] = set()
    while len(drawn) < most:
        drawn.add(tuple(sorted(chance.choice(courts, size, replace=False).tolist())))
    return np.array(sorted(drawn), dtype=np.int64)


@dataclass(frozen=True)
class Moved:
    """The effect with something changed: a start that was none, a court left out."""

    what: str
    effect: Effect | NoAnswer


def placebo_in_time(
    panel: Panel, pilots: tuple[str, ...], start: str, *, margin: int = 3
) -> tuple[Moved, ...] | NoAnswer:
    """Give the effect as if the pilot had begun in each earlier month, from the months before it.

    ``margin`` months at least stand on either side of a false start.
    """
    treated, first = panel.treated(pilots), panel.start(start)
    if isinstance(treated, NoAnswer):
        return treated
    if isinstance(first, NoAnswer):
        return first
    if first < 2 * margin:
        return NoAnswer(f"Fewer than {2 * margin} months come before the pilot.")
    early = panel.before(first)
    return tuple(
        Moved(early.months[month], _again(early, pilots, early.months[month]))
        for month in range(margin, first - margin + 1)
    )


def leave_one_out(
    panel: Panel, pilots: tuple[str, ...], start: str
) -> tuple[Moved, ...] | NoAnswer:
    """Give the effect without each court in turn, pilot courts too where there are several."""
    treated = panel.treated(pilots)
    if isinstance(treated, NoAnswer):
        return treated
    found = []
    for place, court in enumerate(panel.courts):
        left = tuple(pilot for pilot in pilots if pilot != court)
        if left:
            found.append(Moved(court, _again(panel.without(np.array([place])), left, start)))
    return tuple(found)


def _again(panel: Panel, pilots: tuple[str, ...], start: str) -> Effect | NoAnswer:
    gone = [pilot for pilot in pilots if pilot not in panel.courts]
    if gone:
        return NoAnswer("Nobody was counted in a pilot court in the months compared.")
    return effect(panel, pilots, start)
