"""Two groups compared within strata: Berkeley's admissions as R gives them, and a reversal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.standardised import standardised
from evenhand.measures.estimators.strata import Strata
from evenhand.measures.estimators.stratified import (
    cmh,
    homogeneity,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from tests.measures.estimators.references import berkeley
from tests.support.effort import EFFORT


def test_berkeley_is_as_r_gives_it():
    """R's mantelhaen.test: ratio of odds .9046968 (.7719074 to 1.06033), both chi-squares."""
    ratio, test = odds_ratio(berkeley()), cmh(berkeley())
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx(
        (0.9046968, 0.7719074, 1.06033), abs=5e-7
    )
    assert (test.corrected, test.corrected_p) == pytest.approx((1.426946, 0.2322635), abs=5e-7)
    assert (test.plain, test.plain_p) == pytest.approx((1.524607, 0.2169237), abs=5e-7)


def test_berkeley_departments_differ():
    """Breslow and Day's statistic is 18.8255 and the ratio of rates, joined, .9449."""
    found = homogeneity(berkeley())
    assert found.breslow_day == pytest.approx(18.8255, abs=5e-5)
    assert found.p < 0.01
    assert risk_ratio(berkeley()).value == pytest.approx(0.9449, abs=5e-5)


def test_simpsons_reversal():
    """Men fared better in all departments together, 44.5 to 30.4 %; like with like, worse."""
    men, women = standardised(berkeley().together()), standardised(berkeley())
    assert (round(men.rate.value, 3), round(men.other_rate.value, 3)) == (0.445, 0.304)
    assert (round(women.rate.value, 3), round(women.other_rate.value, 3)) == (0.387, 0.430)
    assert risk_ratio(berkeley().together()).low > 1
    assert risk_ratio(berkeley()).value < 1
    assert risk_difference(berkeley()).value < 0 < risk_difference(berkeley().together()).value


COUNTS = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
STRATA = st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6)


def _strata(rows):
    return Strata.make(*np.array([[*one, *other] for one, other in rows]).T)


@EFFORT
@given(STRATA)
def test_a_second_reader_agrees(rows):
    """Ratios, tests and Tarone's statistic are those of statsmodels, on random tables."""
    strata = _strata(rows)
    tables = [[[a, n - a], [c, m - c]] for (a, n), (c, m) in rows]
    other = StratifiedTable(np.array(tables, float).transpose(1, 2, 0))
    ratio, odds, test = risk_ratio(strata), odds_ratio(strata), cmh(strata)
    if isinstance(ratio, Figure):
        assert ratio.value == pytest.approx(other.riskratio_pooled)
    if isinstance(odds, Figure):
        low, high = other.oddsratio_pooled_confint()
        assert (odds.value, odds.low, odds.high) == pytest.approx(
            (other.oddsratio_pooled, low, high)
        )
    if not isinstance(test, NoAnswer):
        assert test.plain == pytest.approx(other.test_null_odds(correction=False).statistic)
    even = homogeneity(strata)
    told = [(a + c) not in (0, n + m) for (a, n), (c, m) in rows]
    # The other divides nought by nought where the ratio of odds is just one.
    if not isinstance(even, NoAnswer) and all(told) and abs(odds.value - 1) > 1e-9:
        assert even.breslow_day == pytest.approx(other.test_equal_odds().statistic, abs=1e-6)
        adjusted = other.test_equal_odds(adjust=True).statistic
        assert even.tarone == pytest.approx(adjusted, abs=1e-6)


@EFFORT
@given(STRATA, st.randoms(use_true_random=False))
def test_the_order_of_strata_says_nothing(rows, order):
    """Courts in another order, or a court without one of the groups, change no joined number."""
    other = [*rows]
    order.shuffle(other)
    for method in (risk_ratio, risk_difference, odds_ratio):
        one, two = method(_strata(rows)), method(_strata(other))
        assert type(one) is type(two)
        alone = Strata.make(*np.array([[*a, *b] for a, b in other] + [[3, 9, 0, 0]]).T)
        three = method(alone)
        if isinstance(one, Figure):
            sides = (one.value, one.low, one.high)
            assert (two.value, two.low, two.high) == pytest.approx(sides, rel=1e-9, abs=1e-9)
            assert (three.value, three.low, three.high) == pytest.approx(sides, rel=1e-9, abs=1e-9)


@EFFORT
@given(STRATA)
def test_a_difference_is_a_difference_of_shares(rows):
    """It lies between the strata's own, and its interval within minus one to one."""
    found = risk_difference(_strata(rows))
    own = [a / n - c / m for (a, n), (c, m) in rows]
    if isinstance(found, Figure):
        assert min(own) - 1e-9 <= found.value <= max(own) + 1e-9
        assert -1 <= found.low <= found.value <= found.high <= 1


@pytest.mark.parametrize("courts", [4, 60])
def test_the_intervals_hold_the_truth_as_often_as_they_say(courts):
    """In 95 of 100 repetitions, give or take, in few large courts and in many small ones."""
    chance = np.random.default_rng(7)
    size = 1_200 // courts
    base = chance.uniform(0.1, 0.5, courts)
    held = np.zeros(2)
    repeats = 1_000
    for _ in range(repeats):
        of, other = (
            chance.integers(size // 2, size, courts),
            chance.integers(size // 2, size, courts),
        )
        ratio = Strata.make(
            chance.binomial(of, base * 1.3), of, chance.binomial(other, base), other
        )
        apart = Strata.make(
            chance.binomial(of, base + 0.1), of, chance.binomial(other, base), other
        )
        one, two = risk_ratio(ratio), risk_difference(apart)
        held += [one.low <= 1.3 <= one.high, two.low <= 0.1 <= two.high]
    assert (held / repeats > 0.93).all()
    assert (held / repeats < 0.97).all()


def test_a_perfect_comparison_is_standardised_to_itself():
    """Where both groups have the same mix, the standardised rates are the crude ones."""
    strata = Strata.make([10, 5], [20, 40], [6, 12], [20, 40])
    found = standardised(strata)
    assert found.rate.value == pytest.approx(15 / 60)
    assert found.other_rate.value == pytest.approx(18 / 60)
    assert found.ratio.value == pytest.approx(15 / 18)


def test_what_cannot_be_compared_is_counted():
    """Cases in courts with one group only are left out, and told."""
    found = standardised(Strata.make([10, 5], [20, 40], [6, 0], [20, 0]))
    assert found.left_out == 40
    assert found.rate.value == pytest.approx(0.5)
