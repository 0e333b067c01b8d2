"""Time to decision: textbook trials as R gives them, ties as they are, late entries too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import CumIncidenceRight

from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.log_rank import log_rank
from evenhand.measures.estimators.survival import (
    DayTable,
    aalen_johansen,
    day_by_which,
    kaplan_meier,
)
from tests.measures.estimators.references import (
    AML_MAINTAINED,
    AML_NOT,
    LUNG,
    MGUS2,
    SIX_MP,
    day_table,
)
from tests.support.effort import EFFORT


def test_six_mp_is_the_textbooks():
    """The 6-MP arm: the curve at each relapse, and a median of 23 weeks."""
    found = kaplan_meier(day_table(SIX_MP))
    shares = [round(found.on(week).value, 4) for week in (6, 7, 10, 13, 16, 22, 23)]
    assert shares == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert day_by_which(found).day == 23


def test_leukaemia_medians_are_those_of_r():
    """Medians of 31 and 23 weeks; of the maintained nobody knows the upper end."""
    maintained = day_by_which(kaplan_meier(day_table(AML_MAINTAINED)))
    assert (maintained.day, maintained.high) == (31, None)
    assert day_by_which(kaplan_meier(day_table(AML_NOT))).day == 23


def _joined(*texts):
    found = {}
    for word in " ".join(texts).split():
        day, *counts = (int(x) for x in word.replace(":", ",").split(","))
        found[day] = np.add(found.get(day, 0), counts)
    return day_table(" ".join(f"{d}:{a},{b}" for d, (a, b) in sorted(found.items())))


def test_lung_is_as_r_gives_it():
    """Survival at 100 and 365 days and the log-rank test of the sexes, to seven digits."""
    found = kaplan_meier(_joined(*LUNG))
    assert found.on(100).value == pytest.approx(0.8639690, abs=5e-8)
    assert found.on(365).value == pytest.approx(0.4092416, abs=5e-8)
    assert log_rank([day_table(sex) for sex in LUNG]).statistic == pytest.approx(10.32674, abs=5e-6)


# Month, share progressed, share who died before: R's survfit.
INCIDENCE = [(60, 0.03410, 0.32037), (120, 0.06372, 0.53182), (240, 0.09981, 0.72403)]


@pytest.mark.parametrize(("month", "progressed", "died"), INCIDENCE)
def test_competing_risks_are_as_r_gives_them(month, progressed, died):
    """Cumulative incidence of both ends, months with many ties and no jitter."""
    table = day_table(MGUS2)
    found = [aalen_johansen(table, cause).on(month).value for cause in (0, 1)]
    assert [round(x, 5) for x in found] == [progressed, died]


def test_the_error_of_an_incidence_is_near_another_readers():
    """Half the interval, brought back to a standard error, is that of statsmodels within 4 %."""
    table = day_table(MGUS2)
    columns = np.column_stack([table.events, table.censored])
    times = np.repeat(np.repeat(table.day, 3), columns.ravel())
    kinds = np.repeat(np.tile([1, 2, 0], len(table.day)), columns.ravel())
    with np.errstate(all="ignore"):
        other = CumIncidenceRight(times, kinds)
    for month, *_ in INCIDENCE:
        found = aalen_johansen(table, 0).on(month)
        scale = np.log(-np.log(found.low)) - np.log(-np.log(found.high))
        error = scale / (2 * 1.959964) * found.value * -np.log(found.value)
        there = int(np.searchsorted(other.times, month, side="right")) - 1
        assert error == pytest.approx(other.cinc_se[0][there], rel=0.04)


def test_one_kind_of_decision_is_one_less_those_open():
    """With one kind, incidence and its interval are the mirror of Kaplan and Meier's variance."""
    table = day_table(SIX_MP)
    open_still, decided = kaplan_meier(table), aalen_johansen(table, 0)
    assert decided.share == pytest.approx(1 - open_still.share)
    for week in (7, 13, 22):
        one, other = open_still.on(week), decided.on(week)
        error = (np.log(-np.log(one.low)) - np.log(-np.log(one.high))) * one.value
        mirror = (np.log(-np.log(other.low)) - np.log(-np.log(other.high))) * other.value
        assert mirror * -np.log(other.value) == pytest.approx(error * -np.log(one.value))


PEOPLE = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 8), st.integers(0, 2)), min_size=1, max_size=25
)


