"""An age on the day of apprehension is exactly the birth dates that give it, no more, no fewer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.forms import write_forms
from tests.support.snapshots import Row, Snapshot, imported

# Days on which years are easily miscounted, and every age from a baby's to a very old person's.
ARRESTS = [
    dt.date(2021, 2, 28),
    dt.date(2020, 2, 28),
    dt.date(2020, 2, 29),
    dt.date(2021, 3, 1),
    dt.date(2020, 3, 1),
    dt.date(2021, 12, 31),
    dt.date(2021, 1, 1),
    dt.date(2100, 2, 28),
]
AGES = range(126)


def age_on(day: dt.date, born: dt.date) -> int:
    """Count full years the plain way: one less before the birthday."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@pytest.fixture(scope="module")
def aged(tmp_path_factory) -> Snapshot:
    """Import a form for each of the days and ages."""
    folder: Path = tmp_path_factory.mktemp("ages")
    rows = [
        {
            "row_number": f"{place}-{age}",
            "apprehension_date": str(day),
            "doc_completion_date": str(day),
            "age": str(age),
        }
        for place, day in enumerate(ARRESTS)
        for age in AGES
    ]
    return imported("i213", write_forms(folder / "forms.csv", rows), folder / "docket")


@pytest.fixture(scope="module")
def ranges(aged) -> dict[str, Row]:
    """Give the birth range of each form."""
    return aged.by_case("facts")


@given(st.data())
@settings(max_examples=400, deadline=None, derandomize=True)
def test_a_birth_date_is_in_the_range_of_its_age_and_of_no_other(ranges, data):
    """A birth date lies in the range of the age it gives on that day, and in no other range."""
    place = data.draw(st.sampled_from(range(len(ARRESTS))))
    day = ARRESTS[place]
    born = data.draw(st.dates(day.replace(year=day.year - 120, day=1), day))
    holding = [
        age
        for age in AGES
        if (row := ranges[f"{place}-{age}"])["born_on_earliest"] <= born <= row["born_on_latest"]
    ]
    assert holding == [age_on(day, born)]


def test_the_ends_of_every_range_give_the_age_and_the_days_outside_do_not(ranges):
    """For each day and age, both ends give the age, and the days beside them another."""
    one = dt.timedelta(days=1)
    for key, row in ranges.items():
        place, age = (int(part) for part in key.split("-"))
        day = ARRESTS[place]
        low, high = row["born_on_earliest"], row["born_on_latest"]
        assert [age_on(day, born) for born in (low - one, low, high, high + one)] == [
            age + 1,
            age,
            age,
            age - 1,
        ]


def test_an_age_that_cannot_be_is_noted(tmp_path):
    """A negative, broken, enormous or fractional age gives no birth date, and a note."""
    bad = ["-5", "36.5", "130", "999999999", "thirty", "3O"]
    path = write_forms(tmp_path / "forms.csv", [{"age": text} for text in bad])
    docket = imported("i213", path, tmp_path / "docket")
    for number, text in enumerate(bad, 1):
        assert "born_on" not in docket.known(number)
        assert docket.why(number) == {("born_on", "unreadable", text)}


def test_without_a_readable_day_of_apprehension_there_is_no_birth_date(tmp_path):
    """An age counts from the day of apprehension; where that cannot be read, both are unknown."""
    rows = [{"apprehension_date": "2021-02-30"}, {"apprehension_date": ""}]
    docket = imported("i213", write_forms(tmp_path / "forms.csv", rows), tmp_path / "docket")
    assert "born_on" not in {**docket.known(1), **docket.known(2)}
    assert docket.why(1) == {("born_on", "unreadable", "2021-02-30")}
    assert docket.why(2) == set()
