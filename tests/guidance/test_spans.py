"""What is known of a date or a count, as people write it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.terms.answer import Answer
from evenhand.terms.span import Span, count_span, date_span, last_of_month, years_before
from tests.support.effort import EFFORT


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


DATES = [
    ("2001-05-31", "2001-05-31", "2001-05-31"),
    ("2001-05", "2001-05-01", "2001-05-31"),
    ("2001-5", "2001-05-01", "2001-05-31"),
    ("2001-02", "2001-02-01", "2001-02-28"),
    ("2000-02", "2000-02-01", "2000-02-29"),
    ("2100-02", "2100-02-01", "2100-02-28"),
    ("2001", "2001-01-01", "2001-12-31"),
    (" 2001 ", "2001-01-01", "2001-12-31"),
    ("2001-05-31 at the latest", "", "2001-05-31"),
    ("2001-05 at the latest", "", "2001-05-31"),
    ("1998 at the latest", "", "1998-12-31"),
    ("1998 at the earliest", "1998-01-01", ""),
    ("2001-05 at the earliest", "2001-05-01", ""),
]


@pytest.mark.parametrize(("text", "low", "high"), DATES)
def test_a_date_is_read_as_the_days_it_may_mean(text: str, low: str, high: str) -> None:
    """A year or a month is all its days; an end that is not stated stays open."""
    assert date_span(text) == Span(_day(low), _day(high))


@pytest.mark.parametrize(
    "text",
    ["", "2001-02-29", "2001-13", "2001-00", "2001-05-32", "0000", "5/31/2001", "about 2001",
     "at the latest", "2001 at the latest at the earliest or so", "20", "200105"],
)  # fmt: skip
def test_a_wrong_date_is_refused_and_never_repaired(text: str) -> None:
    """A date that no calendar has is an error, not the nearest day that it has."""
    with pytest.raises(ValueError):  # noqa: PT011 - each kind has words of its own
        date_span(text)


@pytest.mark.parametrize("text", ["20010531", "2001-W22-4", "2001W224", "2001-W22"])
def test_only_the_three_stated_forms_are_read(text: str) -> None:
    """A form that is not promised is refused: a week date is a misprint more often than a day."""
    with pytest.raises(ValueError):  # noqa: PT011
        date_span(text)


COUNTS = [
    ("3", 3, 3),
    ("0", 0, 0),
    (" 3 ", 3, 3),
    ("at least 3", 3, None),
    ("at most 3", 0, 3),
    ("at most 0", 0, 0),
]


@pytest.mark.parametrize(("text", "low", "high"), COUNTS)
def test_a_count_is_read_as_the_numbers_it_may_mean(
    text: str, low: int | None, high: int | None
) -> None:
    """No count is below nought, so "at most" has a lower end and "at least" no upper one."""
    assert count_span(text) == Span(low, high)


@pytest.mark.parametrize("text", ["", "three", "3.5", "at least", "more than 3", "3 or 4"])
def test_a_wrong_count_is_refused(text: str) -> None:
    """What is not a whole number is an error."""
    with pytest.raises(ValueError):  # noqa: PT011
        count_span(text)


@pytest.mark.parametrize("text", ["-1", "at least -1"])
def test_no_count_is_below_nought(text: str) -> None:
    """A negative number of convictions is a misprint, and is refused as one."""
    with pytest.raises(ValueError):  # noqa: PT011
        count_span(text)


WORDS = [
    (Span(), "unknown", False, False),
    (Span(3, 3), "3", True, True),
    (Span(3), "at least 3", True, False),
    (Span(None, 3), "at most 3", True, False),
    (Span(1, 3), "between 1 and 3", True, False),
    (Span(_day("2001-01-01")), "2001-01-01 at the earliest", True, False),
    (Span(None, _day("2001-01-01")), "2001-01-01 at the latest", True, False),
    (Span(_day("2001-01-01"), _day("2001-01-01")), "2001-01-01", True, True),
    (
        Span(_day("2001-01-01"), _day("2001-01-31")),
        "between 2001-01-01 and 2001-01-31",
        True,
        False,
    ),
]


@pytest.mark.parametrize(("span", "text", "known", "exact"), WORDS)
def test_a_range_says_what_is_known(span: Span, text: str, known: bool, exact: bool) -> None:
    """The words of a range tell which end is known, and whether it is one value."""
    assert (str(span), span.known, span.exact) == (text, known, exact)


def test_a_range_may_not_end_before_it_begins() -> None:
    """An impossible range cannot be made."""
    with pytest.raises(ValueError, match="ends before it begins"):
        Span(3, 2)


@EFFORT
@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_every_day_is_read_back(day: dt.date) -> None:
    """A day, its month and its year are each read as a range that holds the day."""
    assert date_span(str(day)) == Span(day, day)
    for text in (f"{day:%Y-%m}", f"{day:%Y}"):
        span = date_span(text)
        assert span.low <= day <= span.high
    assert last_of_month(day.year, day.month) + dt.timedelta(days=1) == (
        dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    )


YEARS = [
    ("2012-02-29", 1, "2011-02-28"),
    ("2012-02-29", 4, "2008-02-29"),
    ("2012-02-28", 3, "2009-02-28"),
    ("2012-03-01", 12, "2000-03-01"),
    ("2011-12-31", 0, "2011-12-31"),
    ("2000-02-29", 100, "1900-02-28"),
]


@pytest.mark.parametrize(("day", "years", "before"), YEARS)
def test_years_are_counted_to_the_day(day: str, years: int, before: str) -> None:
    """N years before is the same day N years earlier; 29 February falls back to the 28th."""
    assert years_before(_day(day), years) == _day(before)


@pytest.mark.parametrize("answer", Answer)
def test_an_answer_has_no_truth_of_its_own(answer: Answer) -> None:
    """An answer in an `if` is an error: cannot tell must never become yes or no by itself."""
    with pytest.raises(TypeError, match="cannot tell"):
        bool(answer)


@pytest.mark.parametrize(
    ("value", "answer"), [(True, Answer.YES), (False, Answer.NO), (None, Answer.CANNOT_TELL)]
)
def test_a_nullable_truth_value_is_an_answer(value: bool | None, answer: Answer) -> None:
    """Nothing is cannot tell, and only nothing is."""
    assert Answer.of(value) is answer
