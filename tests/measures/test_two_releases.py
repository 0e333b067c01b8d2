"""What vanished between two releases, and that the same inputs give the same results."""

from __future__ import annotations

import datetime as dt

import pytest

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from evenhand.measures.answers.answering import answer
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.library import shipped
from tests.measures.conftest import YEAR, write_court


@pytest.fixture(scope="module")
def later(tmp_path_factory):
    """A later release that lacks cases 3 and 6."""
    folder = tmp_path_factory.mktemp("later")
    write_court(folder / "court", without=("3", "6"))
    import_records("eoir", [folder / "court"], folder / "docket", dated=dt.date(2012, 2, 13))
    return open_docket(folder / "docket")


def test_cases_gone_from_the_later_release_are_counted(ask, docket, later):
    """Two of nine are gone: one was pending, one completed."""
    result = ask("vanished", docket=later, earlier=docket)
    whole, *groups = result.estimates
    assert (whole.met, whole.rest) == (2, 7)
    gone = {tuple(one.about.values()): one.met for one in groups}
    assert gone[("LOS",)] == gone[("DEN",)] == 1
    assert gone[("pending",)] == 1


def test_nothing_is_gone_from_the_same_release(ask, docket):
    """A release beside itself has lost nobody."""
    whole = ask("vanished", earlier=docket).estimates[0]
    assert (whole.met, whole.value) == (0, 0)


def test_the_same_inputs_give_the_same_results(docket):
    """However many threads work on them, in the same order and to the last digit."""
    inputs = Inputs(YEAR, docket)
    chosen = [one for one in shipped() if all(inputs.has(need) for need in one.all_needs)]
    first, again = (answer(chosen, inputs, threads=number) for number in (1, 3))
    answered = {one.measure.id for one in first if one.tables}
    assert {"pilot", "stock-and-flow", "time-to-end", "judges-like-with-like"} <= answered
    assert first == again
