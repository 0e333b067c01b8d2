"""The attack on rates: every pair of counts that a printed rate and interval may come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

Z = 1.959963984540054  # of a 95 percent interval
LARGEST = 600  # a rate of more people than this has hundreds of numerators
STEPS = 1e-9


@dataclass(frozen=True)
class Inverted:
    """What a printed rate says of its numerator: least, most, and how many are possible."""

    id: str
    says: str
    least: int
    most: int
    possible: int


def invert(estimate: Mapping[str, Any], low: float, high: float) -> Inverted | None:
    """Enumerate the counts behind a printed percentage of a number of people between two limits.

    Where no denominator is printed, every one up to LARGEST is tried. The interval is tried as
    Wilson's, the one this project prints; if it fits none of them it was another, and the rate
    alone is tried.
    """
    if estimate["unit"] != "percent" or estimate["drawn"] is None or low > LARGEST:
        return None
    totals = np.arange(max(1, int(low)), int(min(high, LARGEST)) + 1)
    total, met = (grid.ravel() for grid in np.meshgrid(totals, np.arange(LARGEST + 1)))
    keep = met <= total
    total, met = total[keep], met[keep]
    step = estimate["step"]
    fits = _prints(100 * met / total, estimate["drawn"], step)
    if estimate["drawn_low"] is not None and estimate["drawn_high"] is not None:
        rate = met / total
        middle = (rate + Z * Z / (2 * total)) / (1 + Z * Z / total)
        half = Z / (1 + Z * Z / total) * np.sqrt(rate * (1 - rate) / total + (Z / (2 * total)) ** 2)
        both = fits & _prints(100 * (middle - half), estimate["drawn_low"], step)
        both &= _prints(100 * (middle + half), estimate["drawn_high"], step)
        fits = both if both.any() else fits
    found = np.unique(met[fits])
    if not len(found):
        return None
    said = estimate["says"]
    return Inverted(estimate["id"], said, int(found[0]), int(found[-1]), len(found))


def gives_few(found: Inverted, few: int) -> bool:
    """Whether a rate shows that its numerator is one certain number, or none but small ones."""
    return found.most < few or (found.possible == 1 and found.least < few)


def _prints(value: Any, printed: float, step: float) -> Any:
    return np.abs(np.floor(value / step + 0.5) * step - printed) < STEPS + step * 1e-6
