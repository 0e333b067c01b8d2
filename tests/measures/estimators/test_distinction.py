"""Shown, little, cannot tell; ratios of single courts; and what missing priority could do."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.distinction import (
    Distinction,
    Margin,
    distinction,
    ratio_by_stratum,
)
from evenhand.measures.estimators.standardised import Unplaced, missing_bounds
from evenhand.measures.estimators.strata import Strata
from evenhand.measures.estimators.stratified import cmh
from tests.measures.estimators.references import berkeley
from tests.support.effort import EFFORT

MARGIN = Margin(0.8, 1.25, "a measure's file, before the data were opened")
# Rates of low and of high priority, cases of each, and what that shows.
SHOWN = [
    (0.30, 0.10, 2_000, Distinction.SHOWN),
    (0.10, 0.30, 2_000, Distinction.SHOWN),
    (0.20, 0.20, 5_000, Distinction.LITTLE),
    (0.21, 0.20, 40_000, Distinction.LITTLE),
    (0.20, 0.20, 50, Distinction.CANNOT_TELL),
    (0.30, 0.20, 60, Distinction.CANNOT_TELL),
    (0.25, 0.20, 2_000, Distinction.CANNOT_TELL),
]


@pytest.mark.parametrize(("low", "high", "cases", "expected"), SHOWN)
def test_what_a_comparison_shows(low, high, cases, expected):
    """Many alike cases show little distinction; few show nothing, however alike they are."""
    strata = Strata.make([round(low * cases)], [cases], [round(high * cases)], [cases])
    assert distinction(strata, MARGIN).distinction is expected


def test_no_difference_found_is_not_no_difference():
    """Fifty cases each: the test finds no difference, and the answer is not "little"."""
    strata = Strata.make([12], [50], [10], [50])
    assert cmh(strata).plain_p > 0.5
    assert distinction(strata, MARGIN).distinction is Distinction.CANNOT_TELL


def test_a_ratio_may_differ_from_one_and_still_be_little():
    """With many cases 21 and 20 % differ for certain, and make little distinction all the same."""
    found = distinction(Strata.make([8_400], [40_000], [8_000], [40_000]), MARGIN)
    assert found.differs_from_one
    assert found.distinction is Distinction.LITTLE


def test_false_equivalence_is_rare():
    """Where the truth lies on the margin, little distinction is claimed in about one of twenty."""
    chance = np.random.default_rng(3)
    of, claimed = [2_000], 0
    for _ in range(2_000):
        met, other = chance.binomial(2_000, [0.25, 0.2])
        found = distinction(Strata.make([met], of, [other], of), MARGIN)
        claimed += found.distinction is Distinction.LITTLE
    assert claimed / 2_000 < 0.065


@pytest.mark.parametrize(("low", "high", "source"), [(1.1, 1.25, "x"), (0.8, 1.25, " ")])
def test_a_margin_is_set_beforehand_and_about_one(low, high, source):
    """A margin that leaves out one, or does not say where it was set, is none."""
    with pytest.raises(ValueError, match=r"margin"):
        Margin(low, high, source)


def test_small_courts_are_drawn_to_the_others():
    """A court with one case of twenty is drawn nearly all the way; a large one keeps its ratio."""
    strata = Strata.make([300, 280, 310, 1, 900], [1_000, 1_000, 1_000, 2, 1_000],
                         [200, 190, 205, 1, 200], [1_000, 1_000, 1_000, 20, 1_000])  # fmt: skip
    found = ratio_by_stratum(strata)
    assert found.variance > 0.1
    assert found.ratios[4].value == pytest.approx(4.5, rel=0.05)
    assert found.ratios[3].high / found.ratios[3].low > 5
    assert found.ratios[3].value < 10  # its own would be ten


def test_alike_courts_have_one_ratio():
    """Where courts differ no more than chance makes them, all are drawn to one ratio."""
    chance = np.random.default_rng(5)
    of = np.full(40, 400)
    strata = Strata.make(chance.binomial(of, 0.3), of, chance.binomial(of, 0.2), of)
    ratios = [one.value for one in ratio_by_stratum(strata).ratios]
    crude = strata.met / np.maximum(strata.other_met, 1)
    assert np.std(np.log(ratios)) < np.std(np.log(crude)) / 2
    assert np.mean(ratios) == pytest.approx(1.5, rel=0.05)


def test_berkeleys_departments_differ_in_their_ratios():
    """The department that Breslow and Day's test is about stands apart from the others."""
    ratios = ratio_by_stratum(berkeley()).ratios
    assert ratios[0].high < 1
    assert [one.low < 1 < one.high for one in ratios[1:]] == [True] * 5


SMALL = st.integers(1, 6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
FEW = st.integers(0, 3).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@EFFORT
@given(st.lists(st.tuples(SMALL, SMALL, FEW), min_size=1, max_size=2))
def test_no_placing_of_the_unplaced_goes_beyond_the_bounds(rows):
    """All ways to place cases without a priority, tried: the bounds are reached, not passed."""
    strata = Strata.make(*np.array([[*one, *other] for one, other, _ in rows]).T)
    missing = Unplaced.make(*np.array([unplaced for _, _, unplaced in rows]).T)
    found = missing_bounds(strata, missing)
    total = sum(n + m + u for (_, n), (_, m), (_, u) in rows)
    differences = []
    for (a, n), (c, m), (x, u) in rows:
        share = (n + m + u) / total
        differences.append([
            share * ((a + met) / (n + met + rest) - (c + x - met) / (m + u - met - rest))
            for met, rest in product(range(x + 1), range(u - x + 1))
        ])  # fmt: skip
    sums = [sum(chosen) for chosen in product(*differences)]
    assert found.least == pytest.approx(min(sums))
    assert found.most == pytest.approx(max(sums))
    for placed in (found.recorded, found.in_group, found.in_other):
        assert found.least - 1e-12 <= placed <= found.most + 1e-12


def test_nobody_missing_leaves_nothing_open():
    """Where every priority is recorded, all five numbers are one."""
    nobody = Unplaced.make(np.zeros(6), np.zeros(6))
    found = missing_bounds(berkeley(), nobody)
    assert found.least == found.most == found.recorded == found.in_group == found.in_other


def test_a_court_without_both_groups_has_no_ratio():
    """It has a sentence in its place, and the other courts keep theirs."""
    strata = Strata.make([5, 5, 5], [10, 10, 10], [4, 4, 0], [10, 10, 0])
    found = ratio_by_stratum(strata).ratios
    assert isinstance(found[2], NoAnswer)
    assert isinstance(found[0], Figure)
