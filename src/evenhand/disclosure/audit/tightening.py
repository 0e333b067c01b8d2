"""What a reader works out with a pencil: each sum, row by row, until nothing more follows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
ROUNDS = 50
NEAR = 1e-6


class Contradiction(Exception):
    """What is printed cannot all be true of one table."""


def tighten(rows: sparse.csc_matrix, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Give limits of whole numbers that follow from each row alone, taken again and again.

    Of a row that sums to nought, every term is less the sum of the others: between less their
    largest and less their smallest. Infinite ends are counted, not added.
    """
    entries = rows.tocoo()
    row, column, sign = entries.row, entries.col, entries.data
    number = rows.shape[0]
    low, high = low.copy(), high.copy()
    for _ in range(ROUNDS):
        at_least = np.where(sign > 0, low[column], -high[column])
        at_most = np.where(sign > 0, high[column], -low[column])
        least_others = _others(row, at_least, number)
        most_others = _others(row, at_most, number)
        term_high, term_low = -least_others, -most_others
        new_high = np.where(sign > 0, term_high, -term_low)
        new_low = np.where(sign > 0, term_low, -term_high)
        before = low.copy(), high.copy()
        np.minimum.at(high, column, np.floor(new_high + NEAR))
        np.maximum.at(low, column, np.ceil(new_low - NEAR))
        if (low > high).any():
            raise Contradiction("What is printed cannot all be true of one table.")
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return low, high


def _others(row: npt.NDArray[np.int32], term: Floats, number: int) -> Floats:
    """Give, for each entry, the sum of the other entries of its row, infinite if one of them is."""
    infinite = np.isinf(term)
    finite = np.where(infinite, 0.0, term)
    sums = np.bincount(row, weights=finite, minlength=number)
    endless = np.bincount(row, weights=infinite, minlength=number)
    sign = np.sign(np.bincount(row, weights=np.where(infinite, np.sign(term), 0), minlength=number))
    others = sums[row] - finite
    endless_others = np.where(sign[row] < 0, -np.inf, np.inf)
    return np.where(endless[row] - infinite > 0, endless_others, others)
