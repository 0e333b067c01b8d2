"""Shrinkage: the rats of the textbook, and what shrinking must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.measures.estimators.shrinkage import (
    Prior,
    fitted_prior,
    moment_prior,
    paule_mandel,
    shrunk_effects,
    shrunk_rates,
)
from tests.measures.estimators.references import RATS_MET, RATS_OF
from tests.support.effort import EFFORT


def test_rats_by_moments_are_the_textbooks():
    """The 70 historical groups: mean .136, so a prior of about (1.4, 8.6)."""
    found = moment_prior(RATS_MET[:70], RATS_OF[:70])
    assert (round(found.mean, 3), round(found.a, 2), round(found.b, 2)) == (0.136, 1.36, 8.62)


def test_rats_by_likelihood():
    """With the current group, the likelihood is highest at (2.34, 14.11)."""
    found = fitted_prior(RATS_MET, RATS_OF)
    assert (round(found.a, 2), round(found.b, 2)) == (2.34, 14.11)
    assert found.beyond_chance


def test_a_known_prior_is_found_again():
    """Two thousand judges drawn from (2, 5) give (2, 5) back within a tenth."""
    chance = np.random.default_rng(4)
    of = chance.integers(20, 400, 2_000)
    found = fitted_prior(chance.binomial(of, chance.beta(2, 5, 2_000)), of)
    assert (found.a, found.b) == pytest.approx((2, 5), rel=0.1)


def test_alike_judges_are_found_alike():
    """Where all decide alike the prior says so, and draws everybody to one rate."""
    chance = np.random.default_rng(1)
    of = chance.integers(50, 500, 300)
    met = chance.binomial(of, 0.3)
    found = fitted_prior(met, of)
    values = [one.value for one in shrunk_rates(met, of, found)]
    assert max(values) - min(values) < 0.1 * np.ptp(met / of)


def test_no_grant_of_ten_is_not_a_rate_of_nought():
    """A judge without a grant in ten cases is drawn to the others; in ten thousand hardly."""
    prior = Prior(0.3, 10, True)
    few, many = shrunk_rates([0, 0], [10, 10_000], prior)
    assert few.value == pytest.approx(0.15)
    assert many.value < 0.001


RATES = st.lists(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2,
    max_size=20,
)  # fmt: skip


@EFFORT
@given(RATES)
def test_shrinking_draws_towards_the_mean_and_never_past_it(rows):
    """Each shrunk rate lies between the unit's own and the prior's mean, its interval in 0 to 1."""
    met, of = np.array(rows).T
    prior = fitted_prior(met, of)
    if not isinstance(prior, Prior):
        assert met.sum() in (0, of.sum())
        return
    assert 0 < prior.mean < 1
    for found, own in zip(shrunk_rates(met, of, prior), met / of, strict=True):
        low, high = sorted((own, prior.mean))
        assert low - 1e-9 <= found.value <= high + 1e-9
        assert 0 <= found.low <= found.high <= 1


def test_the_variance_between_is_found_again():
    """Effects drawn with variance .64 about known errors give it back within a tenth."""
    chance = np.random.default_rng(2)
    error = chance.uniform(0.01, 0.5, 3_000)
    effects = chance.normal(0, 0.8, 3_000) + np.sqrt(error) * chance.standard_normal(3_000)
    assert paule_mandel(effects, error) == pytest.approx(0.64, rel=0.1)


@EFFORT
@given(st.lists(st.tuples(st.floats(-3, 3), st.floats(0.01, 4)), min_size=2, max_size=12))
def test_the_weighted_squares_are_as_due(rows):
    """At the variance found, the weighted squares equal the degrees of freedom, or it is nought."""
    effects, error = np.array(rows).T
    between = paule_mandel(effects, error)
    weight = 1 / (error + between)
    squares = float((weight * (effects - weight @ effects / weight.sum()) ** 2).sum())
    if between > 0:
        assert squares == pytest.approx(len(rows) - 1, rel=1e-6)
    else:
        assert squares <= len(rows) - 1 + 1e-9


def test_effects_without_a_difference_are_one():
    """Where nothing lies between units, every effect is the mean of all."""
    found = shrunk_effects(np.array([0.2, -0.2]), np.array([1.0, 1.0]), 0.0)
    assert [one.value for one in found] == [0.0, 0.0]
