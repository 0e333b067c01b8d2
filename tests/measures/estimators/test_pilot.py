"""The pilot: organ donors as the textbook has them, and that a standard error is not enough."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.event_study import event_study
from evenhand.measures.estimators.panel import Panel, within_court_difference
from evenhand.measures.estimators.pilot import (
    Effect,
    effect,
    leave_one_out,
    placebo_in_space,
    placebo_in_time,
)
from tests.measures.estimators.references import QUARTERS, organ_donors
from tests.support.effort import amount

COURTS = tuple(f"court {place:02}" for place in range(20))
MONTHS = tuple(f"{2010 + place // 12}-{place % 12 + 1:02}" for place in range(24))
START = "2011-01"


def donors():
    """Give the panel of states by quarter, each with the same weight."""
    states, rates = organ_donors()
    return Panel.make(rates, np.ones_like(rates), states, QUARTERS)


def courts(seed, *, by=0.0, pilots=2):
    """Give a panel of closure rates in which the first courts change by so much."""
    chance = np.random.default_rng(seed)
    of = chance.integers(50, 1_500, (20, 24))
    logits = chance.normal(-2, 0.4, (20, 1)) + chance.normal(0, 0.15, (1, 24))
    rate = special.expit(logits + chance.normal(0, 0.2, (20, 24)))
    rate[:pilots, 12:] += by
    return Panel.of_counts(chance.binomial(of, rate), of, COURTS, MONTHS)


def test_organ_donors_are_the_textbooks():
    """The coefficient is -.02245897 with a clustered standard error of .00613."""
    found = effect(donors(), ("California",), "2011Q3")
    assert found.coefficient == pytest.approx(-0.02245897, abs=5e-9)
    assert found.error == pytest.approx(0.00613, abs=5e-6)
    assert 2 * special.stdtr(26, -abs(found.t)) == pytest.approx(0.0011, abs=5e-5)


def test_one_treated_state_shows_nothing():
    """The same data by placebo in space: five of 27 states did as much, so p is .185, not .001."""
    found = placebo_in_space(donors(), ("California",), "2011Q3", seed=1)
    assert found.p == 5 / 27
    assert found.placebos == 26
    assert found.smallest_p == 1 / 27


def _by_dummies(panel, pilots, first):
    """Fit the same regression with a column for each court and month, and cluster by court."""
    courts, months = panel.rate.shape
    court, month = np.divmod(np.arange(panel.rate.size), months)
    treated = np.isin(court, [panel.courts.index(p) for p in pilots]) & (month >= first)
    columns = np.hstack([np.eye(courts)[court], np.eye(months)[month][:, 1:], treated[:, None]])
    weight = panel.weight.ravel()
    bread = np.linalg.inv(columns.T @ (columns * weight[:, None]))
    found = bread @ (columns.T @ (weight * panel.rate.ravel()))
    left = panel.rate.ravel() - columns @ found
    scores = np.zeros((courts, columns.shape[1]))
    np.add.at(scores, court, columns * (weight * left)[:, None])
    meat = scores.T @ scores
    counted = int((weight > 0).sum())
    scale = courts / (courts - 1) * (counted - 1) / (counted - months - 1)
    return found[-1], np.sqrt((bread @ meat @ bread)[-1, -1] * scale)


@pytest.mark.parametrize("seed", range(5))
def test_the_effect_is_that_of_a_column_for_each_court_and_month(seed):
    """With unequal weights and empty months too, coefficient and error are the long way's."""
    full = courts(seed, by=0.05)
    weight = full.weight.copy()
    weight[5, 3] = weight[7, 20:22] = 0
    panel = Panel.make(full.rate, weight, full.courts, full.months)
    found = effect(panel, COURTS[:2], START)
    assert (found.coefficient, found.error) == pytest.approx(
        _by_dummies(panel, COURTS[:2], 12), rel=1e-8
    )


def test_rows_and_cells_give_the_same():
    """A court and month as one weighted cell is the same as its cases one by one."""
    panel = courts(1, by=0.05)
    twice = Panel.make(panel.rate, panel.weight * 2, panel.courts, panel.months)
    one, two = (effect(p, COURTS[:2], START).coefficient for p in (panel, twice))
    assert one == pytest.approx(two, rel=1e-12)


def test_a_pilot_that_works_is_seen():
    """Eight points more in two courts: found, and no pair of other courts did as much."""
    panel = courts(3, by=0.08)
    found = placebo_in_space(panel, COURTS[:2], START, seed=1)
    assert found.effect.coefficient == pytest.approx(0.08, abs=0.02)
    assert found.placebos == 18 * 17 // 2
    assert found.p_by_size == found.smallest_p


