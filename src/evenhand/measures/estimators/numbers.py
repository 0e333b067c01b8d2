"""Arrays that estimators count on: whole counts, codes and rates, refused when they cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

Counts = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
Reals = npt.NDArray[np.floating[Any]]


def counts(name: str, given: npt.ArrayLike) -> Counts:
    """Give whole numbers of nought or more; whoever counted anything else made a mistake."""
    numbers = np.asarray(given, dtype=np.float64)
    if not np.isfinite(numbers).all() or (numbers < 0).any() or (numbers != np.rint(numbers)).any():
        raise ValueError(f"{name} must be counts: whole numbers, none below nought")
    return numbers.astype(np.int64)


def parts(name: str, met: npt.ArrayLike, of: npt.ArrayLike) -> tuple[Counts, Counts]:
    """Give counts and the counts that they are part of."""
    part, whole = counts(name, met), counts(f"the whole of {name}", of)
    if part.shape != whole.shape:
        raise ValueError(f"{name} and their wholes are {part.shape} and {whole.shape}")
    if (part > whole).any():
        raise ValueError(f"more {name} than there are cases")
    return part, whole


def codes(name: str, given: npt.ArrayLike) -> Codes:
    """Give codes that number the values of something from nought."""
    found = counts(name, given)
    if found.ndim != 1:
        raise ValueError(f"{name} must be one list of codes")
    return found


def reals(name: str, given: npt.ArrayLike) -> Reals:
    """Give numbers, every one of them known."""
    numbers = np.asarray(given, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError(f"{name} must be known numbers")
    return numbers


def deviate(level: float) -> float:
    """Give how many standard deviations an interval of this level reaches to either side."""
    if not 0 < level < 1:
        raise ValueError(f"an interval cannot have the level {level}")
    return float(special.ndtri(0.5 + level / 2))


def two_sided(z: float) -> float:
    """Give the chance of a normal deviate at least this far from nought."""
    return float(2 * special.ndtr(-abs(z)))


def chi_square_tail(statistic: float, freedom: float) -> float:
    """Give the chance of a chi-square at least this large."""
    return float(special.chdtrc(freedom, max(statistic, 0.0)))


def quantiles(drawn: Reals, level: float) -> tuple[float, float]:
    """Give the two ends of the middle part of what was drawn."""
    low, high = np.quantile(drawn, [0.5 - level / 2, 0.5 + level / 2])
    return float(low), float(high)


def listed(names: Sequence[str], most: int = 5) -> str:
    """Name a few things in a sentence."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
