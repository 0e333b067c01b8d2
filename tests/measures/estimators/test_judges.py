"""Judges compared like with like: truth found again, other methods agreeing, chance as chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special
from statsmodels.api import GLM, families

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.judge_spread import Spread, spreads, within_groups
from evenhand.measures.estimators.judges import Factor, UnitCells, fit_units
from tests.measures.estimators.agq import fit_agq
from tests.measures.estimators.references import CBPP
from tests.support.effort import amount

REFERENCE = {"nationality": 0, "represented": 1, "detained": 0}


def docket(seed, *, courts, judges, nationalities, cases, sd):
    """Make cells of cases that judges decide by known effects; give them with the true effects."""
    chance = np.random.default_rng(seed)
    group = np.repeat(np.arange(courts), judges)
    own = chance.normal(0, sd, group.size)
    effect = chance.normal(-0.5, 0.6, courts)[group] + own
    of_nation = chance.normal(0, 1, nationalities)
    share = chance.dirichlet(np.full(nationalities, 0.7))
    axes = np.meshgrid(
        np.arange(group.size), np.arange(nationalities), [0, 1], [0, 1], indexing="ij"
    )
    unit, nation, represented, detained = (axis.ravel() for axis in axes)
    rate = cases / group.size * share[nation] * np.where(represented, 0.6, 0.4)
    of = chance.poisson(rate * np.where(detained, 0.2, 0.8))
    logits = effect[unit] + of_nation[nation] + 0.9 * represented - 0.7 * detained
    factors = (
        Factor("nationality", nation, nationalities), Factor("represented", represented, 2),
        Factor("detained", detained, 2),
    )  # fmt: skip
    cells = UnitCells.make(unit, factors, chance.binomial(of, special.expit(logits)), of, group)
    mean = np.bincount(group, own) / judges
    return cells, own - mean[group]


@pytest.fixture(scope="module")
def national():
    """Give a docket of cases beyond counting one by one, and its truth."""
    size = amount(2_000_000, 12_600_000)
    return docket(1, courts=70, judges=10, nationalities=amount(60, 180), cases=size, sd=0.8)


def test_known_effects_are_found_again(national):
    """The variance between judges within 10 %, coefficients within .02, judges in their order."""
    cells, truth = national
    fit = fit_units(cells)
    within = within_groups(fit)
    true_variance = float((truth**2).sum()) / (70 * 9)
    assert within.variance == pytest.approx(true_variance, rel=0.1)
    assert within.variance == pytest.approx(0.64, rel=0.1)
    assert fit.coefficients["represented"][1] == pytest.approx(0.9, abs=0.02)
    assert fit.coefficients["detained"][1] == pytest.approx(-0.7, abs=0.02)
    assert np.corrcoef(truth, within.shrunk)[0, 1] > 0.99


@pytest.mark.parametrize("seed", range(amount(3, 30)))
def test_the_variance_is_found_where_judges_have_few_cases(seed):
    """With 150 cases a judge the variance is still found, within a fifth in any one docket."""
    cells, _ = docket(seed, courts=60, judges=12, nationalities=8, cases=60 * 12 * 150, sd=0.8)
    assert within_groups(fit_units(cells)).variance == pytest.approx(0.64, rel=0.2)


def test_a_general_fitter_gives_the_same():
    """With no case lent, effects and coefficients are those of statsmodels' logit, errors too."""
    cells, _ = docket(3, courts=3, judges=4, nationalities=4, cases=9_000, sd=0.5)
    fit = fit_units(cells, lent=0.0)
    columns = [np.eye(12)[cells.unit]]
    columns += [np.eye(f.values)[f.code][:, 1:] for f in cells.factors]
    both = np.stack([cells.met, cells.of - cells.met], axis=1)
    other = GLM(both, np.hstack(columns), family=families.Binomial()).fit()
    assert fit.effect == pytest.approx(other.params[:12], abs=2e-3)
    ours = np.concatenate([fit.coefficients[f.name][1:] for f in cells.factors])
    assert ours == pytest.approx(other.params[12:], abs=2e-3)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(other.bse[12:], rel=0.01)
    total = 1 / fit.information + np.einsum("ij,jk,ik->i", fit.mix, fit.covariance, fit.mix)
    assert np.sqrt(total) == pytest.approx(other.bse[:12], rel=0.01)


def _periods():
    return (CBPP[:, 3:] == [2, 3, 4]).astype(float)


def test_quadrature_is_lme4s():
    """The slow comparison itself reproduces R's glmer with 25 points on the cattle of cbpp."""
    columns = np.hstack([np.ones((len(CBPP), 1)), _periods()])
    found, sd, _ = fit_agq(CBPP[:, 1], CBPP[:, 2], columns, CBPP[:, 0] - 1)
    assert found == pytest.approx([-1.399224, -0.9914089, -1.12781, -1.579481], abs=2e-4)
    assert sd == pytest.approx(0.6475199, abs=2e-4)


def test_one_point_of_quadrature_is_lme4s_laplace():
    """With one point it is Laplace's approximation, and glmer's default to four digits."""
    columns = np.hstack([np.ones((len(CBPP), 1)), _periods()])
    found, sd, height = fit_agq(CBPP[:, 1], CBPP[:, 2], columns, CBPP[:, 0] - 1, points=1)
    assert found == pytest.approx([-1.398343, -0.991925, -1.128216, -1.579745], abs=5e-3)
    assert sd == pytest.approx(0.6420699, abs=1e-3)
    assert height == pytest.approx(-92.02657, abs=1e-3)