def _table(people):
    """Make a day table of people: come in on a day, stay for so many more, leave in some way."""
    spells = [(came, came + stay + (came > 0), how) for came, stay, how in people]
    days = sorted({0} | {c for c, _, _ in spells} | {left for _, left, _ in spells})
    place = {day: index for index, day in enumerate(days)}
    events = np.zeros((len(days), 2), int)
    seen, came = np.zeros(len(days), int), np.zeros(len(days), int)
    for start, end, how in spells:
        came[place[start]] += 1
        if how:
            events[place[end], how - 1] += 1
        else:
            seen[place[end]] += 1
    return DayTable.make(days, events, seen, came), spells


@EFFORT
@given(PEOPLE)
def test_curves_are_what_following_each_person_gives(people):
    """Every day, one person after the other: who was there, who was decided, late entries too."""
    table, spells = _table(people)
    found = kaplan_meier(table)
    if isinstance(found, NoAnswer):
        return
    left, kinds = 1.0, np.zeros(2)
    for day, share in zip(found.day, found.share, strict=True):
        there = [s for s in spells if (s[0] < day or s[0] == day == 0) and s[1] >= day]
        for kind in (0, 1):
            now = sum(end == day and how == kind + 1 for _, end, how in there)
            kinds[kind] += left * now / len(there) if there else 0
        gone = sum(end == day and how > 0 for _, end, how in there)
        left *= 1 - gone / len(there) if there else 1
        assert share == pytest.approx(left)
    for kind in (0, 1):
        assert aalen_johansen(table, kind).share[-1] == pytest.approx(kinds[kind])


@EFFORT
@given(PEOPLE)
def test_curves_fall_and_all_ends_add_up(people):
    """The share not decided never rises, those decided never fall, together they are all."""
    table, _ = _table(people)
    open_still = kaplan_meier(table)
    if isinstance(open_still, NoAnswer):
        return
    decided = [aalen_johansen(table, cause) for cause in (0, 1)]
    assert (np.diff(open_still.share) <= 1e-12).all()
    assert open_still.share + decided[0].share + decided[1].share == pytest.approx(1)
    for curve in (open_still, *decided):
        assert (curve.low <= curve.share + 1e-12).all()
        assert (curve.high >= curve.share - 1e-12).all()
        assert curve.low.min() >= 0
        assert curve.high.max() <= 1
    for curve in decided:
        assert (np.diff(curve.share) >= -1e-12).all()


def test_leaving_out_late_entry_would_overstate_the_time():
    """Cases that could be seen only once they had lasted: counted from their entry, the truth."""
    chance = np.random.default_rng(1)
    ends = np.ceil(chance.exponential(100, 40_000)).astype(int)
    starts = np.where(chance.random(40_000) < 0.5, 0, chance.integers(1, 200, 40_000))
    seen = ends > starts
    days = np.arange(int(ends.max()) + 1)
    events = np.bincount(ends[seen], minlength=days.size)
    came = np.bincount(starts[seen], minlength=days.size)
    right = kaplan_meier(DayTable.make(days, events, 0 * days, came)).on(100)
    wrong = kaplan_meier(DayTable.make(days, events, 0 * days)).on(100)
    assert right.value == pytest.approx(np.exp(-1), abs=0.01)
    assert wrong.value > 0.45


def test_an_interval_of_the_curve_holds_the_truth():
    """Of repetitions the interval at one day holds the truth in about 95 of a hundred."""
    chance, held = np.random.default_rng(2), 0
    for _ in range(400):
        ends = np.ceil(chance.exponential(50, 150)).astype(int)
        last = chance.integers(20, 120, 150)
        stop = np.minimum(ends, last)
        days = np.arange(stop.max() + 1)
        decided = np.bincount(stop[ends <= last], minlength=days.size)
        seen = np.bincount(stop[ends > last], minlength=days.size)
        found = kaplan_meier(DayTable.make(days, decided, seen)).on(40)
        held += found.low <= np.exp(-0.8) <= found.high
    assert 0.92 < held / 400 < 0.98


def test_nobody_is_guessed_beyond_the_last_day():
    """Past the last day of anybody's being followed there is no number."""
    found = kaplan_meier(day_table(SIX_MP))
    assert isinstance(found.on(35), Figure)
    assert isinstance(found.on(36), NoAnswer)


def test_whoever_came_too_late_takes_no_one_along():
    """Where the few seen from the beginning were all decided before others came, it says so."""
    table = DayTable.make([0, 2, 5, 9], [0, 1, 0, 50], [0, 0, 0, 50], [1, 0, 100, 0])
    found = kaplan_meier(table)
    assert isinstance(found, NoAnswer)
    assert "day 2" in found.because
