"""The immigration courts' case data (EOIR): raw files in their real layout onto the docket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from evenhand.docket.building import Building
from evenhand.docket.facts import add_source, write_facts
from evenhand.docket.intake import eoir_sql
from evenhand.docket.intake.eoir_day import CourtDay, court_day
from evenhand.docket.loading import load, trimmed
from evenhand.engines.duck import Connection, literal, name
from evenhand.records.account import Account, SourceFile, fingerprint
from evenhand.records.delimited import open_unquoted
from evenhand.records.layout import as_delivered
from evenhand.terms.refusal import BadInput

SOURCE = "eoir"


@dataclass(frozen=True)
class CourtTable:
    """One of the court's files: its key, and the columns read, as ``kind``: number, date or text.

    ``optional`` columns may be absent: names have changed between releases.
    """

    key: str
    columns: Mapping[str, str]
    optional: frozenset[str] = frozenset()
    case_column: str = "IDNCASE"


COURT_TABLES: Mapping[str, CourtTable] = {
    "A_TblCase": CourtTable(
        "IDNCASE",
        {
            "IDNCASE": "number",
            "CASE_TYPE": "text",
            "NAT": "text",
            "LANG": "text",
            "CUSTODY": "text",
            "Sex": "text",
            "LPR": "text",
            "DATE_OF_ENTRY": "date",
            "C_BIRTHDATE": "text",
            "LATEST_HEARING": "date",
            "LATEST_CAL_TYPE": "text",
            "E_28_DATE": "date",
            "UPDATE_SITE": "text",
        },
        frozenset({"Sex", "C_BIRTHDATE", "LPR"}),
    ),
    "B_TblProceeding": CourtTable(
        "IDNPROCEEDING",
        {
            "IDNPROCEEDING": "number",
            "IDNCASE": "number",
            "OSC_DATE": "date",
            "INPUT_DATE": "date",
            "BASE_CITY_CODE": "text",
            "HEARING_LOC_CODE": "text",
            "IJ_CODE": "text",
            "CASE_TYPE": "text",
            "DEC_CODE": "text",
            "OTHER_COMP": "text",
            "COMP_DATE": "date",
            "ABSENTIA": "text",
            "CUSTODY": "text",
            "HEARING_DATE": "date",
        },
    ),
    "B_TblProceedCharges": CourtTable(
        "IDNPRCDCHG",
        {
            "IDNPRCDCHG": "number",
            "IDNCASE": "number",
            "IDNPROCEEDING": "number",
            "CHARGE": "text",
            "CHG_STATUS": "text",
        },
    ),
    "tbl_Court_Appln": CourtTable(
        "IDNPROCEEDINGAPPLN",
        {
            "IDNPROCEEDINGAPPLN": "number",
            "IDNCASE": "number",
            "IDNPROCEEDING": "number",
            "APPL_CODE": "text",
            "APPL_RECD_DATE": "date",
            "APPL_DEC": "text",
        },
    ),
    "tbl_CustodyHistory": CourtTable(
        "IDNCUSTODY",
        {
            "IDNCUSTODY": "number",
            "IDNCASE": "number",
            "CUSTODY": "text",
            "DATDETAINED": "date",
            "DATRELEASED": "date",
        },
    ),
    "tbl_Lead_Rider": CourtTable(
        "idnLeadRider",
        {
            "idnLeadRider": "number",
            "idnLeadCase": "number",
            "idnRiderCase": "number",
            "datCreatedOn": "date",
            "datSeveredOn": "date",
            "blnActive": "text",
        },
        case_column="idnLeadCase",
    ),
}
# A column under the name it had in older releases.
FORMER = {"Sex": "GENDER"}
REQUIRED = ("A_TblCase", "B_TblProceeding")


def import_eoir(building: Building, paths: Iterable[Path], dated: dt.date | None) -> dict[str, Any]:
    """Read the court's files (or a folder of them) into the building; gives manifest entries.

    ``dated`` is the day the data stand for; without it, the last day on which the files record a
    proceeding being entered (see ``eoir_day``).
    """
    paths = list(paths)
    given = _found(paths)
    con = building.con
    for place, (table, court) in enumerate(COURT_TABLES.items()):
        building.tell(f"reading {table}", place, len(COURT_TABLES) + 2)
        if table in given:
            _load(building, table, court, fingerprint(given[table]))
        else:
            con.execute(f"CREATE TEMP TABLE {name(table)} ({_empty(court)})")
    found = CourtDay(dated, "given") if dated else court_day(con)
    snapshot = found.day
    _decisions(building)
    sql = eoir_sql.Tables(snapshot)
    for statement in sql.statements():
        con.execute(statement)
    building.tell("writing the docket", len(COURT_TABLES), len(COURT_TABLES) + 2)
    for table, select in sql.written().items():
        building.write(table, select)
    con.execute(f"CREATE TEMP TABLE given AS {sql.facts(building.catalogue)}")
    con.execute(f"INSERT INTO notes {sql.notes(_date_columns())}")
    made = add_source(building, 1, SOURCE, "given")
    building.tell("writing facts", len(COURT_TABLES) + 1, len(COURT_TABLES) + 2)
    write_facts(building, [(SOURCE, made)], f"DATE '{snapshot}'")
    return {
        "as_of": str(snapshot),
        "as_of_from": found.source,
        "entered_later": _entered_later(con, snapshot),
        "sources": [SOURCE],
        "not_given": [table for table in COURT_TABLES if table not in given],
        "not_read": _not_read(paths),
        "count_file": _against_count_file(building, given),
    }


def _entered_later(con: Connection, day: dt.date) -> int:
    found = con.execute(
        'SELECT count(*) FROM "B_TblProceeding" WHERE "INPUT_DATE" > ?', [day]
    ).fetchone()
    return int(found[0]) if found else 0


def _date_columns() -> Iterator[tuple[str, str, str]]:
    for table, court in COURT_TABLES.items():
        for column, kind in court.columns.items():
            if kind == "date":
                yield table, court.case_column, column


def _found(paths: Iterable[Path]) -> dict[str, Path]:
    """Match the files given, or those in a folder given, to the court's table names."""
    known = {table.lower(): table for table in (*COURT_TABLES, "Count")}
    found: dict[str, Path] = {}
    for path in paths:
        whole = path.is_dir()
        for file in sorted(path.iterdir()) if whole else [path]:
            stem = file.name.split(".")[0].lower()
            if stem in known:
                if known[stem] in found:
                    raise BadInput(f"{known[stem]} was given twice.", "Name each table once.")
                found[known[stem]] = file
            elif not file.exists():
                raise BadInput(
                    f"There is no file or folder {file}.", "Check the folder and the spelling."
                )
            elif not whole:
                raise BadInput(
                    f"{file.name} is none of the court's tables read here.",
                    f"Those are {', '.join(COURT_TABLES)}.",
                )
    missing = [table for table in REQUIRED if table not in found]
    if missing:
        raise BadInput(
            f"Without {' and '.join(missing)} there is no docket.",
            "Name the folder with the court's files, or the files themselves.",
        )
    return found


