"""Who is counted: the populations of the small court, person by person."""

from __future__ import annotations

import pytest

from evenhand.measures.cells.populations import table_of


def people(opened, population: str, *columns: str, **given: object) -> dict[int, tuple]:
    """Give each person's columns, by the number of the case."""
    with opened(**given) as cells:
        table = table_of(cells, population)
        rows = cells.con.execute(f"SELECT key, {', '.join(columns)} FROM {table}").fetchall()
    found = {key: tuple(rest) for key, *rest in rows}
    assert len(found) == len(rows)
    return found


def test_the_cases_pending_when_the_period_began_are_those_open_that_day(opened):
    """Case 5 had not begun and case 6 was over; all others were pending, each in one court."""
    found = people(opened, "pending", "court", "by_discretion", "removed")
    assert found == {
        1: ("LOS", "yes", "no"),
        2: ("LOS", "no", "yes"),
        3: ("LOS", "no", "no"),
        4: ("DEN", "yes", "no"),
        7: ("LOS", "no", "yes"),  # where it was pending, not where it ended
        8: ("LOS", "yes", "yes"),  # closed in February, put back, ordered removed in September
        9: ("LOS", "yes", "no"),
    }


def test_a_case_that_ended_twice_is_counted_once_by_its_last_end(opened):
    """Case 8 was closed by discretion and later ordered removed: among the ended it is removed."""
    found = people(opened, "ended", "court", "kind", "month")
    assert found == {
        1: ("LOS", "discretion-closure", "2011-03"),
        2: ("LOS", "removal", "2011-04"),
        4: ("DEN", "discretion-termination", "2011-05"),
        5: ("DEN", "relief", "2011-06"),
        7: ("DEN", "departure", "2011-08"),
        8: ("LOS", "removal", "2011-09"),
        9: ("LOS", "discretion-closure", "2011-03"),
    }


def test_a_closure_is_no_decision_on_the_merits(opened):
    """Of the seven that ended a judge decided four on their merits."""
    assert sorted(people(opened, "decided", "kind")) == [2, 5, 7, 8]


def test_a_transfer_ends_nothing(opened):
    """Case 7 left Los Angeles in February; it is not among what ended there."""
    assert people(opened, "ended", "court")[7] == ("DEN",)


def test_who_is_still_pending_has_been_so_for_some_time(opened):
    """Only case 3 is open when the year ends, after a year and a half."""
    assert people(opened, "still_pending", "court", "age") == {3: ("LOS", "1 to 2 years")}


def test_what_is_not_recorded_is_told_and_not_left_out(opened):
    """Offices are in none of the court's files; representation and custody are."""
    found = people(opened, "ended", "office", "represented", "custody")
    assert found[1] == ("not recorded", "yes", "never")
    assert found[2] == ("not recorded", "no", "detained")


def test_riders_belong_to_the_family_of_their_lead(opened):
    """Case 9 rides on case 1: two people, one family."""
    found = people(opened, "ended", "family")
    assert found[1] == found[9] == (1,)
    assert found[2] == (2,)


@pytest.mark.parametrize(
    ("population", "expected"),
    [
        # by when the case ended: case 8's claim was withdrawn, 7's denied though he may depart
        ("asylum_decided", {2: "denied", 4: "pending", 5: "granted", 7: "denied",
                            8: "not-decided"}),
        # of these the claims granted or denied
        ("asylum_merits", {2: "denied", 5: "granted", 7: "denied"}),
        # by when the application was received
        ("asylum_filed", {4: "pending", 5: "granted", 8: "not-decided"}),
    ],
)  # fmt: skip
def test_asylum_is_counted_by_filing_or_by_decision_and_never_by_both(opened, population, expected):
    """Each population has its own people: the two rates in public use never share a denominator."""
    found = people(opened, population, "result")
    assert {case: result for case, (result,) in found.items()} == expected
