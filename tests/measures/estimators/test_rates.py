"""Rates and their intervals: published values, and what must hold of any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.measures.estimators.answers import Figure
from evenhand.measures.estimators.rates import (
    Families,
    design_effect,
    jeffreys,
    rate_by_families,
    wilson,
)
from tests.support.effort import EFFORT

# Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
]  # fmt: skip


@pytest.mark.parametrize(("met", "of", "low", "high"), NEWCOMBE)
def test_wilson_is_newcombes(met, of, low, high):
    """The interval by scores is that of the paper, to its four digits."""
    found = wilson(met, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_wilson_is_that_of_r():
    """The interval of 81 in 263 is that of R's prop.test without correction, to seven digits."""
    found = wilson(81, 263)
    assert (found.low, found.high) == pytest.approx((0.2552885, 0.3662096), abs=5e-8)


# TRAC, report 339: closures by prosecutorial discretion of all closures, fiscal years.
TRAC = [
    (9_684, 206_330, 4.69, 4.60, 4.79), (16_306, 191_803, 8.50, 8.38, 8.63),
    (2_993, 42_816, 6.99, 6.75, 7.24), (28_983, 440_949, 6.57, 6.50, 6.65),
]  # fmt: skip


@pytest.mark.parametrize(("met", "of", "value", "low", "high"), TRAC)
def test_the_published_rates_of_discretion(met, of, value, low, high):
    """The published rates of closure by discretion come out, with the intervals they lacked."""
    found = wilson(met, of)
    assert [round(100 * x, 2) for x in (found.value, found.low, found.high)] == [value, low, high]


# Brown, Cai and DasGupta, Statistical Science 16 (2001), table of the Jeffreys interval, n = 10.
JEFFREYS = [(0, 0.0, 0.217), (1, 0.011, 0.381), (2, 0.044, 0.503), (5, 0.224, 0.776)]


@pytest.mark.parametrize(("met", "low", "high"), JEFFREYS)
def test_jeffreys_is_the_published_table(met, low, high):
    """Of ten cases the interval is that of the table."""
    found = jeffreys(met, 10)
    assert (round(found.low, 3), round(found.high, 3)) == (low, high)


CASES = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@EFFORT
@given(CASES, st.sampled_from([0.5, 0.9, 0.95, 0.998]), st.floats(1, 50))
def test_an_interval_holds_the_rate_and_stays_a_share(cases, level, effect):
    """Both intervals lie in nought to one and hold the rate; a design effect only widens."""
    plain = wilson(*cases, level=level)
    wide = wilson(*cases, level=level, design_effect=effect)
    for found in (plain, wide, jeffreys(*cases, level=level)):
        assert 0 <= found.low <= found.value <= found.high <= 1
    assert wide.low <= plain.low + 1e-12
    assert wide.high >= plain.high - 1e-12


@EFFORT
@given(CASES)
def test_what_was_not_met_is_the_mirror(cases):
    """The interval of those who did not is the interval of those who did, turned round."""
    met, of = cases
    one, other = wilson(met, of), wilson(of - met, of)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-9)


def test_families_that_decide_together_count_as_one():
    """Families of four with one outcome each are as good as a quarter of the persons."""
    together = Families.of([0, 4], [4, 4], [300, 100])
    assert design_effect(together) == pytest.approx(4, rel=0.01)
    found, single = rate_by_families(together), wilson(100, 400)
    assert found.value == single.value
    assert (found.low, found.high) == pytest.approx((single.low, single.high), abs=5e-4)


def test_persons_alone_are_not_widened():
    """Where each family is one person the effect is one, but for the usual n by n less one."""
    alone = Families.of([0, 1], [1, 1], [300, 100])
    assert design_effect(alone) == pytest.approx(1, abs=0.003)


def test_where_all_had_one_outcome_families_count_as_wholly_alike():
    """Nought of 40 persons in ten families is known no better than nought of ten."""
    found = rate_by_families(Families.of([0], [4], [10]))
    assert isinstance(found, Figure)
    assert found == wilson(0, 10)


@EFFORT
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 5), st.integers(1, 40)), min_size=1))
def test_families_never_narrow_an_interval(rows):
    """Whatever the families, the interval is no narrower than that of unrelated persons."""
    met, size, many = zip(*[(min(m, s), s, n) for m, s, n in rows], strict=True)
    found = rate_by_families(Families.of(met, size, many))
    persons = sum(s * n for s, n in zip(size, many, strict=True))
    plain = wilson(sum(m * n for m, n in zip(met, many, strict=True)), persons)
    if isinstance(found, Figure):
        assert found.high - found.low >= plain.high - plain.low - 1e-12
    else:
        assert sum(many) == 1
