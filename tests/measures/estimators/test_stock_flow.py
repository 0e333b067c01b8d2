"""Stocks and flows: what EOIR's own tables leave over, and months that are missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.capture import chapman
from evenhand.measures.estimators.stock_flow import Flow, residuals
from tests.support.effort import EFFORT

# EOIR's workload tables: fiscal year, pending at its end, initial receipts, total completions.
EOIR = [
    (2010, 262_758, 247_187, 222_277), (2011, 298_228, 238_157, 219_132),
    (2012, 327_638, 212_935, 186_080), (2013, 356_292, 196_623, 155_961),
    (2014, 430_152, 230_178, 141_689),
]  # fmt: skip


def test_eoirs_own_tables_do_not_close():
    """2012 has 2,555 more pending than its flows account for, 2013 has 12,008 fewer."""
    found = residuals([Flow(year, p, (came,), (went,)) for year, p, came, went in EOIR])
    by_year = {one.number: one.residual for one in found}
    assert by_year[2012] == 2_555
    assert by_year[2013] == -12_008
    assert len(found) == 4


NUMBER = st.integers(0, 10**6)


@EFFORT
@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER, NUMBER), min_size=1, max_size=12), NUMBER)
def test_flows_that_account_for_stocks_leave_nothing(rows, first):
    """Stocks computed from flows have no residual, and one case lost shows as one."""
    flows, pending = [Flow(0, first, (), ())], first
    for number, (receipts, reopened, done, moved) in enumerate(rows, start=1):
        done, moved = min(done, pending), min(moved, pending - min(done, pending))
        pending += receipts + reopened - done - moved
        flows.append(Flow(number, pending, (receipts, reopened), (done, moved)))
    assert [one.residual for one in residuals(flows)] == [0] * len(rows)
    last = flows[-1]
    lost = [*flows[:-1], Flow(last.number, last.pending + 1, last.came, last.went)]
    assert residuals(lost)[-1].residual == 1


def test_a_missing_month_has_a_sentence_in_its_place():
    """A month that is not there leaves the next one without a residual; later ones have theirs."""
    flows = [Flow(1, 10, (5,), (3,)), Flow(3, 12, (5,), (3,)), Flow(4, 14, (5,), (3,)),
             Flow(5, 16, (None,), (3,)), Flow(6, None, (5,), (3,))]  # fmt: skip
    gap, whole, unknown, unseen = residuals(flows)
    assert "missing" in gap.because
    assert whole.residual == 0
    assert isinstance(unknown, NoAnswer)
    assert isinstance(unseen, NoAnswer)


def test_chapman_is_the_worked_example():
    """Ten and fifteen found, five by both: 28 in all, between 22 and 65 (Sadinle's interval)."""
    found = chapman(10, 15, 5)
    assert found.total.value == pytest.approx(28.33, abs=0.005)
    assert (round(found.total.low), round(found.total.high)) == (22, 65)
    assert (found.found, round(found.missed.value, 2)) == (20, 8.33)


@EFFORT
@given(st.integers(1, 500), st.integers(1, 500), st.integers(1, 500))
def test_missed_is_never_less_than_nothing(first, second, both):
    """The total is never below what was found, and the order of the two says nothing."""
    both = min(first, second, both)
    found = chapman(first, second, both)
    assert found.missed.low >= 0
    assert found.total.low >= found.found
    assert found.total.value == pytest.approx(found.found + found.missed.value)
    assert found == chapman(second, first, both)
    if both == min(first, second):
        assert found.missed.value == 0
