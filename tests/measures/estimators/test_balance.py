"""Assignment of cases to judges: seen where it is not by chance, and only there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.balance import Comparable, Evenness, _dealt, assignment, evenness


def test_large_cells_have_the_formulas_p():
    """Chi-square and p are those of scipy, where every cell expects five or more."""
    table = np.array([[50, 30, 20], [48, 35, 17], [60, 22, 18]])
    found = evenness(table, np.random.default_rng(1), 100)
    other = stats.chi2_contingency(table, correction=False)
    assert (found.statistic, found.p) == pytest.approx((other.statistic, other.pvalue))
    assert found.strength == pytest.approx(stats.contingency.association(table, method="cramer"))
    assert not found.by_shuffles


def test_small_cells_are_shuffled():
    """Where cells expect less, p is counted over shuffles; of two by two it nears Fisher's."""
    table = np.array([[17, 3], [19, 1]])
    found = evenness(table, np.random.default_rng(1), 4_000)
    margins = stats.hypergeom(40, 4, 20)
    beyond = [k for k in range(5) if abs(k - 2) >= 1]  # as far from even as three to one
    assert found.by_shuffles
    assert found.p == pytest.approx(sum(margins.pmf(k) for k in beyond), abs=0.03)


def test_a_court_that_sends_cases_by_representation_is_not_comparable():
    """One judge hears the represented, the other the rest: not comparable, by a strong tie."""
    found = assignment(
        {"nationality": [[50, 50], [52, 48]], "represented": [[80, 20], [20, 80]]}, seed=1
    )
    assert found.comparable is Comparable.NO
    assert found.attributes["nationality"].p > 0.5
    assert found.attributes["represented"].strength == pytest.approx(0.6)


def test_assignment_by_chance_passes_as_often_as_it_should():
    """Of courts that assign by chance about one in a hundred is called not comparable."""
    chance = np.random.default_rng(2)
    share = [0.5, 0.3, 0.15, 0.05]
    wrong = 0
    for seed in range(300):
        names = ("nationality", "age", "language")
        tables = {name: chance.multinomial(80, share, size=5) for name in names}
        wrong += assignment(tables, seed=seed, shuffles=199).comparable is Comparable.NO
    assert wrong <= 10


def test_too_few_cases_are_no_evidence_of_chance():
    """A court with a handful of cases for each judge is not waved through."""
    assert isinstance(assignment({"represented": [[5, 4], [3, 6]]}, seed=1), NoAnswer)


def test_the_same_seed_gives_the_same_p():
    """Shuffles are repeatable."""
    tables = {"language": [[57, 2, 1], [55, 1, 4]]}
    assert assignment(tables, seed=4) == assignment(tables, seed=4)
    assert isinstance(assignment(tables, seed=4).attributes["language"], Evenness)


def test_dealing_is_that_of_a_shuffled_pack():
    """What dealing gives a judge is spread as Fisher's margins have it, with the margins kept."""
    table = np.array([[17, 3, 5], [19, 1, 5], [10, 2, 3]])
    dealt = _dealt(table, np.random.default_rng(1), 20_000)
    assert (dealt.sum(axis=1) == table.sum(axis=0)).all()
    assert (dealt.sum(axis=2) == table.sum(axis=1)).all()
    for judge, value in ((0, 0), (1, 1), (2, 2)):
        margin = stats.hypergeom(65, table.sum(axis=0)[value], table.sum(axis=1)[judge])
        found = dealt[:, judge, value]
        assert found.mean() == pytest.approx(margin.mean(), abs=4 * margin.std() / 141)
        assert found.std() == pytest.approx(margin.std(), rel=0.03)


def test_rare_nationalities_are_counted_together():
    """A hundred nationalities with a case or two each need no shuffles, and do not hide a tilt."""
    table = np.ones((2, 102), dtype=int)
    table[:, :2] = [[90, 110], [110, 90]]
    found = evenness(table, np.random.default_rng(1), 100)
    assert not found.by_shuffles
    assert found.p == pytest.approx(0.136, abs=0.01)
    table[:, :2] = [[40, 160], [160, 40]]
    assert evenness(table, np.random.default_rng(1), 100).p < 1e-6
