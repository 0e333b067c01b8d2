"""Time to a first ending: the day tables of the small court, and a trial every textbook has."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.measures.answers.durations import by_way, median, survival
from evenhand.measures.cells.survival import DayTable, day_tables

# 6-mercaptopurine (Freireich and others, 1963): weeks in remission, + where still in remission
WEEKS = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def day_table(text: str) -> DayTable:
    """Make a day table of times, + where nothing had happened when following ended."""
    times = [(int(word.rstrip("+")), word.endswith("+")) for word in text.split()]
    days = sorted({time for time, _ in times})
    ended = [[sum(t == day and not open_ for t, open_ in times), 0, 0, 0] for day in days]
    censored = [sum(t == day and open_ for t, open_ in times) for day in days]
    return DayTable(np.array(days), np.array(ended), np.array(censored))


def test_the_textbooks_trial_has_the_textbooks_shares_and_median():
    """Not ended after 6, 7, 10, 13, 16, 22 and 23 weeks, and half after 23."""
    table = day_table(WEEKS)
    left, _ = survival(table)
    at = {int(day): share for day, share in zip(table.days, left, strict=True)}
    expected = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert {week: at[week] for week in expected} == pytest.approx(expected, abs=5e-5)
    found = median(table)
    assert found.value == 23
    assert found.low < 23 < found.high


def test_a_median_that_is_not_reached_is_not_guessed():
    """Where fewer than half have ended there is no median, and the sentence says so."""
    assert "Fewer than half" in median(day_table("5 9+ 9+ 9+")).because


@given(st.lists(st.tuples(*[st.integers(0, 20)] * 5), min_size=1, max_size=30))
def test_ways_of_ending_and_the_open_make_the_whole(rows):
    """On every day the shares ended in each way and the share not ended yet sum to one."""
    table = np.array(rows)
    if table.sum() == 0:
        return
    days = DayTable(np.arange(len(rows)), table[:, :4], table[:, 4])
    kept = (days.ended.sum(axis=1) + days.censored)[::-1].cumsum()[::-1] > 0
    days = DayTable(days.days[kept], days.ended[kept], days.censored[kept])
    left, _ = survival(days)
    assert np.allclose(by_way(days).sum(axis=1) + left, 1)
    assert (np.diff(by_way(days), axis=0) >= -1e-12).all()


def test_without_open_cases_the_shares_are_plain_ones():
    """If all were followed to their end, incidence is the share ended so by then."""
    days = DayTable(np.array([1, 2]), np.array([[3, 1, 0, 0], [0, 4, 0, 2]]), np.array([0, 0]))
    assert by_way(days)[-1] == pytest.approx([0.3, 0.5, 0.0, 0.2])


def test_each_case_of_the_small_court_is_in_the_table_once(opened):
    """Nine cases: eight ended for the first time, one is open; a transfer is no ending."""
    with opened() as cells:
        table = day_tables(cells, 10)[""]
        rows = cells.con.execute("SELECT key, way, days FROM begun ORDER BY key").fetchall()
    assert table.cases == 9
    assert table.ended.sum(axis=0).tolist() == [1, 3, 4, 0]  # relief, removal, discretion, other
    ways = {key: way for key, way, _ in rows}
    assert ways == {1: "discretion", 2: "removal", 3: "open", 4: "discretion", 5: "relief",
                    6: "removal", 7: "removal", 8: "discretion", 9: "discretion"}  # fmt: skip
    assert {key: days for key, _, days in rows}[2] == 314  # June 1, 2010 to April 11, 2011


def test_the_measure_tells_the_median_and_each_way(ask):
    """Medians in days, shares in percent, and a sentence where nobody was followed so long."""
    result = ask("time-to-end")
    found = {one.says.rpartition(": ")[2]: one for one in result.estimates}
    assert found["median"].unit == "days"
    assert found["ended by prosecutorial discretion within 1 year"].met == 3
    assert found["relief or protection granted within 5 years"].value is None
    assert "followed" in found["relief or protection granted within 5 years"].unanswered