def _not_read(paths: Iterable[Path]) -> list[str]:
    """Name the files of a folder that are none of the court's tables read here."""
    known = {table.lower() for table in (*COURT_TABLES, "Count")}
    inside = (file for path in paths if path.is_dir() for file in path.iterdir())
    return sorted(
        f.name for f in inside if f.is_file() and f.name.split(".")[0].lower() not in known
    )


def _load(building: Building, table: str, court: CourtTable, source: SourceFile) -> None:
    with as_delivered("The court's files", "divided by tabs, with the header in line 1"):
        probe = open_unquoted(source)
    have = {column.lower() for column in probe.header}
    called = {column: _called(column, have) for column in court.columns}
    columns = [c for c in called if c not in court.optional or called[c].lower() in have]
    reading = open_unquoted(source, columns=[called[c] for c in columns])
    select = ["row", *(_typed(c, called[c], court.columns[c]) for c in columns)]
    select += [f"CAST(NULL AS VARCHAR) AS {name(c)}" for c in court.optional if c not in columns]
    load(building.con, table, reading, building.rejects, ", ".join(select))
    building.accounts.append((SOURCE, source, reading.account))
    _take_out(building, table, court, source, reading.account)


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


def _empty(court: CourtTable) -> str:
    kinds = {"number": "BIGINT", "date": "DATE", "text": "VARCHAR"}
    columns = ["row BIGINT"]
    for column, kind in court.columns.items():
        columns.append(f"{name(column)} {kinds[kind]}")
        if kind == "date":
            columns.append(f"{name(column + ' as given')} VARCHAR")
    return ", ".join(columns)


