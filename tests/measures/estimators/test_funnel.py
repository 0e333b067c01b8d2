"""Funnels: limits as exact as counts allow, and overdispersion that is there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenhand.measures.estimators.funnel import exact_limits, funnel
from tests.support.effort import EFFORT


@EFFORT
@given(st.integers(1, 3_000), st.floats(0.01, 0.99), st.sampled_from([0.95, 0.998]))
def test_limits_lie_beside_the_binomials_quantiles(of, target, level):
    """A limit is the whole count of scipy's quantile, less a part of one, as the paper has it."""
    found = exact_limits([of], target, level)
    for tail, limit in (((1 - level) / 2, found.low[0]), ((1 + level) / 2, found.high[0])):
        count = stats.binom.ppf(tail, of, target)
        part = (stats.binom.cdf(count, of, target) - tail) / stats.binom.pmf(count, of, target)
        assert limit == pytest.approx(max(0, count - part) / of, abs=1e-6)


def test_chance_alone_leaves_the_funnel_as_rarely_as_it_says():
    """Of alike units one in twenty lies outside the inner limits, and hardly any the outer."""
    chance = np.random.default_rng(1)
    of = chance.integers(100, 2_000, 4_000)
    found = funnel(chance.binomial(of, 0.3), of)
    rates = np.array([point.rate for point in found.points])
    outside = [(rates < x.low) | (rates > x.high) for x in (found.inner, found.outer)]
    assert outside[0].mean() == pytest.approx(0.05, abs=0.012)
    assert outside[1].mean() < 0.005
    assert found.phi == pytest.approx(1, abs=0.08)


@pytest.mark.parametrize("between", [0.01, 0.04])
def test_overdispersion_is_found_with_its_size(between):
    """Units that truly differ widen the limits by what they differ, and a tenth is drawn in."""
    chance = np.random.default_rng(2)
    of = chance.integers(200, 1_000, 3_000)
    mean = 0.4
    cases = mean * (1 - mean) / between - 1
    own = chance.beta(mean * cases, (1 - mean) * cases, of.size)
    found = funnel(chance.binomial(of, own), of)
    assert found.between == pytest.approx(between, rel=0.25)
    wide = found.widened(of, 0.95)
    rates = np.array([point.rate for point in found.points])
    assert ((rates < wide.low) | (rates > wide.high)).mean() < 0.1


def test_the_few_that_stand_out_do_not_hide_themselves():
    """Three of a hundred units far off leave the limits where the others put them."""
    chance = np.random.default_rng(3)
    of = np.full(100, 500)
    met = chance.binomial(of, 0.3)
    met[:3] = 450
    found = funnel(met, of)
    assert all(point.z_widened > 5 for point in found.points[:3])


def test_expected_cases_bring_like_to_like():
    """A unit that granted what its cases were expected to get stands at the rate of all."""
    found = funnel([80, 20], [100, 100], expected=[80.0, 20.0])
    assert [point.rate for point in found.points] == pytest.approx([0.5, 0.5])
    assert [point.z for point in found.points] == pytest.approx([0, 0])
