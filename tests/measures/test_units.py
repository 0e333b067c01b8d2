"""Judges and courts, like with like: what is told, what is refused, and who is never named."""

from __future__ import annotations

import numpy as np
import pytest

from evenhand.measures.answers.comparable import pooled
from evenhand.measures.answers.units import units
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.library import find
from tests.measures.conftest import YEAR
from tests.measures.made_up import population

JUDGES, COURTS = find(["judges-like-with-like", "courts-like-with-like"])


def cases(court, judge, granted, refused, **more):
    """Cases of one judge, half of them represented and half of them from each of two countries."""
    for met, many in (("yes", granted), ("no", refused)):
        for represented in ("yes", "no"):
            for nationality in ("MX", "GT"):
                yield many // 4, {
                    "court": court, "judge": judge, "relieved": met, "represented": represented,
                    "nationality": nationality, **more,
                }  # fmt: skip


def compared(rows, measure=JUDGES):
    """Compare made-up cases."""
    with population(Inputs(YEAR), "decided", rows) as cells:
        return units(cells, measure)


def said(result, words, **about):
    """Give the estimates that say some words about some units."""
    return [one for one in result.estimates
            if words in one.says and about.items() <= one.about.items()]  # fmt: skip


def test_judges_who_differ_are_drawn_together_and_stay_apart():
    """Of two judges with 30 and 50 in a hundred each is shown nearer to the other, in order."""
    rows = [*cases("LOS", "A", 120, 280), *cases("LOS", "B", 200, 200)]
    result = compared(rows)
    low, high = said(result, "like cases, shrunk")
    assert 30 < low.value < high.value < 50
    assert low.low < low.value < low.high
    [spread], [chance] = (said(result, f"10-90 spread{end}", court="LOS")
                          for end in (" (", " that chance"))  # fmt: skip
    assert spread.value > chance.high


def test_judges_who_decide_alike_show_no_spread_beyond_chance():
    """With the same share, nothing is left of a spread."""
    rows = [row for judge in "ABCDE" for row in cases("LOS", judge, 80, 120)]
    [spread] = said(compared(rows), "10-90 spread (")
    assert spread.value == pytest.approx(0, abs=0.5)


def test_a_court_with_one_judge_has_a_sentence_and_no_number():
    """Nobody is there to compare with."""
    rows = [*cases("LOS", "A", 120, 280), *cases("LOS", "B", 200, 200), *cases("DEN", "C", 80, 80)]
    found = said(compared(rows), "10-90 spread", court="DEN")
    assert {one.value for one in found} == {None}
    assert all(one.unanswered for one in found)


def test_outcomes_all_alike_are_said_and_not_computed():
    """Where nobody was granted anything there is no model."""
    result = compared([*cases("LOS", "A", 0, 400), *cases("LOS", "B", 0, 400)])
    assert not said(result, "like cases")
    assert any("alike" in line for line in result.unanswered)


def test_judges_to_whom_cases_were_not_dealt_by_chance_are_not_compared():
    """One hears mostly the represented, the other mostly not: 'not comparable' stands there."""
    rows = [
        (many, {"court": "LOS", "judge": judge, "represented": represented, "relieved": met})
        for judge, represented, many in (
            ("A", "yes", 150), ("A", "no", 30), ("B", "yes", 30), ("B", "no", 150),
        )
        for met in ("yes", "no")
    ]  # fmt: skip
    result = compared(rows)
    found = said(result, "10-90 spread") + said(result, "like cases, shrunk")
    assert len(found) == 4
    for one in found:
        assert one.value is None
        assert one.unanswered.startswith("Not comparable")
    assert any("1 dockets" in line and "1 are not compared" in line for line in result.says)


def test_dockets_of_the_detained_and_of_the_others_are_not_mixed():
    """Judges who hear one docket each are alone in it: neither is set against the other."""
    rows = [
        *cases("LOS", "A", 40, 360, custody="detained"),
        *cases("LOS", "B", 200, 200, custody="never"),
    ]
    result = compared(rows)
    assert not [one for one in said(result, "like cases, shrunk") if one.value is not None]


def test_a_judge_with_under_a_hundred_decisions_is_not_named():
    """Their cases are in the model and in the table, under 'all others'."""
    rows = [*cases("LOS", "A", 120, 280), *cases("LOS", "B", 200, 200), *cases("LOS", "C", 40, 40)]
    result = compared(rows)
    assert not [one for one in result.estimates if "C" in one.about.get("judge", "")]
    for table in result.tables:
        codes = {row["judge"] for row in table.cells.to_pylist()}
        assert codes == {"LOS A", "LOS B", "all others"}
        assert sum(row["persons"] for row in table.cells.to_pylist()) == 880


def test_limits_of_chance_narrow_with_decisions():
    """In the funnel a judge with four times the decisions has the narrower limits."""
    rows = [*cases("LOS", "A", 80, 120), *cases("LOS", "B", 320, 480)]
    few, many = said(compared(rows), "limits of chance")
    assert many.high - many.low < few.high - few.low
    assert few.value == many.value == pytest.approx(40)


def test_nothing_is_ranked():
    """No number of any result is a place in an order."""
    rows = [*cases("LOS", "A", 120, 280), *cases("LOS", "B", 200, 200)]
    assert any("Nobody is ranked" in line for line in compared(rows).says)
    assert not [one for one in compared(rows).estimates if "rank" in one.says.lower()]


def test_courts_are_compared_without_a_court_around_them():
    """Courts stand beside each other; no balance is tested, for nobody deals cases to courts."""
    rows = [*cases("LOS", "A", 120, 280), *cases("DEN", "B", 200, 200), *cases("SEA", "C", 80, 320)]
    result = compared(rows, COURTS)
    shares = {one.about["court"]: one.value for one in said(result, "like cases, shrunk")}
    assert shares["SEA"] < shares["LOS"] < shares["DEN"]
    assert not any("dealt" in line for line in result.says)


@pytest.mark.parametrize(
    ("table", "shape"),
    [
        ([[30, 30], [30, 30]], (2, 2)),
        ([[30, 30, 1], [30, 30, 1]], (2, 2)),  # one value too rare
        ([[30, 1, 1, 1], [30, 1, 1, 1]], (2, 1)),  # all but one too rare
        ([[30, 30], [30, 30], [3, 3]], (2, 2)),  # a judge with few cases
    ],
)
def test_rare_values_are_tested_together(table, shape):
    """Until five cases are due in each place, values are put together; nobody's case is lost."""
    found = pooled(np.array(table))
    assert found.shape == shape
    kept = [row for row in table if sum(row) >= 20]
    assert found.sum() == sum(map(sum, kept))