def test_pilots_that_do_nothing_are_called_something_as_often_as_promised():
    """With no effect, p is below .1 in about a tenth; the standard error cries twice as often."""
    repeats = amount(80, 800)
    by_placebo = by_error = 0
    for seed in range(repeats):
        found = placebo_in_space(courts(seed), COURTS[:2], START, seed=seed)
        by_placebo += found.p_by_size < 0.1
        by_error += abs(found.effect.t) > 1.729  # a tenth of Student's t with 19 degrees
    assert by_placebo / repeats < 0.19
    assert by_error / repeats > 0.2


def test_the_month_by_month_study_starts_where_the_pilot_does():
    """Nought before, the effect after, within the placebos' band; no trend before."""
    found = event_study(courts(4, by=0.1), COURTS[:2], START, seed=1)
    values = np.array([one.value for one in found.by_month])
    assert found.reference == "2010-12"
    assert values[11] == 0
    assert np.abs(values[:11]).mean() < 0.04
    assert values[12:].mean() == pytest.approx(0.1, abs=0.04)
    assert sum(one.low > 0 for one in found.by_month[12:]) >= 9
    assert found.pre_trend_p > 0.05


def test_a_month_is_what_a_column_for_it_would_have():
    """The study's months are the coefficients of a regression with a column for each of them."""
    panel = courts(5, by=0.05)
    found = event_study(panel, COURTS[:2], START, seed=1, most=5)
    court, month = np.divmod(np.arange(panel.rate.size), 24)
    mine = np.eye(24)[month] * (court < 2)[:, None]
    columns = np.hstack([np.eye(20)[court], np.eye(24)[month][:, 1:], np.delete(mine, 11, axis=1)])
    root = np.sqrt(panel.weight.ravel())
    fit = np.linalg.lstsq(columns * root[:, None], panel.rate.ravel() * root, rcond=None)[0]
    others = [one.value for place, one in enumerate(found.by_month) if place != 11]
    assert others == pytest.approx(fit[-23:], abs=1e-9)


def test_a_trend_before_the_pilot_is_told():
    """Courts that drifted apart for a year beforehand are rarely matched by a placebo."""
    panel = courts(6)
    drifting = panel.rate.copy()
    drifting[:2] += np.linspace(0, 0.3, 24)
    moved = Panel.make(drifting, panel.weight, COURTS, MONTHS)
    assert event_study(moved, COURTS[:2], START, seed=1).pre_trend_p < 0.02


def test_a_false_start_finds_nothing_and_one_court_carries_nothing():
    """Before the pilot no start stands out; without any one court the effect stays."""
    panel = courts(7, by=0.08)
    true = effect(panel, COURTS[:2], START).coefficient
    early = placebo_in_time(panel, COURTS[:2], START)
    assert [one.what for one in early] == list(MONTHS[3:10])
    assert max(abs(one.effect.coefficient) for one in early) < true / 2
    without = leave_one_out(panel, COURTS[:2], START)
    assert [one.what for one in without] == list(COURTS)
    assert min(one.effect.coefficient for one in without) > true / 2


def test_what_moves_both_priorities_is_no_effect_on_low():
    """A court that closes more of everything has no triple difference; low alone has one."""
    chance = np.random.default_rng(8)
    of = chance.integers(300, 900, (20, 24))
    low, high = np.full((20, 24), 0.2), np.full((20, 24), 0.1)
    low[:2, 12:] += 0.1
    high[:2, 12:] += 0.1
    both = (chance.binomial(of, low), of, chance.binomial(of, high), of)
    low_only = (*both[:2], chance.binomial(of, 0.1), of)
    none, some = (
        effect(within_court_difference(*cells, COURTS, MONTHS), COURTS[:2], START).coefficient
        for cells in (both, low_only)
    )
    assert none == pytest.approx(0, abs=0.02)
    assert some == pytest.approx(0.1, abs=0.02)


def test_a_court_without_a_month_is_left_out_and_named():
    """Another court's missing month leaves it out; a pilot court's is an answer of its own."""
    full = courts(9)
    gone = np.zeros((20, 24), bool)
    gone[4, 6] = True
    counted = np.rint(full.rate * full.weight)
    panel = Panel.of_counts(counted, full.weight, COURTS, MONTHS, gone)
    assert panel.left_out == (COURTS[4],)
    assert isinstance(effect(panel, COURTS[:2], START), Effect)
    found = effect(panel, (COURTS[4],), START)
    assert isinstance(found, NoAnswer)
    assert COURTS[4] in found.because


def test_a_month_in_which_a_pilot_court_saw_nobody_has_no_number():
    """The study says so for that month, and gives the others."""
    full = courts(10)
    weight = full.weight.copy()
    weight[:2, 15] = 0
    found = event_study(Panel.make(full.rate, weight, COURTS, MONTHS), COURTS[:2], START, seed=1)
    assert isinstance(found.by_month[15], NoAnswer)
    assert isinstance(found.by_month[16], Figure)
