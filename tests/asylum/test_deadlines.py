"""Days by which something must be filed: the rules, what is unknown, and the calendar."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from evenhand.asylum.calendar_file import calendar_of
from evenhand.asylum.deadlines import deadlines_of, in_words, rules, starts, unknown_of
from evenhand.cli.main import main
from evenhand.terms.refusal import BadInput
from evenhand.terms.span import Span, date_span

NOW = dt.datetime(2012, 1, 3, 12, tzinfo=dt.UTC)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31))


def ends(rule: str, start: str) -> str:
    """The last day by one rule, from one day."""
    (start_of,) = {one.starts for one in rules() if one.id == rule}
    (found,) = [one for one in deadlines_of({start_of: date_span(start)}) if one.rule.id == rule]
    return str(found.ends)


@pytest.mark.parametrize(
    ("rule", "start", "last", "why"),
    [
        ("one-year", "2011-08-30", "2012-08-30", "a Thursday"),
        ("one-year", "2011-09-01", "2012-09-04", "Saturday, Sunday, Labor Day"),
        ("one-year", "2010-12-25", "2011-12-27", "Christmas on a Sunday is kept on Monday"),
        ("one-year", "1995-06-01", "1998-04-01", "counted from April 1, 1997 at the earliest"),
        ("one-year", "2008-02-29", "2009-03-02", "February 28 is a Saturday: Monday"),
        ("board-appeal", "2012-03-01", "2012-03-31", "a Saturday, which this rule does not move"),
        ("reconsider", "2012-01-31", "2012-03-01", "30 days over a leap February"),
        ("reopen", "2011-10-03", "2012-01-01", "90 days, a holiday, not moved"),
        ("reopen-in-absentia", "2011-07-05", "2012-01-01", "180 days"),
        ("petition-for-review", "2012-04-01", "2012-05-01", "30 days"),
    ],
)
def test_a_deadline_ends_on_its_day(rule, start, last, why):
    """The last day as the rule says; it moves only where the rule itself moves it."""
    assert ends(rule, start) == last, why


def test_a_start_known_to_the_month_gives_a_day_by_which_one_is_in_time():
    """An uncertain start gives both ends, and the earlier is the one to act by."""
    (first, *_) = deadlines_of({"judges_decision": date_span("2012-04")})
    assert str(first.ends) == "between 2012-05-01 and 2012-05-30"
    assert first.act_by == dt.date(2012, 5, 1)
    assert "who files by 2012-05-01 is in time" in " ".join(in_words(first))


def test_a_start_known_at_the_latest_names_no_safe_day():
    """Arrived "by 2001 at the latest": the deadline may lie far back, so no day is called safe."""
    (found,) = deadlines_of({"last_arrival": date_span("2001 at the latest")})
    assert found.act_by is None
    assert "no day is named" in " ".join(in_words(found))
    assert calendar_of([found], "file 7", NOW).count(b"VEVENT") == 0


def test_nothing_known_is_cannot_tell_for_every_rule():
    """Without days there are no deadlines, and each rule says what it needs."""
    assert deadlines_of({}) == []
    assert {one.id for one in unknown_of({})} == {one.id for one in rules()}
    assert all(one.counted_from for one in unknown_of({}))


@given(start=DAYS, wait=st.integers(0, 400))
def test_a_later_start_never_ends_earlier(start, wait):
    """Deadlines keep the order of their starts, whatever weekends and holidays lie between."""
    for name in starts():
        early = deadlines_of({name: Span(start, start)})
        later = start + dt.timedelta(days=wait)
        late = deadlines_of({name: Span(later, later)})
        by_rule = {one.rule.id: one.act_by for one in late}
        assert all(one.act_by <= by_rule[one.rule.id] for one in early)


@given(low=DAYS, wide=st.integers(0, 800), at=st.integers(0, 800))
def test_who_files_by_the_day_to_act_is_in_time_whatever_the_start_was(low, wide, at):
    """For every day the start may have been, the day to act by is no later than its deadline."""
    span = Span(low, low + dt.timedelta(days=wide))
    true = low + dt.timedelta(days=min(at, wide))
    for name in starts():
        for one in deadlines_of({name: span}):
            exact = deadlines_of({name: Span(true, true)})
            (ends_on,) = [other.act_by for other in exact if other.rule.id == one.rule.id]
            assert one.act_by <= ends_on <= one.ends.high


def test_every_rule_is_cited_with_its_mark_and_nothing_open_is_decided():
    """Each rule has its text and mark; exceptions are for a person, a dispute says so."""
    assert all(
        one.where and one.status in {"primary", "secondary", "unverified"} for one in rules()
    )
    (found,) = deadlines_of({"judges_decision": date_span("2026-04-01")})
    assert any(line.startswith("NOT SETTLED") for line in in_words(found))
    (year,) = deadlines_of({"last_arrival": date_span("2011-08-30")})
    assert any(line.startswith("For a person to judge: changed") for line in in_words(year))


def test_the_calendar_names_neither_claim_nor_rule():
    """A diary tells that something is due for a file, with reminders, and nothing of the claim."""
    found = deadlines_of({"last_arrival": date_span("2011-08-30")})
    written = calendar_of(found, "file 7", NOW)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(event["summary"]).startswith("file 7: a filing deadline")
    assert event["dtstart"].dt == dt.date(2012, 8, 30)
    assert len(event.walk("VALARM")) == 3
    assert b"asylum" not in written.lower()
    assert "description" not in event
    assert b"INA" not in written
    assert calendar_of(found, "file 7", NOW) == written


def test_a_corrected_day_keeps_its_entry():
    """The same deadline of the same file has the same number in the calendar when its day moves."""
    uids = set()
    for day in ("2011-08-30", "2011-08-31"):
        made = calendar_of(deadlines_of({"last_arrival": date_span(day)}), "file 7", NOW)
        uids |= {str(event["uid"]) for event in Calendar.from_ical(made).walk("VEVENT")}
    assert len(uids) == 1


def asked(tmp_path, written: str, *words: str) -> int:
    """Run the command on a file of days."""
    (tmp_path / "days.toml").write_text(written, "utf-8")
    return main(["asylum", "deadlines", str(tmp_path / "days.toml"), *words])


def test_the_command_says_each_deadline_and_what_it_cannot_tell(tmp_path, capsys):
    """What is known is computed, what is not is named; the calendar is written on request."""
    written = 'last_arrival = 2011-09-01\nfinal_order = "2012-04"\n'
    assert asked(tmp_path, written, "--ics", str(tmp_path / "d.ics"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["deadline"]: one["ends"] for one in told["deadlines"]}["one-year"] == "2012-09-04"
    assert {one["deadline"] for one in told["cannot_tell"]} == {
        "board-appeal",
        "reopen-in-absentia",
    }
    assert (tmp_path / "d.ics").read_bytes().count(b"BEGIN:VEVENT") == 4
    assert asked(tmp_path, written) == 0
    printed = capsys.readouterr().out
    assert "Moved to the next working day: 2012-09-01 is a Saturday" in printed
    assert "cannot tell: last day to appeal" in printed


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("arrived = 2011-01-01", "names what no deadline is counted from: arrived"),
        ("last_arrival = 2011-02-30", "cannot be read"),
        ('last_arrival = "May 2011"', "last_arrival = 'May 2011' cannot be read"),
        ("last_arrival = 2011", "last_arrival = 2011 cannot be read"),
    ],
)
def test_a_day_that_cannot_be_read_is_named(tmp_path, capsys, written, words):
    """A wrong day is refused with the line, and nothing is computed from it."""
    assert asked(tmp_path, written) == BadInput.code
    assert words in capsys.readouterr().err
