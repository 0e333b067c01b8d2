"""Does an office drift from the guidance? A risk-adjusted CUSUM with known false alarms.

After Steiner and others, 2000. Each case is expected to be closed with some probability, given what
kind of case it is. The chart adds up how much likelier outcomes are if the odds have changed by a
ratio (halved, doubled) than if they have not, never falling below nought, and signals at a
threshold. Months come as counts by class of expected probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.numbers import Counts, Reals, parts, reals

HORIZON = 600
RUNS = 1_000
# In a large office in control the sum may hardly ever leave nought: then any rise is a signal.
ANY_RISE = 1e-6


@dataclass(frozen=True)
class Watch:
    """An office's months (rows) by class of expected probability (columns)."""

    expected: Reals
    met: Counts
    of: Counts
    months: tuple[str, ...]

    @classmethod
    def make(
        cls, expected: npt.ArrayLike, met: npt.ArrayLike, of: npt.ArrayLike,
        months: tuple[str, ...],
    ) -> Watch:  # fmt: skip
        """Make a watch; expected probabilities lie between nought and one, both left out."""
        chances = np.atleast_1d(reals("expected probabilities", expected))
        part, whole = parts("cases met", np.atleast_2d(met), np.atleast_2d(of))
        if ((chances <= 0) | (chances >= 1)).any():
            raise ValueError("what is certain beforehand cannot be watched")
        if part.shape != (len(months), chances.size):
            raise ValueError("each month needs its cases by class of expected probability")
        return cls(chances, part, whole, months)


def _scores(expected: Reals, ratio: float) -> tuple[float, Reals]:
    """Give what a case met adds, and what each case takes away, by class."""
    if ratio <= 0 or ratio == 1:
        raise ValueError("a ratio of odds to watch for is above nought and not one")
    return math.log(ratio), np.log1p(expected * (ratio - 1))


@dataclass(frozen=True)
class Chart:
    """The sum after each month, and the months in which it passed the threshold.

    After a signal it begins again from nought, as a person then looks into the office.
    """

    months: tuple[str, ...]
    sums: Reals
    signals: tuple[str, ...]
    threshold: float


def chart(watch: Watch, *, ratio: float, threshold: float) -> Chart | NoAnswer:
    """Draw the chart of one office for one ratio of odds."""
    if watch.of.sum() == 0:
        return NoAnswer("The office has no cases to watch.")
    if not (math.isfinite(threshold) and threshold > 0):
        raise ValueError("a threshold is above nought")
    gain, cost = _scores(watch.expected, ratio)
    steps = gain * watch.met.sum(axis=1) - watch.of @ cost
    sums, signals, at = np.zeros(len(steps)), [], 0.0
    for place, step in enumerate(steps):
        at = max(0.0, at + float(step))
        sums[place] = at
        if at > threshold:
            signals.append(watch.months[place])
            at = 0.0
    return Chart(watch.months, sums, tuple(signals), threshold)


@dataclass(frozen=True)
class Threshold:
    """A threshold and how many months a chart in control then runs before it signals.

    Where no simulated run signals, ``months`` is how many were simulated: it is at least so long.
    """

    value: float
    months: float
    offices: int
    wanted: float


def steps_of(
    expected: Reals, of: Counts, ratio: float, odds: float, shape: tuple[int, int],
    chance: np.random.Generator,
) -> Reals:  # fmt: skip
    """Simulate monthly steps (runs by months) of an office whose odds are changed by ``odds``."""
    cases, met = _simulated(expected, of, odds, shape, chance)
    return _steps(expected, ratio, cases, met)


def _simulated(
    expected: Reals, of: Counts, odds: float, shape: tuple[int, int], chance: np.random.Generator
) -> tuple[Counts, Counts]:
    """Give the cases of months and how many were met (runs by months), drawn by chance.

    Months have the cases of the office's own, over and over.
    """
    true = odds * expected / (1 - expected + odds * expected)
    runs, months = shape
    cases = of[np.arange(months) % len(of)]
    return cases, chance.binomial(cases, true, (runs, *cases.shape)).sum(axis=2)


