"""Drift: run lengths of the textbook, and thresholds that keep their promise about false alarms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evenhand.measures.estimators.drift import Watch, chart, run_lengths, steps_of, threshold
from evenhand.measures.estimators.run_length import (
    expected_run_length,
    normal_run_length,
    table_distribution,
)
from tests.support.effort import amount

# Two-sided CUSUM of normal steps, slack a half: threshold, run in control, run after one deviation
# (Brook and Evans, 1972, and the textbooks since: 168, 8.38; 465, 10.4).
NORMAL = [(4, 167.7, 8.38), (5, 465.4, 10.38)]


@pytest.mark.parametrize(("height", "control", "moved"), NORMAL)
def test_run_lengths_are_the_textbooks(height, control, moved):
    """The Markov chain gives the known run lengths."""
    assert normal_run_length(0.5, height) == pytest.approx(control, abs=0.05)
    assert normal_run_length(0.5, height, 1.0) == pytest.approx(moved, abs=0.005)


EXPECTED, MONTHLY = np.array([0.1]), np.array([[80]])
HALVED = 0.5
# An office with 80 low-priority cases a month, a tenth of them closed: threshold, months until a
# false alarm (cut at 600), months until a halved closure rate is seen.
OFFICE = [(3, 84, 3.2), (4, 223, 4.1), (5, 394, 4.9)]


@pytest.mark.parametrize(("height", "control", "moved"), OFFICE)
def test_an_office_that_closes_half_as_often_is_seen_within_months(height, control, moved):
    """Simulated runs are those measured beforehand, within what drawing them anew leaves open."""
    shape = (amount(1_000, 10_000), 600)
    quiet = steps_of(EXPECTED, MONTHLY, HALVED, 1.0, shape, np.random.default_rng(1))
    slowed = steps_of(EXPECTED, MONTHLY, HALVED, HALVED, (shape[0], 60), np.random.default_rng(2))
    assert run_lengths(quiet, height)[0].mean() == pytest.approx(control, rel=0.06)
    assert run_lengths(slowed, height)[0].mean() == pytest.approx(moved, abs=0.2)


@pytest.mark.parametrize("height", [3.0, 4.0, 5.0])
def test_simulated_and_exact_runs_agree(height):
    """Months for each signal are those of a Markov chain over the same monthly sums."""
    steps = steps_of(EXPECTED, MONTHLY, HALVED, 1.0, (2_000, 600), np.random.default_rng(3))
    lengths, signals = run_lengths(steps, height)
    counts = np.arange(81)
    sums = np.log(HALVED) * counts - 80 * np.log1p(-0.1 * (1 - HALVED))
    below = table_distribution(sums, stats.binom.pmf(counts, 80, 0.1))
    exact = expected_run_length(below, height, states=800)
    assert lengths.sum() / signals == pytest.approx(exact, rel=0.06)


def test_a_threshold_keeps_its_promise_on_other_runs():
    """Found on one set of runs, the threshold gives the wanted run on another."""
    watch = _watch(months=24, seed=4)
    found = threshold(watch, ratio=2.0, offices=10, years_between_alarms=5, seed=1)
    steps = steps_of(watch.expected, watch.of, 2.0, 1.0, (2_000, 600), np.random.default_rng(99))
    lengths, signals = run_lengths(steps, found.value)
    assert found.wanted == 600
    assert lengths.sum() / signals == pytest.approx(600, rel=0.15)


def test_in_a_large_office_any_rise_is_a_signal():
    """Where chance never lifts the sum from nought, the threshold is as low as can be, at once."""
    watch = Watch.make([0.3], [[6_000]], [[20_000]], ("2010-01",))
    found = threshold(watch, ratio=0.5, offices=1, years_between_alarms=10, seed=1, runs=100)
    assert found.value < 1e-5
    assert found.months > 120
    slowed = Watch.make([0.3], [[3_500]], [[20_000]], ("2010-01",))
    assert chart(slowed, ratio=0.5, threshold=found.value).signals


def test_more_offices_need_a_higher_threshold():
    """False alarms are counted over all offices together."""
    watch = _watch(months=12, seed=5)
    one, many = (
        threshold(watch, ratio=0.5, offices=n, years_between_alarms=5, seed=1, runs=2_000).value
        for n in (1, 20)
    )
    assert many > one + 1


def _watch(*, months, seed, odds=1.0, since=0):
    chance = np.random.default_rng(seed)
    expected = np.array([0.05, 0.2, 0.5])
    of = chance.integers(10, 60, (months, 3))
    after = np.where(np.arange(months)[:, None] >= since, odds, 1.0)
    true = after * expected / (1 - expected + after * expected)
    names = tuple(f"{2010 + m // 12}-{m % 12 + 1:02}" for m in range(months))
    return Watch.make(expected, chance.binomial(of, true), of, names)


def test_a_drift_is_charted_and_begins_again_after_a_signal():
    """Quiet before the change, a signal within months, and nought again after it."""
    watch = _watch(months=60, seed=6, odds=0.4, since=36)
    found = chart(watch, ratio=HALVED, threshold=5.0)
    assert found.signals
    first = found.months.index(found.signals[0])
    assert 36 <= first <= 42
    assert found.sums[first] > 5.0
    assert found.sums[first + 1] < found.sums[first]
    assert (found.sums >= 0).all()


def test_an_office_with_harder_cases_is_not_drifting():
    """Few closures of cases that rarely close raise no signal; as few of easy cases do."""
    hard = np.tile([[100, 0]], (24, 1))
    easy = hard[:, ::-1]
    met = np.full(24, 5)
    months = tuple(f"{m:02}" for m in range(24))
    chances = [0.05, 0.2]
    calm = chart(Watch.make(chances, np.stack([met, 0 * met], 1), hard, months), ratio=HALVED,
                 threshold=4.0)  # fmt: skip
    alarmed = chart(Watch.make(chances, np.stack([0 * met, met], 1), easy, months), ratio=HALVED,
                    threshold=4.0)  # fmt: skip
    assert calm.signals == ()
    assert alarmed.signals
