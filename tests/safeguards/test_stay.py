"""Stays at their edges: minutes around the end of boarding, time zones, what is not known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.safeguards.stay import (
    BOUND_BY_BOARDING,
    NOT_YET,
    Stay,
    facts_of_stay,
    flag,
    late,
    without_effect,
)
from evenhand.terms.answer import Answer
from evenhand.terms.refusal import BadInput
from tests.support.effort import EFFORT

BOARDED = dt.datetime(2011, 10, 22, 11, 0, tzinfo=dt.UTC)
TICK = dt.timedelta(microseconds=1)
HOUR = dt.timedelta(hours=1)
YES, NO, OPEN = Answer.YES, Answer.NO, Answer.CANNOT_TELL

# When it was ordered, when its word was given, when boarding was complete: was it too late?
TABLE = [
    (BOARDED - HOUR, BOARDED - TICK, BOARDED, NO, "both before"),
    (BOARDED, BOARDED, BOARDED, NO, "at the very moment is not after"),
    (BOARDED - HOUR, BOARDED + TICK, BOARDED, YES, "ordered in time, told a moment too late"),
    (BOARDED + TICK, BOARDED + HOUR, BOARDED, YES, "ordered too late"),
    (BOARDED - HOUR, NOT_YET, BOARDED, YES, "never told: any word now comes after"),
    (BOARDED - HOUR, BOARDED, NOT_YET, NO, "boarding is not complete"),
    (None, None, NOT_YET, NO, "whatever the times, boarding is not complete"),
    (BOARDED - HOUR, BOARDED - TICK, None, OPEN, "when boarding ended is not known"),
    (BOARDED - HOUR, None, BOARDED, OPEN, "when the word was given is not known"),
    (None, BOARDED - TICK, BOARDED, OPEN, "when it was ordered is not known"),
    (BOARDED + TICK, None, BOARDED, YES, "one time too late is enough"),
    (None, NOT_YET, BOARDED, YES, "not told in time is enough"),
]


@pytest.mark.parametrize(("ordered", "told", "boarded", "answer", "why"), TABLE)
def test_whether_a_stay_came_too_late(ordered, told, boarded, answer, why) -> None:
    """A stay is late if the order, or its word, came after boarding was complete."""
    assert late(Stay("Board", ordered, told, boarded)) is answer, why


def test_a_time_is_the_same_in_every_zone() -> None:
    """Eleven in Newark is fifteen in London: the clock on the wall decides nothing."""
    newark = dt.timezone(dt.timedelta(hours=-4))
    told = dt.datetime(2011, 10, 22, 7, 0, tzinfo=newark)
    assert late(Stay("Board", told - HOUR, told, BOARDED)) is NO
    assert late(Stay("Board", told - HOUR, told + TICK, BOARDED)) is YES


@pytest.mark.parametrize("by", ["immigration judge", "Board", "agency", "federal court"])
def test_only_a_judges_or_the_boards_stay_is_without_effect(by) -> None:
    """The regulation's sentence is on those two; another's late stay is flagged, and holds."""
    stay = Stay(by, BOARDED + TICK, BOARDED + HOUR, BOARDED)
    assert late(stay) is YES
    assert without_effect(stay) is (YES if by in BOUND_BY_BOARDING else NO)
    assert ("without effect under 8 CFR 241.6" in flag(stay)) == (by in BOUND_BY_BOARDING)
    assert "8 CFR 241.6" in flag(stay)
    facts = facts_of_stay(stay, BOARDED.date())
    assert facts["stay_without_effect"] is (by in BOUND_BY_BOARDING)


def test_a_stay_in_time_has_no_flag_and_one_without_its_times_says_so() -> None:
    """What is not known about the times is told, and is never taken against the stay."""
    assert flag(Stay("Board", BOARDED, BOARDED, NOT_YET)) == ""
    unknown = Stay("Board", BOARDED, None, BOARDED)
    assert "a time is missing" in flag(unknown)
    assert "stay_without_effect" not in facts_of_stay(unknown, BOARDED.date())


@pytest.mark.parametrize(
    ("day", "expired"),
    [(dt.date(2012, 10, 21), False), (dt.date(2012, 10, 22), False), (dt.date(2012, 10, 23), True)],
)
def test_the_last_day_is_the_one_the_order_states(day, expired) -> None:
    """The last day is covered; the day after, the stay has expired."""
    stay = Stay("agency", BOARDED, BOARDED, NOT_YET, until=dt.date(2012, 10, 22), revoked=False)
    assert facts_of_stay(stay, day) == {
        "stay_granted": True,
        "stay_expired": expired,
        "stay_revoked": False,
        "stay_without_effect": False,
    }


def test_where_the_order_states_no_last_day_none_is_made_up() -> None:
    """No length is computed: without a stated day whether it expired is not known."""
    assert "stay_expired" not in facts_of_stay(Stay("agency", BOARDED, BOARDED, NOT_YET), DAY)


DAY = dt.date(2031, 1, 1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ordered": dt.datetime(2011, 10, 22, 9, 0)}, "ordered has no time zone"),  # noqa: DTZ001
        ({"boarded": dt.datetime(2011, 10, 22, 9, 0)}, "boarded has no time zone"),  # noqa: DTZ001
        ({"communicated": BOARDED - HOUR}, "communicated before it was ordered"),
        ({"by": "the pilot"}, "No authority is called"),
    ],
)
def test_times_that_cannot_be_are_refused(wrong, says) -> None:
    """A time without its zone, or a word before its order, is looked up again."""
    whole = {"by": "Board", "ordered": BOARDED, "communicated": BOARDED, "boarded": BOARDED}
    with pytest.raises(BadInput, match=says):
        Stay(**(whole | wrong))


MOMENTS = st.one_of(
    st.none(), st.just(NOT_YET), st.integers(-3, 3).map(lambda n: BOARDED + n * TICK)
)


@EFFORT
@given(st.one_of(st.none(), st.integers(-3, 3).map(lambda n: BOARDED + n * TICK)), MOMENTS, MOMENTS)
def test_what_becomes_known_never_turns_an_answer(ordered, told, boarded) -> None:
    """Filling in a time that was not known never changes a yes or a no."""
    try:
        answer = late(Stay("Board", ordered, told, boarded))
    except BadInput:
        return
    for known in (BOARDED - 9 * TICK, BOARDED, BOARDED + 9 * TICK):
        try:
            fuller = late(
                Stay("Board", ordered or known, told or known, boarded or known)  # type: ignore[arg-type]
            )
        except BadInput:
            continue
        assert answer in (fuller, Answer.CANNOT_TELL)
