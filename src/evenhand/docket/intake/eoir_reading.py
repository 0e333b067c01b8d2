"""Reading one of the court's files: every row typed and kept, or rejected with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from itertools import tee
from pathlib import Path
from typing import Any

from evenhand.docket.building import Building, take_back
from evenhand.docket.intake.eoir_tables import FORMER, CourtTable
from evenhand.docket.loading import copy_rows, trimmed
from evenhand.docket.stages import Advance, Stage
from evenhand.engines.duck import Connection, literal, name
from evenhand.records.account import Account, RejectSink, SourceFile
from evenhand.records.delimited import open_unquoted
from evenhand.records.layout import as_delivered
from evenhand.records.lines import raw_lines

SOURCE = "eoir"
FOLDER = "court"
_HANDFUL = 10_000
# The share of a file's stage that is reading it; the rest is looking through its keys, and going
# through it once more for the text of what is rejected.
_READ = 0.85


@dataclass(frozen=True)
class CourtFile:
    """One of the court's files on its way into the docket."""

    building: Building
    table: str
    court: CourtTable
    source: SourceFile

    def stage(self) -> Stage:
        """Give the stage that reads it."""
        return Stage(
            f"reading {self.table}",
            self.source.size,
            tuple(f"{FOLDER}/{self.table}.{part}" for part in ("rows", "taken", "rejects")),
            self._read,
            self._ready,
        )

    def place(self, part: str) -> Path:
        """Give where a part of it is kept: its rows, those taken out again, its rejects."""
        return self.building.work.folder / FOLDER / f"{self.table}.{part}"

    def _read(self, advance: Advance) -> dict[str, Any]:
        self.place("rows").parent.mkdir(exist_ok=True)
        with as_delivered("The court's files", "divided by tabs, with the header in line 1"):
            probe = open_unquoted(self.source)
        have = {column.lower() for column in probe.header}
        court = self.court
        called = {column: _called(column, have) for column in court.columns}
        columns = [c for c in called if c not in court.optional or called[c].lower() in have]
        reading = open_unquoted(
            self.source,
            columns=[called[c] for c in columns],
            hear=lambda seen: advance(int(_READ * seen)),
        )
        select = ["row", *(_typed(c, called[c], court.columns[c]) for c in columns)]
        select += [
            f"CAST(NULL AS VARCHAR) AS {name(c)}" for c in court.optional if c not in columns
        ]
        with RejectSink(self.place("rejects")) as rejects:
            copy_rows(self.building.con, self.place("rows"), reading, rejects, ", ".join(select))
            advance(int(_READ * self.source.size))
            _take_out(self, reading.account, rejects)
        reading.account.check()
        return {"account": asdict(reading.account)}

    def _ready(self, told: dict[str, Any]) -> None:
        """Make the rows that stay readable under the table's name, and note the account."""
        self.building.con.execute(
            f"CREATE OR REPLACE TEMP VIEW {name(self.table)} AS SELECT * FROM "
            f"read_parquet({literal(self.place('rows'))}) WHERE row NOT IN "
            f"(SELECT row FROM read_parquet({literal(self.place('taken'))}))"
        )
        self.building.accounts.append((SOURCE, self.source, Account(**told["account"])))


def make_empty(con: Connection, table: str, court: CourtTable) -> None:
    """Make a table that was not given, without rows."""
    kinds = {"number": "BIGINT", "date": "DATE", "text": "VARCHAR"}
    columns = ["row BIGINT"]
    for column, kind in court.columns.items():
        columns.append(f"{name(column)} {kinds[kind]}")
        if kind == "date":
            columns.append(f"{name(column + ' as given')} VARCHAR")
    con.execute(f"CREATE TEMP TABLE {name(table)} ({', '.join(columns)})")


