"""Spreads as others publish them, and what chance alone makes of them."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.measures.estimators.spread import deviating_share, rate_range

# Cases of each adjudicator, rate of all in percent, share that deviates though all are alike.
ALIKE = [(25, 27, 0.114), (50, 27, 0.024), (50, 35, 0.007)]


@pytest.mark.parametrize(("of", "percent", "chance"), ALIKE)
def test_refugee_roulette_finds_deviants_where_all_are_alike(of, percent, chance):
    """With 25 cases each, more than one in ten deviates by chance alone; with fifty still some."""
    cases = np.full(100, of)
    total = round(percent * of)
    met = np.full(100, total // 100)
    met[: total % 100] += 1
    found = deviating_share(met, cases, least=of)
    assert found.chance == pytest.approx(chance, abs=0.0005)
    assert found.value == 0


def test_the_range_of_thirty_identical_judges():
    """Thirty identical judges with a hundred cases at 30 % lie 18.7 points apart on average."""
    found = rate_range(np.full(30, 30), np.full(30, 100))
    assert found.value == 0
    assert found.chance == pytest.approx(0.1865, abs=0.0005)


def test_the_chance_range_is_that_of_simulation():
    """With unequal cases too the mean range is what drawing gives."""
    of = np.array([100, 150, 400, 900, 2_000])
    drawn = np.random.default_rng(1).binomial(of, 0.4, (100_000, 5)) / of
    found = rate_range([40, 60, 160, 360, 800], of)
    assert found.chance == pytest.approx(np.ptp(drawn, axis=1).mean(), abs=0.001)


def test_more_judges_alone_widen_the_range():
    """A court with more judges has a wider range, though nobody decides otherwise."""
    few, many = (rate_range(np.full(n, 30), np.full(n, 100)).chance for n in (5, 50))
    assert many > 1.7 * few


def test_who_has_few_cases_is_left_out_and_counted():
    """Judges under the floor are left out, and the result says how many."""
    found = rate_range([30, 60, 1], [100, 100, 20])
    assert (found.units, found.left_out) == (2, 1)
    assert found.value == pytest.approx(0.3)
    share = deviating_share([10, 80, 45, 9], [100, 100, 100, 9])
    assert (share.units, share.left_out) == (3, 1)
    assert share.value == pytest.approx(2 / 3)