def _steps(expected: Reals, ratio: float, cases: Counts, met: Counts) -> Reals:
    gain, cost = _scores(expected, ratio)
    found: Reals = gain * met - (cases @ cost)[None, :]
    return found


def run_lengths(steps: Reals, threshold: float) -> tuple[npt.NDArray[np.int64], int]:
    """Give each run's months until its signal (or the horizon), and how many runs signalled."""
    return _lengths(_highest(steps), threshold)


def _highest(steps: Reals) -> Reals:
    """Give how high the sum of each run has been after each month, signals apart.

    Until its first signal a chart's sum is the same whatever the threshold, so that one pass tells
    the run lengths of them all.
    """
    found = np.empty(steps.shape, order="F")
    at = top = np.zeros(len(steps))
    for month in range(steps.shape[1]):
        at = np.maximum(0.0, at + steps[:, month])
        top = np.maximum(top, at)
        found[:, month] = top
    return found


def _lengths(highest: Reals, threshold: float) -> tuple[npt.NDArray[np.int64], int]:
    quiet = (highest <= threshold).sum(axis=1)
    months = highest.shape[1]
    return np.minimum(quiet + 1, months), int((quiet < months).sum())


def _months_for_each_signal(highest: Reals, threshold: float) -> float:
    lengths, signals = _lengths(highest, threshold)
    return float(lengths.sum()) / signals if signals else math.inf


def threshold(
    watch: Watch,
    *,
    ratio: float,
    offices: int,
    years_between_alarms: float,
    seed: int,
    runs: int = RUNS,
    horizon: int = HORIZON,
) -> Threshold | NoAnswer:
    """Give the threshold at which all offices together raise one false alarm in so many years."""
    (found,) = thresholds(
        watch, ratios=(ratio,), offices=offices, years_between_alarms=years_between_alarms,
        seed=seed, runs=runs, horizon=horizon,
    )  # fmt: skip
    return found


def thresholds(
    watch: Watch,
    *,
    ratios: Sequence[float],
    offices: int,
    years_between_alarms: float,
    seed: int,
    runs: int = RUNS,
    horizon: int = HORIZON,
) -> list[Threshold | NoAnswer]:
    """Give the threshold of each ratio, all from the same simulated runs.

    One office's chart must run offices times as long as the years between alarms. The mean run is
    counted as months watched for each signal, which needs no run to reach its end.
    """
    if offices < 1 or years_between_alarms <= 0 or runs < 1:
        raise ValueError("false alarms are counted over an office at least, and some time")
    if watch.of.sum() == 0:
        return [NoAnswer("The office has no cases to watch.")] * len(ratios)
    wanted = offices * years_between_alarms * 12
    if runs * horizon < 100 * wanted:
        needed = math.ceil(100 * wanted / horizon)
        return [NoAnswer(f"So rare a false alarm needs {needed} simulated runs.")] * len(ratios)
    chance = np.random.default_rng(seed)
    cases, met = _simulated(watch.expected, watch.of, 1.0, (runs, horizon), chance)
    return [
        _threshold(_highest(_steps(watch.expected, ratio, cases, met)), offices, wanted)
        for ratio in ratios
    ]


def _threshold(highest: Reals, offices: int, wanted: float) -> Threshold:
    low, high = ANY_RISE, 1.0
    if _months_for_each_signal(highest, low) >= wanted:
        return _told(highest, low, offices, wanted)
    while _months_for_each_signal(highest, high) < wanted:
        low, high = high, high * 2
    while high - low > 1e-3 * high:
        middle = (low + high) / 2
        short = _months_for_each_signal(highest, middle) < wanted
        low, high = (middle, high) if short else (low, middle)
    return _told(highest, high, offices, wanted)


def _told(highest: Reals, value: float, offices: int, wanted: float) -> Threshold:
    months = min(_months_for_each_signal(highest, value), float(highest.size))
    return Threshold(value, months, offices, wanted)
