"""The attack on cells: every sum by hand, then every cell that may be of few people by programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from evenhand.disclosure.audit.bounds import Bounds
from evenhand.disclosure.audit.tightening import tighten
from evenhand.disclosure.rule import Promise

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NEAR = 1e-4
TIGHTEST = 50
Kind = Literal["shown to be few", "recovered", "known too closely", "shown not to be none"]


@dataclass(frozen=True)
class Leak:
    """A cell of which readers learn too much: its number, how, and the range they are left with.

    ``weights`` says which printed limits the range rests on, where a program found it.
    """

    number: int
    kind: Kind
    low: float
    high: float
    weights: Floats | None = None


@dataclass(frozen=True)
class Attack:
    """What an attack found, and how hard it tried. ``least_width`` is that of the tightest cell."""

    leaks: tuple[Leak, ...]
    examined: int
    programs: int
    least_width: float
    whole_numbers: int
    undecided: int
    low: Floats
    high: Floats


def attack(
    rows: sparse.csc_matrix,
    low: Floats,
    high: Floats,
    promise: Promise,
    *,
    may_be_none: Flags,
    few: Flags | None = None,
    reach: Floats | None = None,
    whole_numbers: bool = True,
) -> Attack:
    """Attack cells of which ``low`` and ``high`` is what is printed.

    A cell that ``may_be_none`` may be shown to be nought. Of those marked as ``few`` no reader may
    learn more than their printing says: their range must reach down to ``reach``.
    """
    threshold, width = promise.never_shown_below, promise.least_width
    near_low, near_high = tighten(rows, low, high)
    suspect = (low < max(threshold, 1)) & (low < high)
    if threshold == 0:
        suspect = low < high
    suspect &= ~(may_be_none & (near_high < 0.5))
    by_hand = suspect & ((near_high < threshold) | (near_high - near_low < width))
    left = np.flatnonzero(suspect & ~by_hand)
    down = np.full(len(low), -np.inf)
    if few is not None:
        floor = low if reach is None else reach
        down = np.where(few, floor, down)
        by_hand |= few & suspect & (near_low > floor)
    widths = np.where(np.isfinite(down), np.inf, float(width))
    goal = np.minimum(np.maximum(float(threshold), near_low + width), near_high)
    bounds = Bounds(rows, near_low, near_high, goal, down, widths)
    bounds.push(left, upward=True)
    bounds.push(left, upward=False)
    most, least = bounds.most, bounds.least
    bad = (most < threshold - NEAR) | ((most - least < width - NEAR) & ~np.isfinite(down))
    bad |= np.isfinite(down) & (least > down + NEAR)
    leaks = [
        _leak(int(n), near_low[n], near_high[n], low[n], promise) for n in np.flatnonzero(by_hand)
    ]
    leaks += [_pressed(bounds, int(n), low[n], promise) for n in left[bad[left]]]
    good = left[~bad[left]]
    tightest = good[np.argsort((most - least)[good], kind="stable")][:TIGHTEST]
    can = [bounds.in_whole_numbers(int(n), upward=True) for n in tightest if whole_numbers]
    leaks += [
        Leak(int(n), "shown to be few", near_low[n], goal[n] - 1)
        for n, possible in zip(tightest, can, strict=False)
        if possible is False
    ]
    return Attack(
        tuple(sorted(leaks, key=lambda leak: leak.number)),
        int(suspect.sum()),
        bounds.programs,
        float((most - least)[good].min(initial=np.inf)),
        len(can),
        sum(possible is None for possible in can),
        near_low,
        near_high,
    )


def _pressed(bounds: Bounds, number: int, printed: float, promise: Promise) -> Leak:
    """Give the leak of a cell that programs found, with the printed limits it rests on."""
    threshold, width = promise.never_shown_below, promise.least_width
    upward = bool(bounds.most[number] < max(threshold, bounds.least[number] + width) - NEAR)
    weights = bounds.alone(number, upward=upward)
    return _leak(number, bounds.least[number], bounds.most[number], printed, promise, weights)


def _leak(
    number: int, low: float, high: float, printed: float, promise: Promise,
    weights: Floats | None = None,
) -> Leak:  # fmt: skip
    kind: Kind = "known too closely"
    if high - low < 1 - NEAR:
        kind = "recovered"
    elif high < promise.never_shown_below - NEAR:
        kind = "shown to be few"
    elif high - low >= promise.least_width - NEAR:
        kind = "shown not to be none"
    return Leak(number, kind, float(low), float(high), weights)
