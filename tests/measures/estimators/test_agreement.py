"""Agreement of reviewers: the published examples, and where kappa misleads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as other_fleiss

from evenhand.measures.estimators.agreement import (
    Ratings,
    ac1,
    alpha,
    cohen_kappa,
    fleiss_kappa,
    raw,
)
from evenhand.measures.estimators.answers import Figure
from tests.support.effort import EFFORT


def patterns(text, ratings):
    """Read ratings, one word a file and one sign a reviewer, a dot for none."""
    return [[word.count(str(k)) for k in range(1, ratings + 1)] for word in text.split()]


# Four raters of twelve units (Krippendorff, 2011; raw_4raters of the package irrCAC).
FOUR = patterns("11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3.", 5)
# Three observers of fifteen units (Krippendorff's example with missing data).
THREE = patterns(".1. ... .22 .11 .33 334 444 13. 2.2 1.1 1.1 3.3 3.3 ... 3.4", 4)
# Fourteen raters of ten subjects (Fleiss, 1971, as commonly shown).
FLEISS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def test_four_raters_with_missing_ratings():
    """The values of irrCAC: AC1 .77544, Fleiss .76117, alpha .74342."""
    ratings = Ratings.make(FOUR)
    found = [method(ratings, seed=1).value for method in (ac1, fleiss_kappa, alpha)]
    assert [round(x, 5) for x in found] == [0.77544, 0.76117, 0.74342]


def test_three_observers():
    """Alpha .691358 for names and .811 for numbers."""
    ratings = Ratings.make(THREE)
    assert alpha(ratings, seed=1).value == pytest.approx(0.691358, abs=5e-7)
    found = alpha(ratings, seed=1, distance="interval", values=[1, 2, 3, 4])
    assert found.value == pytest.approx(0.811, abs=5e-4)


def test_fleiss_and_cohen():
    """Fleiss's ten subjects give .2099, and the table 20, 5, 10, 15 gives Cohen's .40."""
    assert fleiss_kappa(Ratings.make(FLEISS), seed=1).value == pytest.approx(0.2099, abs=5e-5)
    assert cohen_kappa([[20, 5], [10, 15]], seed=1).value == pytest.approx(0.40)


def test_kappa_misleads_where_nearly_all_files_are_alike():
    """95 of 100 files alike: kappa .26, AC1 .946."""
    ratings = Ratings.of_pairs([[94, 5], [0, 1]])
    assert raw(ratings, seed=1).value == pytest.approx(0.95)
    assert fleiss_kappa(ratings, seed=1).value == pytest.approx(0.26, abs=5e-3)
    assert ac1(ratings, seed=1).value == pytest.approx(0.946, abs=5e-4)


TABLES = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.integers(0, 30), min_size=k * k, max_size=k * k).map(
        lambda cells: np.array(cells).reshape(k, k)
    )
)


@EFFORT
@given(TABLES)
def test_a_second_reader_agrees(table):
    """Kappas, plain and weighted, are those of statsmodels wherever there is a number."""
    for weights, kind in (("none", None), ("linear", "linear"), ("quadratic", "quadratic")):
        found = cohen_kappa(table, seed=1, weights=weights, draws=50)
        if isinstance(found, Figure):
            other = cohens_kappa(table, wt=kind, return_results=False)
            assert found.value == pytest.approx(other, abs=1e-9)
    ratings = Ratings.of_pairs(table)
    found = fleiss_kappa(ratings, seed=1, draws=50)
    if isinstance(found, Figure):
        rows = np.repeat(ratings.patterns, ratings.files, axis=0)
        assert found.value == pytest.approx(other_fleiss(rows), abs=1e-9)


ROWS = st.lists(
    st.tuples(st.lists(st.integers(0, 3), min_size=3, max_size=3), st.integers(0, 9)), min_size=1,
    max_size=8,
)  # fmt: skip


@EFFORT
@given(ROWS)
def test_agreement_is_never_more_than_full(rows):
    """AC1 lies between minus one and one, as do kappa and alpha at their upper end."""
    ratings = Ratings.make([pattern for pattern, _ in rows], [many for _, many in rows])
    for method in (ac1, fleiss_kappa, alpha, raw):
        found = method(ratings, seed=1, draws=40)
        if isinstance(found, Figure):
            assert found.low <= found.value <= found.high <= 1 + 1e-12
            if method in (ac1, raw):
                assert found.low >= -1


@EFFORT
@given(ROWS, st.randoms(use_true_random=False))
def test_order_and_grouping_of_files_say_nothing(rows, order):
    """Patterns turned about, or one file a line, give the same numbers."""
    ratings = Ratings.make([pattern for pattern, _ in rows], [many for _, many in rows])
    single = np.repeat(ratings.patterns, ratings.files, axis=0)
    one_by_one = Ratings.make(single[np.array(order.sample(range(len(single)), len(single)), int)])
    for method in (ac1, alpha):
        one, two = method(ratings, seed=1, draws=30), method(one_by_one, seed=1, draws=30)
        if isinstance(one, Figure) and isinstance(two, Figure):
            assert one.value == pytest.approx(two.value)


def test_the_interval_holds_the_truth():
    """Of repetitions with known agreement the interval of AC1 holds it in nine of ten and more."""
    chance = np.random.default_rng(1)
    share = np.array([0.70, 0.08, 0.07, 0.15])
    truth = ac1(Ratings.of_pairs((share * 10**6).reshape(2, 2)), seed=1, draws=10).value
    held = 0
    for seed in range(200):
        table = chance.multinomial(150, share).reshape(2, 2)
        found = ac1(Ratings.of_pairs(table), seed=seed, draws=400)
        held += found.low <= truth <= found.high
    assert held / 200 > 0.9
