"""The same docket reviewed on both engines, and the first cases on which they disagree, named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from evenhand.docket.catalogue import catalogue
from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import connect
from evenhand.engines.spark import Session
from evenhand.guidance.instrument import Instrument
from evenhand.review.comparing import compare
from evenhand.review.manifest import Run
from evenhand.review.on_spark import review_on_spark
from evenhand.review.run import review_docket
from tests.support.bulk import make_people
from tests.support.dockets import counted, docket
from tests.support.people import Person, put


def mixed_docket(
    folder: Path,
    instrument: Instrument,
    people: Sequence[Person],
    random: int,
    days: Sequence[dt.date],
    seed: int = 7,
) -> Docket:
    """Make a docket of given people (P0, P1, ...) and of random ones (R0, R1, ...)."""
    made = docket(folder, [("0", {}, days[0])])
    con = connect(threads=1)
    put(con, catalogue(), people)
    con.execute(
        "CREATE TEMP TABLE given AS SELECT * REPLACE ('P' || case_id AS case_id) FROM people"
    )
    make_people(con, instrument, random, seed, days)
    con.execute(
        "COPY (SELECT * FROM given UNION ALL BY NAME "
        "SELECT * REPLACE ('R' || case_id AS case_id) FROM people) "
        f"TO '{made.folder / 'facts.parquet'}' (FORMAT parquet, ROW_GROUP_SIZE 20480)"
    )
    con.close()
    return counted(made, len(people) + random)


def on_both(
    session: Session,
    made: Docket,
    instruments: Sequence[Instrument],
    folder: Path,
    as_of: dt.date | None = None,
) -> tuple[Run, Run]:
    """Review a docket with DuckDB and with Spark."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = review_docket(made, instruments, folder / "duckdb.parquet", as_of=as_of)
    theirs = review_on_spark(
        session, made.folder, instruments, folder / "spark.parquet", as_of=as_of
    )
    return ours, theirs


def disagreements(made: Docket, ours: Run, theirs: Run) -> list[str]:
    """Name the first cases on which two runs differ, with what is known of them."""
    found = compare(Path(ours.findings), Path(theirs.findings))
    return [
        *(f"{apart}, of {_facts(made, apart.row['case_id'])}" for apart in found.first),
        *([] if found.same else [f"rows {found.rows}, on one side only {found.only}"]),
    ]


def _facts(made: Docket, case_id: str) -> dict[str, str]:
    con = connect(threads=1)
    found = con.execute(f"SELECT * FROM {made.table('facts')} WHERE case_id = ?", [case_id])
    names = [column[0] for column in found.description or ()]
    row = found.fetchone() or ()
    con.close()
    return {name: str(value) for name, value in zip(names, row, strict=True) if value is not None}