def _take_out(
    building: Building, table: str, court: CourtTable, source: SourceFile, account: Account
) -> None:
    """Reject rows without a key, rows whose key stood before, and rows of no case."""
    key, case = name(court.key), name(court.case_column)
    tests = [("no key", f"{key} IS NULL", f"{court.key} is empty or not a number")]
    if case != key:
        tests.append(("no case number", f"{case} IS NULL", f"{court.case_column} is empty"))
        known = 'SELECT IDNCASE FROM "A_TblCase"'
        tests.append(("orphan", f"{case} NOT IN ({known})", "no such case in A_TblCase"))
        if table == "tbl_Lead_Rider":
            orphan = f'"idnRiderCase" IS NULL OR "idnRiderCase" NOT IN ({known})'
            tests.append(("orphan", orphan, "no such rider case in A_TblCase"))
    rows: dict[int, tuple[str, str]] = {}
    for reason, test, detail in tests:
        for (row,) in building.con.execute(
            f"SELECT row FROM {name(table)} WHERE {test}"
        ).fetchall():
            rows.setdefault(row, (reason, detail))
    _delete(building, table, rows)
    # Only now: a row that is no record of a case must not shut out the one that is.
    again = (
        f"SELECT row, first FROM (SELECT row, {key}, min(row) OVER (PARTITION BY {key}) AS first "
        f"FROM {name(table)} WHERE {key} IN (SELECT {key} FROM {name(table)} "
        f"GROUP BY {key} HAVING count(*) > 1)) WHERE row > first"
    )
    twice = {
        row: ("duplicate key", f"{court.key} stands first in row {first}")
        for row, first in building.con.execute(again).fetchall()
    }
    _delete(building, table, twice)
    if rows or twice:
        building.reject_rows(source, account, rows | twice)


def _delete(building: Building, table: str, rows: Collection[int]) -> None:
    if rows:
        building.con.execute("CREATE OR REPLACE TEMP TABLE taken (row BIGINT)")
        building.con.executemany("INSERT INTO taken VALUES (?)", [[row] for row in rows])
        building.con.execute(f"DELETE FROM {name(table)} WHERE row IN (SELECT row FROM taken)")


def _decisions(building: Building) -> None:
    """Bring in the code table of decisions, keyed by case type, column and letter."""
    path = files("evenhand.docket").joinpath("codes/court_decisions.csv")
    building.con.execute(
        "CREATE TEMP TABLE decisions AS SELECT * FROM "
        f"read_csv({literal(path)}, header = true, all_varchar = true, delim = ',')"
    )


def _against_count_file(building: Building, given: Mapping[str, Path]) -> dict[str, list[int]]:
    """Compare the rows read with the court's own Count.txt: table -> [counted, read]."""
    if "Count" not in given:
        return {}
    counted: dict[str, int] = {}
    for line in given["Count"].read_text("latin-1").splitlines():
        cells = line.replace("\x00", "").split("\t")
        if len(cells) >= 2 and cells[1].strip().replace(",", "").isdigit():
            counted[cells[0].split(".")[0].lower()] = int(cells[1].strip().replace(",", ""))
    result: dict[str, list[int]] = {}
    for _, file, account in building.accounts:
        count = counted.get(file.name.split(".")[0].lower())
        if count is None:
            continue
        if account.read < 0.999 * count - 1:
            raise BadInput(
                f"{file.name} holds {account.read:,} rows; Count.txt says {count:,}: "
                "it is cut off.",
                "Fetch the file again. Nothing was kept.",
            )
        result[file.name] = [count, account.read]
    return result
