"""A list of removals before and after a day, as an office's own file gives it."""

from __future__ import annotations

import datetime as dt

import pytest

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from evenhand.measures.answers.answering import answer
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.period import Period
from evenhand.measures.library import find
from tests.support.sheets import mapping, write_csv

YEARS = Period(dt.date(2014, 1, 1), dt.date(2016, 1, 1))
#   removals, day, conviction, category
LIST = [
    (30, "2014-06-01", "Assault", "[3] final order"),
    (70, "2014-06-01", "", "[16] reinstated"),
    (20, "2015-01-05", "Assault", "[3] final order"),  # the day of the change is after it
    (30, "2015-06-01", "", "[16] reinstated"),
    (50, "2013-06-01", "Assault", "[3] final order"),  # before the period
]


def asked(folder, listed, period=YEARS):
    """Import a list of removals and ask what changed."""
    rows = [row for many, *row in listed for _ in range(many)]
    path = write_csv(folder / "removals.csv", ["DAY", "OFFENSE", "CATEGORY"], rows)
    told = folder / "removals.toml"
    told.write_text(
        mapping({}, key="(row)", recorded_on="", outcome_on="DAY", offense="OFFENSE",
                state="CATEGORY")
    )  # fmt: skip
    import_records("tabular", [path], folder / "docket", mapping=told,
                   dated=dt.date(2017, 1, 1))  # fmt: skip
    inputs = Inputs(period, open_docket(folder / "docket"))
    (result,) = answer(find(["removals-before-and-after"]), inputs, threads=1)
    return result


def test_shares_before_and_after_a_day_are_compared(tmp_path):
    """30 of 100 before and 20 of 50 after: ten points more, and a third more."""
    result = asked(tmp_path, LIST)
    shares = {tuple(one.about.items()): (one.met, one.rest, one.value) for one in result.estimates}
    assert shares[(("half", "before"),)] == (30, 70, pytest.approx(30))
    assert shares[(("half", "after"),)] == (20, 30, pytest.approx(40))
    difference, ratio = (one for one in result.estimates if not one.about)
    assert difference.value == pytest.approx(10)
    assert ratio.value == pytest.approx(4 / 3)


def test_each_category_has_its_share_of_both_halves(tmp_path):
    """Shares are of the people of the half, not of all."""
    result = asked(tmp_path, LIST)
    shares = {(one.about["half"], one.about["category"]): one.value
              for one in result.estimates if "category" in one.about}  # fmt: skip
    assert shares["before", "[3] final order"] == pytest.approx(30)
    assert shares["after", "[3] final order"] == pytest.approx(40)


def test_a_blank_conviction_is_told_as_not_recorded(tmp_path):
    """Nobody is said to have none."""
    tables = {tuple(one.name for one in table.dimensions): table
              for table in asked(tmp_path, LIST).tables}  # fmt: skip
    codes = {row["conviction"] for row in tables["half", "conviction"].cells.to_pylist()}
    assert codes == {"Assault", "not recorded"}


def test_a_list_on_one_side_of_the_day_compares_nothing(tmp_path):
    """Where nobody was removed after the change the sentence says so."""
    result = asked(tmp_path, LIST[:2])
    assert not result.estimates
    assert "nothing can be compared" in result.unanswered[0]
