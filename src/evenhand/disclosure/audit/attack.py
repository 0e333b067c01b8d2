"""The attack on cells: every sum by hand, then every cell that may be of few people by programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse

from evenhand.disclosure.audit.bounds import Bounds, Witnesses, pressing
from evenhand.disclosure.audit.tightening import tighten
from evenhand.disclosure.audit.whole_numbers import can_be
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
    witnesses: Witnesses


def attack(
    rows: sparse.csc_matrix,
    low: Floats,
    high: Floats,
    promise: Promise,
    *,
    unprinted: Flags,
    zeros_shown: bool = False,
    few: Flags | None = None,
    reach: Floats | None = None,
    whole_numbers: bool = True,
    witnesses: Witnesses | None = None,
) -> Attack:
    """Attack cells of which ``low`` and ``high`` is what is printed.

    Of cells that no table prints it may be known that they are large and, where ``zeros_shown``,
    that nobody is in them. Of those marked as ``few`` no reader may
    learn more than their printing says: their range must reach down to ``reach``. ``witnesses`` are
    what an attack on the same sums within narrower limits found: all of it is possible here too.
    """
    near_low, near_high = tighten(rows, low, high)
    suspect = (low < (promise.never_shown_below or np.inf)) & (low < high)
    suspect &= ~(unprinted & (near_low >= promise.never_shown_below))
    suspect &= ~(unprinted & zeros_shown & (near_high < 0.5))
    floor = low if reach is None else reach
    down = np.full(len(low), -np.inf) if few is None else np.where(few, floor, -np.inf)
    by_hand = suspect & _bad(promise, near_low, near_high, down)
    left = np.flatnonzero(suspect & ~by_hand)
    bounds = _pushed(rows, near_low, near_high, promise, down, left, witnesses)
    bad = _bad(promise, bounds.least, bounds.most, down)
    bad &= ~(unprinted & (bounds.least >= promise.never_shown_below - NEAR))
    leaks = [_leak(int(n), near_low[n], near_high[n], promise) for n in np.flatnonzero(by_hand)]
    leaks += [_pressed(bounds, int(n), promise) for n in left[bad[left]]]
    good = left[~bad[left]]
    ranges = (bounds.most - bounds.least)[good]
    tightest = good[np.argsort(ranges, kind="stable")][: TIGHTEST if whole_numbers else 0]
    found = [(int(n), can_be(bounds, int(n))) for n in tightest]
    leaks += [_leak(n, near_low[n], bounds.up[n] - 1, promise) for n, can in found if can is False]
    return Attack(
        tuple(sorted(leaks, key=lambda leak: leak.number)),
        int(suspect.sum()),
        bounds.programs,
        float(ranges.min(initial=np.inf)),
        len(found),
        sum(can is None for _, can in found),
        near_low,
        near_high,
        bounds.witnesses(),
    )


def _pushed(
    rows: sparse.csc_matrix, low: Floats, high: Floats, promise: Promise, down: Floats,
    unknowns: npt.NDArray[np.int64], witnesses: Witnesses | None,
) -> Bounds:  # fmt: skip
    """Push every suspect as high as is promised, and as low."""
    widths = np.where(np.isfinite(down), np.inf, float(promise.least_width))
    goal = np.minimum(np.maximum(promise.never_shown_below, low + promise.least_width), high)
    bounds = Bounds(rows, low, high, goal, down, widths)
    if witnesses is not None:
        bounds.hear(witnesses)
    bounds.push(unknowns, upward=True)
    bounds.push(unknowns, upward=False)
    return bounds


def _bad(promise: Promise, least: Floats, most: Floats, down: Floats) -> Flags:
    """Say of which cells too much is known, from the range that is left."""
    must_reach = np.isfinite(down)
    bad = most < promise.never_shown_below - NEAR
    bad |= (most - least < promise.least_width - NEAR) & ~must_reach
    bad |= must_reach & (least > down + NEAR)
    found: Flags = bad
    return found


def _pressed(bounds: Bounds, number: int, promise: Promise) -> Leak:
    """Give a leak that a program found, with the limits that press on it."""
    enough = max(promise.never_shown_below, bounds.least[number] + promise.least_width)
    weights = pressing(bounds, number, upward=bool(bounds.most[number] < enough - NEAR))
    return _leak(number, bounds.least[number], bounds.most[number], promise, weights)


def _leak(
    number: int, low: float, high: float, promise: Promise,
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
