"""Each case on its own day: the bulk review says what the review of one case says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.docket.snapshot import Docket
from evenhand.docket.typed import known_from
from evenhand.engines.duck import connect
from evenhand.guidance.examples import Example
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find
from evenhand.review.examples import by_engine
from evenhand.review.finding import review_case
from evenhand.review.run import review_docket
from evenhand.terms.refusal import BadGuidance
from evenhand.terms.span import Span
from tests.support.dockets import bare_docket, docket
from tests.support.people import Facts, Person, differences, engine_rows, interpreter_rows
from tests.support.tiny import FOUR, parameter, tiny


def _reviewed(
    folder: Path, instrument: Instrument, people: list[Person], **more: object
) -> list[tuple]:
    """Import people as a docket, review it, and give the findings' columns as rows."""
    cases = [(f"C{n:04}", facts, day) for n, (facts, day) in enumerate(people)]
    return _found(docket(folder, cases, dated=more.get("dated")), folder, instrument, **more)


def _found(made: Docket, folder: Path, instrument: Instrument, **more: object) -> list[tuple]:
    review_docket(made, [instrument], folder / "f.parquet", as_of=more.get("as_of"))
    con = connect(threads=1)
    rows = con.execute(
        "SELECT class, possible_classes, yes, unknown, decisive_facts, judged_facts_open "
        f"FROM read_parquet('{folder / 'f.parquet'}') ORDER BY case_id"
    ).fetchall()
    con.close()
    return rows


def _day(text: str) -> Span:
    day = dt.date.fromisoformat(text)
    return Span(day, day)


DECEMBER = dt.date(2011, 12, 5)
(COURT,) = find(["ice-2011-11-17"])
EARLIER = [
    ({"entered_unlawfully": True, "entered_on": _day("2008-12-05")}, DECEMBER),
    ({"entered_unlawfully": True, "entered_on": _day("2008-12-06")}, DECEMBER),
    ({"entered_unlawfully": True, "entered_on": _day("2009-02-28")}, dt.date(2012, 2, 29)),
    ({"entered_unlawfully": True, "entered_on": _day("2009-03-01")}, dt.date(2012, 2, 29)),
]
LATER = [
    # A slip of the pen: the form of December 2011 says that she entered in 2012.
    ({"entered_unlawfully": True, "entered_on": _day("2012-01-05")}, DECEMBER),
    ({"born_on": _day("2011-12-31"), "in_school": True}, DECEMBER),
]


def _completed(people: list[Person]) -> list[Person]:
    """Give people with what follows from their facts, as the import derives it."""
    typed: list[dict] = [
        {f: str(v) if isinstance(v, Span) else v for f, v in facts.items()} for facts, _ in people
    ]
    known = known_from(typed, COURT.catalogue)
    return [(dict(facts), day) for facts, (_, day) in zip(known, people, strict=True)]


def test_a_docket_whose_records_have_days_of_their_own(tmp_path: Path) -> None:
    """Each record is reviewed on its own day, as a single case is."""
    people = _completed(EARLIER)
    found = _reviewed(tmp_path, COURT, EARLIER)
    assert differences(people, interpreter_rows(COURT, people), found) == []


@pytest.mark.parametrize("day", [dt.date(2010, 6, 1), dt.date(2014, 1, 1)])
def test_a_docket_reviewed_on_another_day(tmp_path: Path, day: dt.date) -> None:
    """Asked about another day, the whole docket is reviewed on it, what lay ahead unknown."""
    people = _completed(EARLIER)
    found = _reviewed(tmp_path, COURT, EARLIER, as_of=day)
    assert differences(people, interpreter_rows(COURT, people, as_of=day), found) == []


@pytest.mark.parametrize("dated", [None, DECEMBER], ids=["days of their own", "one day"])
def test_a_date_after_the_record_is_unknown_once_it_is_imported(
    tmp_path: Path, dated: dt.date | None
) -> None:
    """A misprint that lies in the future weighs against nobody, one by one or in bulk."""
    people = _completed(LATER)
    found = _reviewed(tmp_path, COURT, LATER, dated=dated)
    assert differences(people, interpreter_rows(COURT, people), found) == []