def test_both_ways_agree_on_one_court():
    """In one court of 150 judges our variance is that of the mixed model, within a twentieth."""
    cells, _ = docket(6, courts=1, judges=150, nationalities=2, cases=60_000, sd=0.7)
    within = within_groups(fit_units(cells))
    columns = [np.ones((cells.of.size, 1))]
    columns += [np.eye(f.values)[f.code][:, 1:] for f in cells.factors]
    _, sd, _ = fit_agq(cells.met, cells.of, np.hstack(columns), cells.unit, points=1)
    assert within.variance == pytest.approx(sd**2, rel=0.05)


def test_judges_who_differ_stand_beyond_chance():
    """Every court's spread lies far above the level of shuffled cases, and near the truth."""
    cells, truth = docket(8, courts=6, judges=12, nationalities=5, cases=100_000, sd=0.8)
    found = spreads(cells, REFERENCE, seed=1, draws=100, shuffles=60)
    for group, one in enumerate(found):
        own = np.quantile(truth[cells.group == group], [0.1, 0.9])
        middle = special.logit((one.lower + one.upper) / 2)
        true = np.diff(special.expit(middle + own - own.mean()))[0]
        assert one.distance.low > 3 * one.chance_high
        assert one.distance.value == pytest.approx(true, rel=0.2)
        assert one.distance.low <= one.distance.value <= one.distance.high


def test_judges_who_decide_alike_stand_within_chance():
    """Where all decide alike, shrunk spreads are those of shuffled cases in most dockets."""
    beyond = 0
    for seed in range(10):
        cells, _ = docket(seed, courts=4, judges=8, nationalities=3, cases=8_000, sd=0.0)
        found = spreads(cells, REFERENCE, seed=seed, draws=10, shuffles=40)
        beyond += found[0].distance.value > found[0].chance_high
    assert beyond <= 3


def test_a_shuffle_refitted_in_full_is_as_the_quick_one():
    """Dealing single cases out and fitting all anew gives the variance that the quick way gives."""
    chance = np.random.default_rng(9)
    cells, _ = docket(9, courts=3, judges=10, nationalities=4, cases=15_000, sd=0.0)
    case = np.repeat(np.arange(cells.of.size), cells.of)
    granted = np.concatenate([np.arange(n) < k for k, n in zip(cells.met, cells.of, strict=True)])
    own = cells.group[cells.unit[case]]
    slow = []
    for _ in range(25):
        unit = cells.unit[case].copy()
        for group in range(3):
            here = np.flatnonzero(own == group)
            unit[here] = unit[chance.permutation(here)]
        factors = tuple(Factor(f.name, f.code[case], f.values) for f in cells.factors)
        shuffled = UnitCells.make(unit, factors, granted, np.ones_like(case), cells.group)
        one = spreads(shuffled, REFERENCE, seed=1, draws=2, shuffles=2)
        slow.append([spread.distance.value for spread in one])
    quick = spreads(cells, REFERENCE, seed=2, draws=2, shuffles=300)
    expected = np.mean([one.chance for one in quick])
    error = np.std(slow) / np.sqrt(25)
    assert np.mean(slow) == pytest.approx(expected, abs=3 * error)


def test_the_same_seed_gives_the_same_number():
    """Spreads are repeatable, and the cells' order changes nothing."""
    cells, _ = docket(5, courts=2, judges=5, nationalities=3, cases=4_000, sd=0.5)
    turned = UnitCells(
        cells.unit[::-1], tuple(Factor(f.name, f.code[::-1], f.values) for f in cells.factors),
        cells.met[::-1], cells.of[::-1], cells.group,
    )  # fmt: skip
    one, again = (spreads(cells, REFERENCE, seed=3, draws=20, shuffles=20) for _ in range(2))
    other = spreads(turned, REFERENCE, seed=3, draws=20, shuffles=20)
    assert one == again
    assert [a.distance.value for a in one] == pytest.approx([b.distance.value for b in other])


def test_a_judge_who_granted_nobody_has_a_number():
    """An effect far down, not one without end; the court keeps its comparison."""
    met, of = [0, 30, 40, 35], [100, 100, 100, 100]
    cells = UnitCells.make([0, 1, 2, 3], (), met, of, [0, 0, 0, 0])
    fit = fit_units(cells)
    assert -8 < fit.effect[0] < -3
    assert within_groups(fit).shrunk[0] < -1


def test_a_court_with_one_judge_is_not_compared():
    """Its place says so, and where all outcomes are alike another sentence; others have numbers."""
    cells = UnitCells.make(
        [0, 1, 2, 3, 4, 5, 6], (), [10, 30, 20, 40, 0, 0, 0], [50, 60, 50, 60, 40, 40, 0],
        [0, 0, 0, 1, 2, 2, 3],
    )  # fmt: skip
    compared, alone, alike, empty = spreads(cells, {}, seed=1, draws=5, shuffles=5)
    assert isinstance(compared, Spread)
    assert "fewer than two judges" in alone.because
    assert "alike" in alike.because
    assert isinstance(empty, NoAnswer)


def test_a_nationality_heard_by_one_judge_alone_takes_nothing_down():
    """A judge who hears nobody else's cases is uncertain; the comparison stands."""
    nation = np.array([0, 1, 0, 1, 2])
    cells = UnitCells.make(
        [0, 0, 1, 1, 2], (Factor("nationality", nation, 3),), [20, 10, 30, 15, 1],
        [50, 50, 50, 50, 50], [0, 0, 0],
    )  # fmt: skip
    within = within_groups(fit_units(cells))
    assert within.error[2] > 5 * within.error[0]
    assert np.isfinite(within.shrunk).all()
