"""Years since a day: exact to the day, whatever the calendar does."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.guidance.instrument import Instrument
from evenhand.review.codes import codes_of
from evenhand.review.finding import review_case
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span
from tests.support.effort import EFFORT
from tests.support.people import engine_rows
from tests.support.plainly import met
from tests.support.tiny import tiny

SIGNS = {"LESS": "<", "AT_MOST": "<=", "MORE": ">", "AT_LEAST": ">="}
ORDER = ("LESS", "AT_MOST", "MORE", "AT_LEAST")
LETTERS = {"y": Answer.YES, "n": Answer.NO, "?": Answer.CANNOT_TELL}


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Instrument:
    """Give an instrument that asks in four ways whether three years have gone by."""
    factors = [(id, "A", f"years_since(x) {sign} 3") for id, sign in SIGNS.items()]
    return tiny(tmp_path_factory.mktemp("three"), factors, [("all", "otherwise", "none")])


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# The review, the day in question, and: less than three years ago, at most, more than, at least.
DAYS = [
    ("2011-12-05", "2008-12-04", "nnyy"),
    ("2011-12-05", "2008-12-05", "nyny"),
    ("2011-12-05", "2008-12-06", "yynn"),
    ("2011-12-05", "2011-12-05", "yynn"),
    ("2011-12-31", "2008-12-31", "nyny"),
    ("2012-01-01", "2008-12-31", "nnyy"),
    ("2012-01-01", "2009-01-01", "nyny"),
    # A review on 29 February: three years before is 28 February.
    ("2012-02-29", "2009-02-27", "nnyy"),
    ("2012-02-29", "2009-02-28", "nyny"),
    ("2012-02-29", "2009-03-01", "yynn"),
    # What began on 29 February: its anniversary in a common year is 1 March, never 28 February.
    ("2011-02-28", "2008-02-29", "yynn"),
    ("2011-03-01", "2008-02-29", "nnyy"),
    ("2011-02-28", "2008-02-28", "nyny"),
    ("2011-03-01", "2008-03-01", "nyny"),
]

RANGES = [
    ("any day of 2008 but one", "2008-01-01", "2008-12-04", "nnyy"),
    ("ends on the day", "2008-01-01", "2008-12-05", "n??y"),
    ("ends a day after", "2008-01-01", "2008-12-06", "????"),
    ("begins on the day", "2008-12-05", "2009-06-01", "?yn?"),
    ("begins a day after", "2008-12-06", "2009-06-01", "yynn"),
    ("the day itself or the next", "2008-12-05", "2008-12-06", "?yn?"),
    ("at the latest the day before", "", "2008-12-04", "nnyy"),
    ("at the latest the day", "", "2008-12-05", "n??y"),
    ("at the latest a day after", "", "2008-12-06", "????"),
    ("at the earliest the day", "2008-12-05", "", "?yn?"),
    ("at the earliest a day after", "2008-12-06", "", "yynn"),
    ("at the earliest the day before", "2008-12-04", "", "????"),
    # After the day of the review nothing is known on that day.
    ("a day that is still to come", "2011-12-06", "2011-12-06", "????"),
    ("from today to a day to come", "2011-12-05", "2011-12-31", "yynn"),
]


def _answers(instrument: Instrument, span: Span, day: dt.date) -> tuple[str, str, str]:
    """Answer the four factors: by the interpreter, for one date, and with a date for each case."""
    bits = codes_of(instrument).factor_bits
    finding = review_case(instrument, {"x": span}, day)
    one = "".join(k for id in ORDER for k in LETTERS if finding.answers[id].answer is LETTERS[k])
    others = []
    for as_of in (day, None):
        _, _, yes, unknown, _, _ = engine_rows(instrument, [({"x": span}, day)], as_of=as_of)[0]
        others.append(
            "".join("y" if yes & bits[i] else "?" if unknown & bits[i] else "n" for i in ORDER)
        )
    return (one, *others)


@pytest.mark.parametrize(("review", "day", "answers"), DAYS)
def test_years_are_exact_to_the_day(three: Instrument, review: str, day: str, answers: str) -> None:
    """The day before, the day and the day after the anniversary differ, on every reader."""
    span = Span(_date(day), _date(day))
    assert _answers(three, span, _date(review)) == (answers, answers, answers)


@pytest.mark.parametrize(
    ("known", "low", "high", "answers"), RANGES, ids=[known for known, *_ in RANGES]
)
def test_a_range_across_the_anniversary_cannot_tell(
    three: Instrument, known: str, low: str, high: str, answers: str
) -> None:
    """Only a range that lies wholly on one side is answered, on every reader."""
    span = Span(_date(low) if low else None, _date(high) if high else None)
    review = dt.date(2011, 12, 5)
    assert _answers(three, span, review) == (answers, answers, answers), known


_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2016, 12, 31))
_LEAPS = st.sampled_from([dt.date(2008, 2, 29), dt.date(2012, 2, 29), dt.date(2009, 2, 28)])


@EFFORT
@given(review=st.one_of(_DAYS, _LEAPS), near=st.integers(-2, 2), data=st.data())
def test_any_day_near_the_anniversary_is_counted_as_a_person_would(
    three: Instrument, review: dt.date, near: int, data: st.DataObject
) -> None:
    """For every review date the interpreter counts years as one does on a calendar."""
    year = review.year - data.draw(st.sampled_from([2, 3, 3, 3, 4]))
    day = dt.date(year, review.month, min(review.day, 28)) + dt.timedelta(days=near)
    finding = review_case(three, {"x": Span(day, day)}, max(review, day))
    for id in SIGNS:
        wanted = Answer.of(met(three, {"x": day}, max(review, day), id))
        assert finding.answers[id].answer is wanted, (id, review, day)


def test_every_day_of_nine_years_is_the_same_on_the_engine(three: Instrument) -> None:
    """With a date for each case, the engine's cut-off days are the interpreter's."""
    first = dt.date(2007, 12, 1)
    people = []
    for n in range(0, 3300):
        review = first + dt.timedelta(days=n)
        day = dt.date(review.year - 3, review.month, min(review.day, 28))
        day += dt.timedelta(days=n % 5 - 2)
        people.append(({"x": Span(day, day)}, review))
    rows = engine_rows(three, people)
    bits = codes_of(three).factor_bits
    for (facts, review), (_, _, yes, unknown, _, _) in zip(people, rows, strict=True):
        day = facts["x"].low
        wanted = sum(bit for id, bit in bits.items() if met(three, {"x": day}, review, id))
        assert (yes, unknown) == (wanted, 0), (day, review)
