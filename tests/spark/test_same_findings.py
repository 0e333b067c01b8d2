"""Findings on Spark are those on DuckDB, row for row: a disagreement fails and names the case."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import connect
from evenhand.engines.spark import Cluster, Session
from evenhand.guidance.examples import read_examples
from evenhand.guidance.instrument import Instrument, read_instrument
from evenhand.review.statement import statement
from evenhand.terms.span import Span
from tests.support.anything import anything_known
from tests.support.effort import EFFORT, amount
from tests.support.engines import disagreements, mixed_docket, on_both
from tests.support.entangled import COMPLEMENTARY, ENTANGLED, entangled
from tests.support.people import (
    Person,
    Row,
    differences,
    drawn,
    engine_rows,
    interpreter_rows,
    put,
)
from tests.support.tables import SHIPPED, table
from tests.support.tiny import parameter, tiny

ONE = dt.date(2011, 12, 5)
MANY = [
    dt.date(2011, 6, 17),
    ONE,
    dt.date(2012, 2, 28),
    dt.date(2012, 2, 29),
    dt.date(2012, 3, 1),
    dt.date(2014, 11, 20),
]
# Nightly, a million in all over the shipped instruments.
RANDOM = amount(5_000, 250_000)


@cache
def _people(id: str) -> tuple[Person, ...]:
    """Give every example, every row of every truth table, and random and invented cases."""
    instrument = SHIPPED[id]
    people: list[Person] = [(dict(e.known), e.as_of) for e in read_examples(instrument)]
    people += [person for factor in instrument.factors for person in table(id, factor)]
    people += drawn(instrument, amount(1_000, 50_000), 3, MANY, later=True)
    return (*people, *_invented(instrument))


def _invented(instrument: Instrument) -> list[Person]:
    """Collect what hypothesis thinks of; each is then asked on Spark together with all others."""
    found: list[Person] = []

    @settings(EFFORT)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        day = data.draw(st.sampled_from(MANY))
        found.append((data.draw(anything_known(instrument, day)), day))

    collect()
    return found


@pytest.fixture(scope="module")
def dockets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Docket]:
    """Give one docket for each shipped instrument, with every kind of case in it."""
    folder = tmp_path_factory.mktemp("same")
    return {
        id: mixed_docket(folder / id, instrument, _people(id), RANDOM, MANY)
        for id, instrument in SHIPPED.items()
    }


@pytest.mark.parametrize("as_of", [ONE, None], ids=["one date", "a date for each case"])
@pytest.mark.parametrize("id", SHIPPED)
def test_findings_are_the_same_on_both_engines(
    session: Session,
    dockets: dict[str, Docket],
    tmp_path: Path,
    id: str,
    as_of: dt.date | None,
) -> None:
    """Examples, truth tables, random and invented cases: every column of every row is the same."""
    ours, theirs = on_both(session, dockets[id], [SHIPPED[id]], tmp_path, as_of)
    assert disagreements(dockets[id], ours, theirs) == []
    assert theirs.manifest["instruments"] == ours.manifest["instruments"]
    assert theirs.manifest["cases"] == len(_people(id)) + RANDOM
    assert sum(count > 0 for count in theirs.counts[id].values()) > 2


HARD = {**ENTANGLED, **COMPLEMENTARY}


def test_entangled_instruments_are_the_same_on_both_engines(
    session: Session, tmp_path: Path
) -> None:
    """Instruments hard in a way of their own give the same rows, on one date and on many."""
    cluster = Cluster(session)
    asked: list[tuple[str, dt.date | None, list[Person], list[Row]]] = []
    selects = []
    for place, name in enumerate(HARD):
        instrument = entangled(tmp_path / str(place), name)
        people = drawn(instrument, amount(150, 5_000), place, MANY, later=True)
        facts = tmp_path / f"{place}.parquet"
        _write(facts, instrument, people)
        cluster.view(f"people_{place}", str(facts))
        for as_of in (ONE, None):
            selects.append(_numbered(len(asked), instrument, f"people_{place}", as_of))
            asked.append((name, as_of, people, engine_rows(instrument, people, as_of=as_of)))
    found: dict[int, dict[int, Row]] = {n: {} for n in range(len(asked))}
    for which, case, *row in cluster.rows(" UNION ALL ".join(selects)):
        found[which][case] = tuple(row)
    for n, (name, as_of, people, ours) in enumerate(asked):
        theirs = [found[n][case] for case in range(len(people))]
        assert (name, as_of, differences(people, ours, theirs)) == (name, as_of, [])


def _write(path: Path, instrument: Instrument, people: list[Person]) -> None:
    con = connect(threads=1)
    put(con, instrument.catalogue, people)
    con.execute(f"COPY people TO '{path}' (FORMAT parquet)")
    con.close()


def _numbered(n: int, instrument: Instrument, source: str, as_of: dt.date | None) -> str:
    review = statement(instrument, source, as_of, class_type="STRING")
    columns = "class, possible, yes, unknown, decisive, judged"
    return f"SELECT {n} AS n, CAST(case_id AS INT) AS at, {columns} FROM ({review})"


CHANGING = parameter("few", d2011_01_01=3, d2013_01_01=1)


def test_a_parameter_that_changes_between_the_days_of_a_docket(
    session: Session, tmp_path: Path
) -> None:
    """Each case is reviewed with the number that held on its own day, on Spark too."""
    factors = [("F1", "A", "convictions > few"), ("F2", "B", "usc_child")]
    shipped = next(iter(SHIPPED.values())).catalogue
    instrument = tiny(tmp_path / "tiny", factors, parameters=CHANGING, catalogue=shipped)
    days = [dt.date(2010, 6, 1), dt.date(2012, 12, 31), dt.date(2013, 1, 1), dt.date(2014, 5, 5)]
    people = drawn(instrument, 300, 5, days, later=False)
    made = mixed_docket(tmp_path, instrument, people, 10, days)
    ours, theirs = on_both(session, made, [instrument], tmp_path / "found")
    assert disagreements(made, ours, theirs) == []
    of_each_day = {
        day: {row[0] for (_, on), row in zip(people, interpreter_rows(instrument, people),
                                             strict=True) if on == day}
        for day in days
    }  # fmt: skip
    assert all(len(classes) > 1 for classes in of_each_day.values())


MARKS = "it's \\ \"odd\" `x` \\' ; -- \n {x} ${env:PATH} ${spark.app.name} %s \u2028 ñ 🙂"
OLD = [dt.date(1, 1, 1), dt.date(1500, 2, 28), dt.date(1582, 10, 10), dt.date(9999, 12, 31)]


def test_marks_and_far_off_days_are_the_same_on_both_engines(
    session: Session, tmp_path: Path
) -> None:
    """Quotes, backslashes and other letters in an instrument's words, days before 1582, and all."""
    shipped = next(iter(SHIPPED.values())).catalogue
    folder = tmp_path / "odd"
    tiny(folder, [("F1", "A", "years_since(entered_on) > 5"), ("F2", "B", "usc_child")],
         catalogue=shipped)  # fmt: skip
    file = folder / "instrument.toml"
    level = MARKS.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    marked = f'bearing = "for"\nreview_level = "{level}"'
    file.write_text(file.read_text("utf-8").replace('bearing = "for"', marked), "utf-8")
    instrument = read_instrument(folder, shipped)
    people: list[Person] = [
        ({"entered_on": Span(old, old), "usc_child": True}, day)
        for old in OLD
        for day in (ONE, dt.date(2012, 2, 29))
    ]
    made = mixed_docket(tmp_path, instrument, people, 50, MANY)
    ours, theirs = on_both(session, made, [instrument], tmp_path / "found")
    assert disagreements(made, ours, theirs) == []
    con = connect(threads=1)
    (levels,) = con.execute(
        f"SELECT list(DISTINCT review_level) FROM '{theirs.findings}/*.parquet'"
    ).fetchone() or ([],)
    con.close()
    assert MARKS in levels
