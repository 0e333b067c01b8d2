"""Where there is no answer: for each estimator what makes it silent, and a word of what it says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from evenhand.measures.estimators.agreement import (
    Ratings,
    ac1,
    alpha,
    cohen_kappa,
    fleiss_kappa,
    raw,
)
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.balance import assignment
from evenhand.measures.estimators.capture import chapman
from evenhand.measures.estimators.distinction import Margin, distinction, ratio_by_stratum
from evenhand.measures.estimators.drift import Watch, chart, threshold
from evenhand.measures.estimators.event_study import event_study
from evenhand.measures.estimators.funnel import funnel
from evenhand.measures.estimators.judge_spread import spreads, within_groups
from evenhand.measures.estimators.judges import UnitCells, fit_units
from evenhand.measures.estimators.log_rank import log_rank
from evenhand.measures.estimators.panel import Panel
from evenhand.measures.estimators.pilot import (
    effect,
    leave_one_out,
    placebo_in_space,
    placebo_in_time,
)
from evenhand.measures.estimators.rates import (
    Families,
    design_effect,
    jeffreys,
    rate_by_families,
    wilson,
)
from evenhand.measures.estimators.shrinkage import (
    Prior,
    fitted_prior,
    moment_prior,
    shrunk_rates,
)
from evenhand.measures.estimators.spread import deviating_share, rate_range
from evenhand.measures.estimators.standardised import Unplaced, missing_bounds, standardised
from evenhand.measures.estimators.stock_flow import Flow, residuals
from evenhand.measures.estimators.strata import Strata
from evenhand.measures.estimators.stratified import (
    cmh,
    homogeneity,
    odds_ratio,
    risk_difference,
    risk_ratio,
)
from evenhand.measures.estimators.survival import (
    DayTable,
    aalen_johansen,
    day_by_which,
    kaplan_meier,
)

EMPTY = Strata.make([0], [0], [3], [9])
APART = Strata.make([4, 0], [9, 0], [0, 3], [0, 9])
ALL_ALIKE = Strata.make([9], [9], [7], [7])
NONE_MET = Strata.make([0], [9], [5], [9])
SPLIT = Strata.make([9], [9], [0], [7])
MARGIN = Margin(0.8, 1.25, "set beforehand")


def cells(met, of, group):
    """Give cells of judges, one each, without factors."""
    return UnitCells.make(range(len(met)), (), met, of, group)


ONE_JUDGE = cells([5], [10], [0])
JUDGES_ALIKE = cells([10, 10], [10, 10], [0, 0])
NO_CASES = cells([0, 0], [0, 0], [0, 0])


def panel(courts=6, months=8, flat=False):
    """Give a small panel of courts by months."""
    chance = np.random.default_rng(1)
    rate = np.full((courts, months), 0.3) if flat else chance.uniform(0.1, 0.4, (courts, months))
    names = tuple(f"c{n}" for n in range(courts))
    return Panel.make(rate, np.full(rate.shape, 50.0), names, tuple(f"m{n}" for n in range(months)))


def without_a_month():
    """Give a panel in which the first court lacks a month."""
    full = panel()
    weight = full.weight.copy()
    weight[0, 2] = np.nan
    return Panel.make(full.rate, weight, full.courts, full.months)


def watch():
    """Give an office without cases."""
    return Watch.make([0.1], [[0]], [[0]], ("m",))


NOBODY = DayTable.make([], np.zeros((0, 1)), [])
LATE = DayTable.make([5, 9], [0, 4], [0, 0], [4, 0])
FEW = DayTable.make([5, 9], [1, 0], [0, 9])
UNRATED = Ratings.make([[1, 0], [0, 1]])
ALL_ONE = Ratings.make([[2, 0]], [50])

TABLE = {
    "a rate of nobody": (lambda: wilson(0, 0), "nobody"),
    "a rate of nobody, believed": (lambda: jeffreys(0, 0), "nobody"),
    "no families": (lambda: rate_by_families(Families.of([], [], [])), "nobody"),
    "families of nobody": (lambda: design_effect(Families.of([0], [0], [5])), "nobody"),
    "one family": (lambda: rate_by_families(Families.of([1], [3], [1])), "One family"),
    "an empty group, ratio": (lambda: risk_ratio(EMPTY), "empty"),
    "an empty group, difference": (lambda: risk_difference(EMPTY), "empty"),
    "an empty group, odds": (lambda: odds_ratio(EMPTY), "empty"),
    "an empty group, test": (lambda: cmh(EMPTY), "empty"),
    "an empty group, homogeneity": (lambda: homogeneity(EMPTY), "empty"),
    "an empty group, standardised": (lambda: standardised(EMPTY), "empty"),
    "an empty group, distinction": (lambda: distinction(EMPTY, MARGIN), "empty"),
    "no stratum has both groups": (lambda: risk_ratio(APART), "No stratum"),
    "no stratum has both, standardised": (lambda: standardised(APART), "No stratum"),
    "no stratum has both, ratios": (lambda: ratio_by_stratum(APART), "two strata"),
    "all outcomes alike, ratio": (lambda: risk_ratio(ALL_ALIKE), "alike"),
    "all outcomes alike, difference": (lambda: risk_difference(ALL_ALIKE), "alike"),
    "all outcomes alike, odds": (lambda: odds_ratio(ALL_ALIKE), "alike"),
    "all outcomes alike, test": (lambda: cmh(ALL_ALIKE), "alike"),
    "all outcomes alike, distinction": (lambda: distinction(ALL_ALIKE, MARGIN), "alike"),
    "one group never met it, ratio": (lambda: risk_ratio(NONE_MET), "never"),
    "one group never met it, odds": (lambda: odds_ratio(NONE_MET), "never"),
    "groups wholly apart": (lambda: risk_difference(SPLIT), "no interval"),
    "one stratum, homogeneity": (
        lambda: homogeneity(Strata.make([3], [9], [4], [9])), "two strata",
    ),
    "unplaced where a group is not": (
        lambda: missing_bounds(EMPTY, Unplaced.make([1], [2])), "no recorded case",
    ),
    "unplaced of nobody": (
        lambda: missing_bounds(Strata.make([0], [0], [0], [0]), Unplaced.make([0], [0])), "nobody",
    ),
    "one unit, prior": (lambda: fitted_prior([3], [9]), "two units"),
    "all units alike, prior": (lambda: fitted_prior([9, 7], [9, 7]), "alike"),
    "no spread of rates": (lambda: moment_prior([2, 2], [4, 4]), "same rate"),
    "rates beyond any spread": (lambda: moment_prior([0, 4], [4, 4]), "further apart"),
    "a unit without cases": (lambda: shrunk_rates([0], [0], Prior(0.3, 9, True))[0], "no cases"),
    "judges without cases": (lambda: fit_units(NO_CASES), "no cases"),
    "judges all alike": (lambda: fit_units(JUDGES_ALIKE), "alike"),
    "a court with one judge": (lambda: within_groups(fit_units(ONE_JUDGE)), "two judges"),
    "a court with one judge, spread": (lambda: spreads(ONE_JUDGE, {}, seed=1), "two judges"),
    "assignment to one judge": (lambda: assignment({"a": [[9, 9]]}, seed=1), "two judges"),
    "assignment of alike cases": (lambda: assignment({"a": [[99], [99]]}, seed=1), "No attribute"),
    "assignment of a few cases": (lambda: assignment({"a": [[2, 1], [1, 2]]}, seed=1), "enough"),
    "a funnel of one": (lambda: funnel([3], [9]), "two units"),
    "a funnel of alike outcomes": (lambda: funnel([0, 0], [9, 9]), "alike"),
    "a funnel's unit without cases": (
        lambda: funnel([3, 4, 0], [9, 9, 0]).points[2], "no cases",
    ),
    "a range of one judge": (lambda: rate_range([30], [100]), "two units"),
    "a range of judges with few cases": (lambda: rate_range([3, 4], [10, 10]), "100 cases"),
    "a range of alike outcomes": (lambda: rate_range([0, 0], [100, 100]), "alike"),
    "deviants among alike outcomes": (lambda: deviating_share([0, 0], [99, 99]), "alike"),
    "a pilot without a month": (lambda: effect(without_a_month(), ("c0",), "m4"), "missing"),
    "a pilot's start is missing": (lambda: effect(panel(), ("c0",), "m9"), "is missing"),
    "a pilot from the beginning": (lambda: effect(panel(), ("c0",), "m0"), "no month before"),
    "a pilot everywhere": (lambda: effect(panel(2), ("c0", "c1"), "m4"), "two other courts"),
    "rates that never moved": (lambda: effect(panel(flat=True), ("c0",), "m4"), "moved"),
    "too few courts for placebos": (
        lambda: placebo_in_space(panel(5), ("c0", "c1"), "m4", seed=1), "too few other courts",
    ),
    "placebos without a month": (
        lambda: placebo_in_space(without_a_month(), ("c0",), "m4", seed=1), "missing",
    ),
    "no time before": (lambda: placebo_in_time(panel(), ("c0",), "m4"), "Fewer than 6 months"),
    "leaving out, without a month": (
        lambda: leave_one_out(without_a_month(), ("c0",), "m4"), "missing",
    ),
    "a study without a month": (
        lambda: event_study(without_a_month(), ("c0",), "m4", seed=1), "missing",
    ),
    "a study of too few courts": (
        lambda: event_study(panel(4), ("c0", "c1"), "m4", seed=1), "too few other courts",
    ),
    "files rated once, raw": (lambda: raw(UNRATED, seed=1), "two reviewers"),
    "files rated once, AC1": (lambda: ac1(UNRATED, seed=1), "two reviewers"),
    "files rated once, alpha": (lambda: alpha(UNRATED, seed=1), "two reviewers"),
    "one rating alone, kappa": (lambda: fleiss_kappa(ALL_ONE, seed=1), "same"),
    "one rating alone, alpha": (lambda: alpha(ALL_ONE, seed=1), "same"),
    "one rating alone, Cohen": (lambda: cohen_kappa([[9, 0], [0, 0]], seed=1), "same"),
    "no file, Cohen": (lambda: cohen_kappa([[0, 0], [0, 0]], seed=1), "two reviewers"),
    "one file": (lambda: ac1(Ratings.make([[2, 0]]), seed=1), "One file"),
    "an office without cases": (lambda: chart(watch(), ratio=0.5, threshold=4), "no cases"),
    "a threshold without cases": (
        lambda: threshold(watch(), ratio=0.5, offices=1, years_between_alarms=1, seed=1),
        "no cases",
    ),
    "a threshold beyond the runs": (
        lambda: threshold(
            Watch.make([0.1], [[1]], [[9]], ("m",)), ratio=0.5, offices=70,
            years_between_alarms=10, seed=1, runs=10,
        ), "simulated runs",
    ),
    "nobody to follow": (lambda: kaplan_meier(NOBODY), "nobody"),
    "nobody to follow, kinds": (lambda: aalen_johansen(NOBODY, 0), "nobody"),
    "nobody from the beginning": (lambda: kaplan_meier(LATE), "from the beginning"),
    "fewer than half decided": (lambda: day_by_which(kaplan_meier(FEW)), "Fewer than 50%"),
    "beyond the last day": (lambda: kaplan_meier(FEW).on(10), "longer than 9 days"),
    "an empty group, pace": (lambda: log_rank([FEW, NOBODY]), "empty"),
    "nobody decided, pace": (lambda: log_rank([DayTable.make([9], [0], [9])] * 2), "Nobody"),
    "a missing month": (
        lambda: residuals([Flow(1, 5, (), ()), Flow(3, 5, (), ())])[0], "missing",
    ),
    "a share of nothing pending": (
        lambda: residuals([Flow(1, 0, (), ()), Flow(2, 5, (5,), ())])[0].share, "Nothing was",
    ),
    "one found nothing": (lambda: chapman(0, 5, 0), "found nothing"),
    "nothing found by both": (lambda: chapman(4, 5, 0), "by both"),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_there_is_a_sentence_instead_of_a_number(case):
    """Each of these has no answer and says why: never a number, never a crash."""
    ask, word = TABLE[case]
    found = ask()
    assert isinstance(found, NoAnswer), found
    assert word in found.because


# What no count can be: whoever hands these over has a mistake to find, not a measure to publish.
MISTAKES = {
    "more met than cases": lambda: wilson(4, 3),
    "half a case": lambda: wilson(0.5, 3),
    "fewer than none": lambda: wilson(-1, 3),
    "no number": lambda: wilson(float("nan"), 3),
    "strata of two lengths": lambda: Strata.make([1, 2], [3, 4], [1], [2]),
    "a judge without a court": lambda: UnitCells.make([5], (), [1], [2], [0]),
    "a court not in the panel": lambda: effect(panel(), ("elsewhere",), "m4"),
    "a certain outcome": lambda: Watch.make([1.0], [[1]], [[2]], ("m",)),
    "more by both than by one": lambda: chapman(3, 3, 4),
    "days out of order": lambda: DayTable.make([2, 1], [1, 1], [0, 0]),
    "more leave than came": lambda: DayTable.make([0, 1], [0, 5], [0, 0], [3, 0]),
    "an interval of all": lambda: wilson(1, 2, level=1.0),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_what_cannot_be_counted_is_refused(case):
    """A mistake in the cells is an error at once, not a number."""
    with pytest.raises(ValueError, match=r"."):
        MISTAKES[case]()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_figure_cannot_be_made_of_no_number(number):
    """No estimator can hand back what is not a number, nor an interval upside down."""
    for made in ((number, 0, 1), (0.5, number, 1), (0.5, 0, number)):
        with pytest.raises(ValueError, match="why it has no answer"):
            Figure(*made)
    with pytest.raises(ValueError, match="upside down"):
        Figure(0.5, 1, 0)


def test_a_reason_is_a_sentence_and_stays():
    """A reason ends as a sentence does, and nobody changes it afterwards."""
    with pytest.raises(ValueError, match="sentence"):
        NoAnswer("no")
    with pytest.raises(dataclasses.FrozenInstanceError):
        NoAnswer("There is none.").because = "There is."
