"""Time to a first ending: the ends of the small court, and what is told where few have ended."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.measures.answers.durations import AJ, NEVER_SEEN, durations
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.session import session
from evenhand.measures.cells.survival import ends_by_day
from evenhand.measures.estimators.survival import DayTable, aalen_johansen, kaplan_meier
from evenhand.measures.library import find
from tests.measures.conftest import YEAR
from tests.measures.estimators.references import MGUS2
from tests.measures.estimators.references import day_table as reference

(MEASURE,) = find(["time-to-end"])


def told(docket, ways: list[tuple[int, str, int]]):
    """Answer the measure over made-up cases: so many, that ended in a way, after so many days."""
    with session(Inputs(YEAR, docket), threads=1) as cells:
        rows = ", ".join(f"({many}, '{way}', {days})" for many, way, days in ways)
        cells.make(
            "begun",
            "SELECT CAST(row_number() OVER () AS BIGINT) AS key, way::words AS way, days, "
            "'no finding'::words AS priority, CAST(row_number() OVER () AS BIGINT) AS family "
            f"FROM (VALUES {rows}) AS t(many, way, days), range(many)",
        )
        cells.made.add("begun")
        result = durations(cells, MEASURE)
    return {one.says.rpartition(": ")[2]: one for one in result.estimates}


@pytest.mark.parametrize(("year", "progressed", "died"), [(5, 0.03410, 0.32037)])
def test_competing_ways_are_those_of_the_published_study(docket, year, progressed, died):
    """The study of R's manual, a month as a day of the year it falls in: five years are 60 months.

    Progression stands for relief and death for removal; who was lost to follow-up is open.
    """
    days = reference(MGUS2)
    scale = int(year * 365.25) / 60
    ways = []
    for day, (one, other), seen in zip(days.day, days.events, days.censored, strict=True):
        at = int(day * scale)
        ways += [(int(one), "relief", at), (int(other), "removal", at), (int(seen), "open", at)]
    found = told(docket, ways)
    relief = found[f"relief or protection granted within {year} years"]
    removal = found[f"removal, departure or denial within {year} years"]
    assert relief.value / 100 == pytest.approx(progressed, abs=5e-6)
    assert removal.value / 100 == pytest.approx(died, abs=5e-6)
    curve = aalen_johansen(days, 0).on(60)
    assert (relief.low, relief.high) == pytest.approx((100 * curve.low, 100 * curve.high))
    assert relief.low < relief.value < relief.high
    assert relief.method == AJ


def test_a_median_that_is_not_reached_is_not_guessed(docket):
    """Where fewer than half have ended there is no median, and the sentence says so."""
    found = told(docket, [(1, "relief", 5), (3, "open", 9)])["median"]
    assert found.value is None
    assert "Fewer than half" in found.unanswered


def test_an_upper_end_that_nobody_lived_to_see_is_told_as_such(docket):
    """Half had ended by day 5; how late it could have been is not known, and the method says so."""
    found = told(docket, [(6, "relief", 5), (5, "open", 9)])["median"]
    assert (found.value, found.high) == (5, 9)
    assert found.method.endswith(NEVER_SEEN)


def test_the_curves_are_those_of_the_estimators(docket):
    """What the measure tells is what estimators make of the same day table, interval and all."""
    chance = np.random.default_rng(4)
    ways = [(int(many), way, int(day)) for way in ("relief", "removal", "discretion", "open")
            for many, day in zip(chance.integers(1, 9, 30), chance.integers(1, 2_500, 30),
                                 strict=True)] + [(1, "open", 2_600)]  # fmt: skip
    found = told(docket, ways)
    listed = sorted({day for *_, day in ways})
    events = np.zeros((len(listed), 4), dtype=int)
    seen = np.zeros(len(listed), dtype=int)
    for many, way, day in ways:
        place = listed.index(day)
        if way == "open":
            seen[place] += many
        else:
            events[place, ("relief", "removal", "discretion").index(way)] += many
    table = DayTable.make(listed, events, seen)
    own = aalen_johansen(table, 2).on(int(3 * 365.25))
    three = found["ended by prosecutorial discretion within 3 years"]
    assert (three.value, three.low, three.high) == pytest.approx(
        (100 * own.value, 100 * own.low, 100 * own.high)
    )
    left = kaplan_meier(table).on(int(found["median"].value)).value
    assert left <= 0.5


def test_each_case_of_the_small_court_is_in_the_table_once(opened):
    """Nine cases: eight ended for the first time, one is open; a transfer is no ending."""
    with opened() as cells:
        table = ends_by_day(cells, 10)[""]
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
