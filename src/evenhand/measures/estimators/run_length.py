"""How long a CUSUM runs before it signals, by a Markov chain (Brook and Evans, 1972)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

from evenhand.measures.estimators.numbers import Reals

Distribution = Callable[[Reals], Reals]


def expected_run_length(below: Distribution, threshold: float, *, states: int = 200) -> float:
    """Give the mean number of steps until S = max(0, S + step) passes the threshold, from nought.

    ``below`` gives the chance that a step is at most so large. S is kept in equal bands about
    0, w, 2w, ...: the more of them, the nearer.
    """
    if threshold <= 0 or states < 2:
        raise ValueError("a threshold above nought is needed, and two states at least")
    width = 2 * threshold / (2 * states - 1)
    place = np.arange(states) * width
    upper = below(place[None, :] - place[:, None] + width / 2)
    lower = below(place[None, :] - place[:, None] - width / 2)
    moves = upper - lower
    moves[:, 0] = upper[:, 0]  # what would fall below nought stays there
    away = np.eye(states) - moves
    return float(np.linalg.solve(away, np.ones(states))[0])


def normal_run_length(
    slack: float, threshold: float, shift: float = 0.0, *, states: int = 200
) -> float:
    """Give the mean run of a two-sided CUSUM of normal steps that have moved by ``shift``."""
    up = expected_run_length(lambda x: special.ndtr(x + slack - shift), threshold, states=states)
    down = expected_run_length(lambda x: special.ndtr(x + slack + shift), threshold, states=states)
    return 1 / (1 / up + 1 / down)


def table_distribution(steps: npt.ArrayLike, chances: npt.ArrayLike) -> Distribution:
    """Give the distribution of a step that takes these values with these chances."""
    values, weight = np.asarray(steps, np.float64), np.asarray(chances, np.float64)
    order = np.argsort(values)
    values, total = values[order], np.concatenate([[0.0], np.cumsum(weight[order])])

    def below(x: Reals) -> Reals:
        found: Reals = total[np.searchsorted(values, x, side="right")]
        return found

    return below
