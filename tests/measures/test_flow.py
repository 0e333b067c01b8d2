"""Stock and flow: what came and went in the small court, and in the published years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.measures.cells.flow import FLOWS, make_flow, residual


def test_everything_that_came_and_went_is_told_and_adds_up(opened):
    """In the small court's year nothing is left over, in no month of either court."""
    with opened() as cells:
        make_flow(cells)
        sums = ", ".join(f"CAST(sum({flow}) AS INT)" for flow in FLOWS)
        rows = cells.con.execute(
            f"SELECT court, {sums}, count(*) FILTER (residual <> 0) FROM flow GROUP BY 1 ORDER BY 1"
        ).fetchall()
        [(start,)] = cells.con.execute(
            "SELECT list({court: court, n: pending_start} ORDER BY court) FROM flow "
            "WHERE month = '2011-01'"
        ).fetchall()
    #        court  received reopened moved in completed moved out, months that leave a rest
    assert rows == [("DEN", 1, 0, 1, 3, 0, 0), ("LOS", 0, 1, 0, 5, 1, 0)]
    assert {one["court"]: one["n"] for one in start} == {"DEN": 1, "LOS": 6}


def test_stocks_of_several_months_have_no_sum(ask):
    """A case pending in March and in April is one: only what came and went is added up."""
    tables = {table.population: table for table in ask("stock-and-flow").tables}
    months = {name: table.dimensions[1].total for name, table in tables.items()}
    assert months.pop("flow: pending_start") is False
    assert set(months.values()) == {True}


# pending at the end of the year, received, completed: as published for fiscal years
PUBLISHED = {
    2011: (298_228, 238_157, 219_132),
    2012: (327_638, 212_935, 186_080),
    2013: (356_292, 196_623, 155_961),
}


@pytest.mark.parametrize(("year", "left"), [(2012, 2_555), (2013, -12_008)])
def test_the_published_years_leave_a_residual(year, left):
    """Pending in one year, plus what came, less what ended, is not the next year's pending."""
    start, (end, received, completed) = PUBLISHED[year - 1][0], PUBLISHED[year]
    assert residual(start, end, received, completed) == left


@given(*[st.integers(0, 10**6)] * 4, st.integers(-(10**6), 10**6))
def test_a_stock_made_of_its_flows_leaves_nothing(start, received, completed, rest, moved):
    """What is added to the end without having come or gone is exactly what is left over."""
    end = start + received + moved - completed
    assert residual(start, end, received, completed, moved=moved) == 0
    assert residual(start, end + rest, received, completed, moved=moved) == rest