def _take_out(file: CourtFile, account: Account, rejects: RejectSink) -> None:
    """Reject rows without a key, rows of no case, and rows whose key stood before."""
    con, taken = file.building.con, file.place("taken")
    con.execute("DROP TABLE IF EXISTS taken")
    con.execute(f"CREATE TEMP TABLE taken AS {_no_record(file)}")
    # Only now: a row that is no record of a case must not shut out the one that is.
    con.execute(f"INSERT INTO taken {_again(file)}")
    con.execute(f"COPY (SELECT * FROM taken ORDER BY row) TO {literal(taken)} (FORMAT parquet)")
    found = con.execute("SELECT count(*) FROM taken").fetchone()
    con.execute("DROP TABLE taken")
    if found == (0,):
        return
    rows, wanted = tee(_rows_of(con, taken))
    texts = raw_lines(file.source, (row for row, _, _ in wanted))
    for (row, key, detail), (_, text) in zip(rows, texts, strict=True):
        take_back(rejects, account, row, key, detail, text)


def _no_record(file: CourtFile) -> str:
    """Write (row, reason's key, detail) of the rows that are no record of a known case."""
    court, rows = file.court, f"read_parquet({literal(file.place('rows'))})"
    key, case = name(court.key), name(court.case_column)
    tests = [(f"{key} IS NULL", "no key", f"{court.key} is empty or not a number")]
    if case != key:
        known = 'SELECT "IDNCASE" FROM "A_TblCase"'
        tests += [
            (f"{case} IS NULL", "no case number", f"{court.case_column} is empty"),
            (f"{case} NOT IN ({known})", "orphan", "no such case in A_TblCase"),
        ]
        if court.other_case:
            other = name(court.other_case)
            unknown = f"{other} IS NULL OR {other} NOT IN ({known})"
            tests.append((unknown, "orphan", "no such rider case in A_TblCase"))
    which = " ".join(f"WHEN {test} THEN {n}" for n, (test, _, _) in enumerate(tests, 1))
    keys = ", ".join(literal(key) for _, key, _ in tests)
    details = ", ".join(literal(detail) for _, _, detail in tests)
    return (
        f"SELECT row, [{keys}][n] AS key, [{details}][n] AS detail FROM "
        f"(SELECT row, CASE {which} END AS n FROM {rows}) WHERE n IS NOT NULL"
    )


def _again(file: CourtFile) -> str:
    """Write the same of the rows whose key stands in an earlier row."""
    key = name(file.court.key)
    rows = (
        f"(SELECT row, {key} FROM read_parquet({literal(file.place('rows'))}) "
        "WHERE row NOT IN (SELECT row FROM taken))"
    )
    twice = f"SELECT {key}, min(row) AS first FROM {rows} GROUP BY {key} HAVING count(*) > 1"
    told = literal(f"{file.court.key} stands first in row ")
    return (
        f"SELECT row, 'duplicate key', concat({told}, first) FROM {rows} "
        f"JOIN ({twice}) USING ({key}) WHERE row > first"
    )


def _rows_of(con: Connection, taken: Path) -> Iterator[tuple[int, str, str]]:
    """Give the rows taken out, as they rise, a handful at a time."""
    with con.cursor() as cursor:
        found = cursor.execute(f"SELECT * FROM read_parquet({literal(taken)}) ORDER BY row")
        while handful := found.fetchmany(_HANDFUL):
            yield from handful


def _called(column: str, have: Collection[str]) -> str:
    """Give a column's name in this file: its own, or the one it had before it was renamed."""
    former = FORMER.get(column, column)
    return former if column.lower() not in have and former.lower() in have else column


def _typed(column: str, called: str, kind: str) -> str:
    text = trimmed(called)
    if kind == "number":
        # A cast alone would round 12.5 and take 0x10 for 16: another case's number.
        whole = f"CASE WHEN regexp_full_match({text}, '[0-9]+') THEN {text} END"
        return f"TRY_CAST({whole} AS BIGINT) AS {name(column)}"
    if kind == "date":
        raw = name(column + " as given")
        # A cast alone would take 'infinity' and the years 0201 and 20011.
        like_a_day = f"{text} LIKE '____-__-__%' AND {text} >= '1850'"
        day = f"CASE WHEN {like_a_day} THEN TRY_CAST(left({text}, 10) AS DATE) END"
        return f"{day} AS {name(column)}, CASE WHEN {day} IS NULL THEN {text} END AS {raw}"
    return f"{text} AS {name(column)}"
