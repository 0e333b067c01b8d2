"""Random cases: the engine says of many at once what the interpreter says of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engines.duck import connect, name
from evenhand.guidance.library import shipped
from evenhand.review.examples import as_row
from evenhand.review.finding import review_case
from evenhand.review.statement import statement
from tests.support.anything import anything_known
from tests.support.bulk import make_people, person
from tests.support.effort import EFFORT, amount
from tests.support.nullable import Nullable
from tests.support.people import (
    Person,
    codes_for,
    differences,
    drawn,
    engine_rows,
    interpreter_rows,
    row_of,
)

SHIPPED = {instrument.id: instrument for instrument in shipped()}
ONE = [dt.date(2011, 12, 5)]
LEAP = dt.date(2012, 2, 29)
MANY = [
    dt.date(2011, 6, 17),
    dt.date(2011, 12, 31),
    dt.date(2012, 1, 1),
    dt.date(2012, 2, 28),
    LEAP,
    dt.date(2012, 3, 1),
    dt.date(2014, 11, 20),
]

# Way of asking, the days of the records, one review date for all, whether dates lie after it.
WAYS = [
    ("one date", ONE, ONE[0], False),
    ("29 February", [LEAP], LEAP, False),
    ("a date for each case", MANY, None, False),
    ("one date, later dates in the docket", MANY, ONE[0], True),
    ("a date for each case, later dates in the docket", MANY, None, True),
]


@pytest.mark.parametrize(("way", "days", "as_of", "later"), WAYS, ids=[way for way, *_ in WAYS])
@pytest.mark.parametrize("id", SHIPPED)
def test_random_cases_are_the_same_on_both_readers(
    id: str, way: str, days: Sequence[dt.date], as_of: dt.date | None, later: bool
) -> None:
    """Class, possible classes, met, unknown, decisive and judged facts agree, case by case."""
    instrument = SHIPPED[id]
    seed = WAYS.index((way, days, as_of, later))
    people = drawn(instrument, amount(160, 200_000), seed, days, later=later)
    found = engine_rows(instrument, people, as_of=as_of)
    ours = interpreter_rows(instrument, people, as_of=as_of)
    assert differences(people, ours, found) == []
    assert len(set(found)) > 20


@pytest.mark.parametrize("id", SHIPPED)
def test_many_cases_are_the_same_in_plain_sql(id: str) -> None:
    """Answers and class agree with nullable columns in plain SQL, over many thousands of cases."""
    instrument, count = SHIPPED[id], amount(30_000, 1_000_000)
    con = connect()
    make_people(con, instrument, count, 99, MANY)
    con.execute("CREATE TEMP TABLE ours AS " + statement(instrument, "people", None))
    plain = Nullable(instrument, "as_of", instrument.in_force.since).select("people")
    con.execute(f"CREATE TEMP TABLE theirs AS {plain}")
    tests = ["CAST(ours.class AS VARCHAR) <> theirs.class"]
    for id_, bit in codes_for(instrument).factor_bits.items():
        column = name("is " + id_)
        tests.append(f"((yes & {bit}) <> 0) <> coalesce({column}, false)")
        tests.append(f"((unknown & {bit}) <> 0) <> ({column} IS NULL)")
    apart = con.execute(
        "SELECT count(*), any_value(case_id) FROM ours JOIN theirs USING (case_id) "
        f"WHERE {' OR '.join(tests)}"
    ).fetchone()
    joined = con.execute(
        "SELECT count(*), count(DISTINCT ours.class), count(DISTINCT unknown) > 100 "
        "FROM ours JOIN theirs USING (case_id)"
    ).fetchone()
    assert apart == (0, None), person(con, instrument, apart[1])
    assert joined == (count, len(instrument.classes), True)
    con.close()


@pytest.mark.parametrize("id", SHIPPED)
def test_the_row_of_a_finding_is_the_one_that_examples_use(id: str) -> None:
    """The faster making of rows used here is the package's own."""
    instrument = SHIPPED[id]
    for facts, day in drawn(instrument, 25, 1, MANY):
        finding = review_case(instrument, facts, day)
        assert row_of(codes_for(instrument), finding) == as_row(instrument, finding)


# Each example writes a statement of its own, so there are fewer of them with more people in each.
@settings(EFFORT, max_examples=amount(12, 1_000))
@given(st.data(), st.sampled_from(sorted(SHIPPED)))
def test_any_cases_are_the_same_on_both_readers(data: st.DataObject, id: str) -> None:
    """Whatever hypothesis thinks of, the two readers agree, and shrink to the smallest quarrel."""
    instrument = SHIPPED[id]
    days = data.draw(st.lists(st.sampled_from(MANY), min_size=1, max_size=12))
    people: list[Person] = [(data.draw(anything_known(instrument, day)), day) for day in days]
    assert (
        differences(people, interpreter_rows(instrument, people), engine_rows(instrument, people))
        == []
    )