def test_a_date_after_the_review_is_unknown_in_bulk_whatever_made_the_docket(
    tmp_path: Path,
) -> None:
    """The bulk review guards against later dates itself, as the review of one case does."""
    people: list[Person] = [(dict(facts), day) for facts, day in LATER]
    found = _found(bare_docket(tmp_path, people), tmp_path, COURT)
    assert differences(people, interpreter_rows(COURT, people), found) == []


MIXED = [("F1", "A", 'entered_on < "2009-06-15"'), ("F2", "A", "years_since(entered_on) < 3")]
MIXED_CLASSES = (("first", "F1 and F2", "against"), ("last", "otherwise", "none"))


def test_a_day_and_years_on_the_same_date_for_one_review_date(tmp_path: Path) -> None:
    """Where a date is compared with a day and with years, their order is that of the review."""
    instrument = tiny(tmp_path, MIXED, MIXED_CLASSES, catalogue=COURT.catalogue)
    for day, both in ((dt.date(2011, 1, 1), True), (dt.date(2014, 1, 1), False)):
        finding = review_case(instrument, {}, day)
        assert ("first" in finding.possible) is both
        assert engine_rows(instrument, [({}, day)], as_of=day) == interpreter_rows(
            instrument, [({}, day)]
        )


def test_a_day_and_years_on_the_same_date_for_days_of_their_own(tmp_path: Path) -> None:
    """Where the order of the constants could turn between cases, bulk review asks for one day."""
    instrument = tiny(tmp_path, MIXED, MIXED_CLASSES, catalogue=COURT.catalogue)
    people: list[Person] = [({}, dt.date(2011, 1, 1)), ({}, dt.date(2014, 1, 1))]
    made = bare_docket(tmp_path / "docket", people)
    with pytest.raises(BadGuidance, match="compares a date both with a day and with years"):
        review_docket(made, [instrument], tmp_path / "f.parquet")
    for _, day in people:
        found = _found(made, tmp_path, instrument, as_of=day)
        assert found == interpreter_rows(instrument, people, as_of=day)


CHANGING = parameter("few", d2011_01_01=3, d2013_01_01=1)
TWO: Facts = {"convictions": Span(2, 2)}


def test_a_parameter_that_changes_between_the_days_of_a_docket(tmp_path: Path) -> None:
    """Each case is reviewed with the number that held on its own day."""
    factors = [("F1", "A", "convictions > few"), ("F2", "B", "usc_child")]
    instrument = tiny(tmp_path, factors, parameters=CHANGING, catalogue=COURT.catalogue)
    people = _completed([(TWO, dt.date(2012, 12, 31)), (TWO, dt.date(2013, 1, 1)),
                         (TWO, dt.date(2011, 6, 1)), (TWO, dt.date(2010, 6, 1))])  # fmt: skip
    found = _reviewed(tmp_path / "docket", instrument, people)
    assert [row[0] for row in found] == ["neither", "adverse", "neither", "neither"]
    assert differences(people, interpreter_rows(instrument, people), found) == []


def test_examples_on_either_side_of_a_change_are_run_with_their_own_number(tmp_path: Path) -> None:
    """An example dated after a change is run with the changed number, on the engine too."""
    instrument = tiny(tmp_path, [("F1", "A", "n > few")], FOUR[1:2] + FOUR[3:], parameters=CHANGING)
    people: list[Person] = [({"n": Span(2, 2)}, dt.date(2014, 1, 1))]
    examples = [Example("two", day, {}, facts, {}) for facts, day in people]
    assert by_engine(instrument, examples) == interpreter_rows(instrument, people)


def test_a_day_that_comes_between_the_days_of_a_docket(tmp_path: Path) -> None:
    """Whether a day named by the instrument had come is asked of each case on its own day."""
    factors = [("F1", "A", 'usc_child or entered_on >= "2012-06-01"'), ("F2", "B", "usc_spouse")]
    instrument = tiny(tmp_path, factors, catalogue=COURT.catalogue)
    none: Facts = {"usc_child": False}
    people = _completed([(none, dt.date(2012, 5, 31)), (none, dt.date(2012, 6, 1))])
    found = _found(bare_docket(tmp_path / "docket", people), tmp_path, instrument)
    assert differences(people, interpreter_rows(instrument, people), found) == []
    adverse = 1 << list(instrument.classes).index("adverse")
    assert [bool(row[1] & adverse) for row in found] == [False, True]
