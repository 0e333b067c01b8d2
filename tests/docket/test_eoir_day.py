"""The day of the court's files, where nobody says it: the last day of entry, slips left aside."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evenhand.docket.intake.eoir_day import BEFORE, LAST, chosen_day
from evenhand.terms.refusal import BadInput

END = dt.date(2012, 1, 13)
DAY = dt.timedelta(days=1)


def working_days(last: dt.date = END, rows: int = 200, weeks: int = 60) -> dict[dt.date, int]:
    """Give days of entry as a court has them: every working day, none on Saturday and Sunday."""
    days = [last - n * DAY for n in range(7 * weeks)]
    return {day: rows for day in days if day.weekday() < 5}


def entries(*days: dict[dt.date, int]) -> list[tuple[dt.date, int]]:
    """Bring days of entry together in their order."""
    whole: dict[dt.date, int] = {}
    for some in days:
        for day, rows in some.items():
            whole[day] = whole.get(day, 0) + rows
    return sorted(whole.items())


def test_the_last_day_of_entry_is_the_day():
    """An ordinary record stands for its last day."""
    found = chosen_day(entries(working_days()))
    assert (found.day, found.source) == (END, LAST)


@pytest.mark.parametrize("slip", ["2012-02-13", "2013-01-13", "2021-01-13", "2102-01-13"])
def test_a_slip_does_not_move_the_day(slip):
    """One row with a later month, year, decade or century is left aside, and the reason says so."""
    found = chosen_day(entries(working_days(), {dt.date.fromisoformat(slip): 1}))
    assert found.day == END
    assert found.source.startswith(f"{LAST} before ")
    assert f"1 entered after that, up to {slip}" in found.source


@given(st.lists(st.integers(8, 30_000), min_size=1, max_size=20, unique=True))
def test_no_scatter_of_slips_moves_the_day(later):
    """However many single rows are scattered over the days to come, the day stays."""
    slips = {END + n * DAY: 1 for n in later}
    found = chosen_day(entries(working_days(), slips))
    assert found.day == END
    assert f"; {len(slips)} entered after" in found.source


@given(st.integers(1, 400), st.integers(0, 40), st.integers(1, 30))
def test_what_is_entered_as_always_counts(rows, silent, days):
    """After a closed court, entries at the usual pace are no slips, if they are more than a few."""
    after = {END + (silent + n) * DAY: rows for n in range(1, days + 1)}
    assume(rows * days > 10)
    found = chosen_day(entries(working_days(rows=rows), after))
    assert (found.day, found.source) == (max(after), LAST)


def test_a_few_rows_far_apart_are_not_guessed():
    """Where there is too little to go by, the days are named and the day must be said."""
    days = {dt.date(2010, 2, 1): 3, dt.date(2011, 8, 9): 1}
    with pytest.raises(BadInput) as refused:
        chosen_day(entries(days))
    assert "2010-02-01 (3 entered), 2011-08-09 (1 entered)" in refused.value.what
    assert "--dated 2010-02-01" in refused.value.remedy


def test_a_small_slow_record_is_not_guessed_either():
    """A slip after two rows a day could be a court's last entry: too few to tell, so refused."""
    slow = working_days(rows=2)
    assert len(slow) > BEFORE
    with pytest.raises(BadInput, match=r"2012-01-13 \(2 entered\), 2013-01-13 \(1 entered\)"):
        chosen_day(entries(slow, {dt.date(2013, 1, 13): 1}))


def test_a_small_record_without_silence_stands_for_its_last_day():
    """A few rows within sixty days need no question."""
    days = {dt.date(2011, 6, 1): 1, dt.date(2011, 7, 30): 1}
    assert chosen_day(entries(days)).day == dt.date(2011, 7, 30)


def test_old_silences_do_not_matter():
    """A gap long ago, or a slip into the past, moves nothing."""
    old = {dt.date(1925, 3, 4): 1, dt.date(1985, 3, 4): 40}
    assert chosen_day(entries(old, working_days())).day == END


@given(
    st.dictionaries(
        st.dates(dt.date(1990, 1, 1), dt.date(2110, 1, 1)), st.integers(1, 50), min_size=1
    )
)
def test_the_day_is_always_a_day_of_entry(days):
    """Whatever the record, the day is one on which something was entered, or is asked for."""
    try:
        found = chosen_day(sorted(days.items())).day
    except BadInput as refused:
        found = dt.date.fromisoformat(refused.remedy.split("--dated ")[1][:10])
    assert found in days


def slipped(court):
    """Write a court's files with entries every day of a year, ten cases a day, and one slip."""
    number = 0
    for n in range(200):
        for _ in range(10):
            number += 1
            court.case(number, DATE_OF_ENTRY="2013-01-01" if number == 1 else "2001-05-31")
            court.proceeding(number, INPUT_DATE=str(END - n * DAY))
    court.rows["B_TblProceeding"][6]["INPUT_DATE"] = "2102-01-13"
    return court.write()


def test_a_row_with_a_slip_is_kept_and_noted(court, load):
    """The docket has its day; the row that was entered later is there, noted, and counted."""
    docket = load("eoir", slipped(court), dated=None)
    assert docket.manifest["as_of"] == str(END)
    assert "taken for slips" in docket.manifest["as_of_from"]
    assert docket.manifest["entered_later"] == 1
    entered = [p["entered_in_system_on"] for p in docket.rows("proceedings")]
    assert (len(entered), max(entered)) == (2000, dt.date(2102, 1, 13))
    assert docket.why(7) == {(None, "after the snapshot", "2102-01-13")}
    assert docket.why(1) == {("entered_on", "after the snapshot", "2013-01-01")}


def test_a_day_that_is_said_is_not_argued_with(court, load):
    """--dated holds whatever the entries say; what was entered later is noted all the same."""
    docket = load("eoir", slipped(court), dated="2012-01-12")
    assert (docket.manifest["as_of"], docket.manifest["as_of_from"]) == ("2012-01-12", "given")
    assert docket.manifest["entered_later"] == 10
    assert len([note for note in docket.notes() if note[4] == "INPUT_DATE"]) == 10
