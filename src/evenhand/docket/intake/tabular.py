"""An office's or a clinic's own file, by its mapping: CSV, Excel or Parquet onto the docket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from evenhand.docket.building import Building
from evenhand.docket.catalogue import Fact
from evenhand.docket.facts import add_source, write_facts
from evenhand.docket.intake.beside import Beside
from evenhand.docket.intake.tabular_sql import (
    among,
    case_number,
    record_day,
    values,
    with_texts,
)
from evenhand.docket.loading import load, with_facts_to_derive
from evenhand.docket.mapping import DESCRIPTIONS, NO, YES, FactColumn, Mapping
from evenhand.docket.onto import bring_in
from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import literal, name
from evenhand.records.account import SourceFile, fingerprint
from evenhand.records.lines import raw_rows
from evenhand.records.opening import open_laid_out
from evenhand.records.reading import Reading
from evenhand.terms.refusal import BadInput

SOURCE = "tabular"


def import_tabular(
    building: Building,
    path: Path,
    mapping: Mapping,
    onto: Docket | None,
    dated: dt.date | None = None,
    beside: Beside | None = None,
) -> dict[str, Any]:
    """Read one file by its mapping; gives manifest entries.

    ``dated`` is the day the records stand for, where the mapping names no ``recorded_on``.
    ``onto``: a docket whose cases these facts are about. Rows of other cases are then rejected,
    and the new snapshot holds both sources. Without it the file's own rows are the cases;
    ``beside`` says of which cases they must not be.
    """
    if not (onto or dated or mapping.recorded_on):
        raise BadInput(
            "The mapping names no recorded_on, so the day these records stand for is not known.",
            "Add recorded_on to the mapping (a column), or say --dated YYYY-MM-DD.",
        )
    source = fingerprint(path)
    reading = open_laid_out(source, mapping.file, mapping.wanted())
    load(building.con, "rows", reading, building.rejects)
    building.accounts.append((SOURCE, source, reading.account))
    if onto:
        bring_in(building, onto)
    _take_out(building, mapping, source, reading, onto, dated, beside)
    day = onto.as_of if onto and onto.as_of else dated
    _gather(building, mapping, source, f"DATE '{day}'" if day else "CAST(NULL AS DATE)")
    _note(building, mapping, source)
    _write_cases(building, mapping, source, onto)
    columns = {SOURCE: {column.fact: column.column for column in mapping.columns}}
    if onto:
        return _together(building, onto, columns, mapping)
    made = add_source(building, 1, SOURCE, "given")
    write_facts(building, [(SOURCE, made)], f"DATE '{dated}'" if dated else None)
    return {
        "as_of": str(dated) if dated else None,
        "as_of_from": "given" if dated else "the day each record was made",
        "sources": [SOURCE],
        "columns": columns,
        "mappings": [mapping.sha256],
    }


def _together(
    building: Building, onto: Docket, columns: dict[str, dict[str, str]], mapping: Mapping
) -> dict[str, Any]:
    place = len(onto.sources) + 1
    made = add_source(building, place, SOURCE, "given")
    tables = [*onto.source_tables(), (SOURCE, made)]
    write_facts(building, tables, f"DATE '{onto.as_of}'" if onto.as_of else None)
    return {
        "as_of": onto.as_of,
        "as_of_from": onto.manifest["as_of_from"],
        "sources": [*onto.sources, SOURCE],
        "onto": onto.snapshot,
        "columns": {**onto.manifest.get("columns", {}), **columns},
        "mappings": [*onto.manifest.get("mappings", []), mapping.sha256],
    }


def _take_out(
    building: Building,
    mapping: Mapping,
    source: SourceFile,
    reading: Reading,
    onto: Docket | None,
    dated: dt.date | None,
    beside: Beside | None,
) -> None:
    """Reject rows without a case number or a day, and those of cases the docket does not have."""
    key = f"nullif({case_number(mapping)}, '')"
    tests = [("no case number", f"{key} IS NULL", f"{mapping.key} is empty")]
    if onto:
        known = "SELECT case_id FROM cases_made"
        tests.append(("no such case", f"{key} NOT IN ({known})", "the docket does not have it"))
    elif dated is None:
        unreadable = f"{record_day(mapping.recorded_on, mapping.recorded_form)} IS NULL"
        tests.append(("no record date", unreadable, f"{mapping.recorded_on} cannot be read"))
    if beside:
        tests += beside.tests(building.con, mapping, key)
    rows: dict[int, tuple[str, str]] = {}
    for reason, test, detail in tests:
        for (row,) in building.con.execute(f"SELECT row FROM rows WHERE {test}").fetchall():
            rows.setdefault(row, (reason, detail))
    if rows:
        building.con.execute("CREATE OR REPLACE TEMP TABLE taken (row BIGINT)")
        building.con.executemany("INSERT INTO taken VALUES (?)", [[row] for row in rows])
        raw = _raw_text(building, source, reading, rows)
        building.con.execute("DELETE FROM rows WHERE row IN (SELECT row FROM taken)")
        building.reject_rows(source, reading.account, rows, raw)


def _raw_text(
    building: Building, source: SourceFile, reading: Reading, rows: Collection[int]
) -> dict[int, str]:
    """Give rejected rows as they stand in the file; of a sheet or Parquet, the cells read."""
    if reading.how.startswith("divided by"):
        return raw_rows(source, rows, encoding=reading.how.rpartition(", ")[2])
    cells = ", ".join(f"coalesce({name(column)}, '')" for column in reading.columns.names)
    found = building.con.execute(
        f"SELECT row, concat_ws('\t', {cells}) FROM rows WHERE row IN (SELECT row FROM taken)"
    )
    return dict(found.fetchall())


def _gather(building: Building, mapping: Mapping, source: SourceFile, day: str) -> None:
    """Make ``given``: one row a case, its rows brought together; what contradicts is unknown.

    A date after the row's own day, or after ``day`` where it has none, cannot be: it is unknown.
    """
    con = building.con
    read = [text for column in mapping.columns for text in values(building.catalogue, column)]
    day_of_row = mapping.recorded_on and record_day(mapping.recorded_on, mapping.recorded_form)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE read_rows AS SELECT {case_number(mapping)} AS case_id, "
        f"row, CAST({day_of_row or 'NULL'} AS DATE) AS recorded_on"
        f"{''.join(', ' + text for text in read)}"
        f"{''.join(f', {name(c.column)} AS {_raw(c)}' for c in mapping.columns)} "
        f"FROM {with_texts(building.catalogue, mapping)}"
    )
    facts = [building.catalogue[column.fact] for column in mapping.columns]
    for fact in facts:
        if fact.type == "date":
            low, high = (name(column) for column in fact.columns)
            con.execute(
                f"ALTER TABLE read_rows ADD COLUMN {_late(fact)} BOOLEAN DEFAULT false;"
                f"UPDATE read_rows SET {low} = NULL, {high} = NULL, {_late(fact)} = true "
                f"WHERE {low} > coalesce(recorded_on, {day})"
            )
    agreed = [text for fact in facts for text in _agreed(fact)]
    columns = [column for fact in facts for column in fact.columns]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE given AS "
        f"SELECT case_id, {literal(source.name)} AS file, row, recorded_on, "
        f"{with_facts_to_derive(columns, building.catalogue)} "
        "FROM (SELECT case_id, min(row) AS row, "
        f"max(recorded_on) AS recorded_on{''.join(', ' + text for text in agreed)} "
        "FROM read_rows GROUP BY case_id)"
    )


def _agreed(fact: Fact) -> Iterator[str]:
    """Write the value on which all of a case's rows agree: equal trust, so a quarrel is unknown."""
    if not fact.is_span:
        column = name(fact.name)
        alike = f"bool_and({column}) = bool_or({column})"
        yield f"CASE WHEN {alike} THEN bool_or({column}) END AS {column}"
        return
    low, high = (name(column) for column in fact.columns)
    apart = f"max({low}) > min({high})"
    yield f"CASE WHEN {apart} THEN NULL ELSE max({low}) END AS {low}"
    yield f"CASE WHEN {apart} THEN NULL ELSE min({high}) END AS {high}"


def _late(fact: Fact) -> str:
    """Name the working column that says whether a date came after the record."""
    return name(f"{fact.name} late")


def _raw(column: FactColumn) -> str:
    """Name the working column that keeps a fact's own words."""
    return name(f"{column.fact} as given")


def _note(building: Building, mapping: Mapping, source: SourceFile) -> None:
    """Keep every value that could not be used, with its reason and its words."""
    building.con.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS SELECT case_id FROM read_rows "
        "GROUP BY case_id HAVING count(*) > 1"
    )
    may_conflict = building.con.execute("SELECT 1 FROM repeated LIMIT 1").fetchone() is not None
    for column in mapping.columns:
        fact = building.catalogue[column.fact]
        value = f"r.{_raw(column)}"
        noted = f"{literal(source.name)}, r.row, {literal(column.column)}, {value}"
        empty = _none_of(fact, "r")
        redacted = among(value, mapping.redacted)
        late = f"WHEN {_late(fact)} THEN 'after the record' " if fact.type == "date" else ""
        reason = f"CASE WHEN {redacted} THEN 'redacted' {late}ELSE 'unreadable' END"
        building.con.execute(
            f"INSERT INTO notes SELECT r.case_id, {literal(fact.name)}, {reason}, "
            f"{literal(SOURCE)}, {noted} FROM read_rows AS r "
            f"WHERE {empty} AND trim({value}) <> '' AND NOT {among(value, mapping.unknown)}"
        )
        if may_conflict:
            building.con.execute(
                f"INSERT INTO notes SELECT r.case_id, {literal(fact.name)}, 'conflicting', "
                f"{literal(SOURCE)}, {noted} FROM read_rows AS r "
                f"JOIN given AS g USING (case_id) WHERE {_none_of(fact, 'g')} AND NOT ({empty}) "
                "AND case_id IN (SELECT case_id FROM repeated)"
            )


def _none_of(fact: Fact, table: str) -> str:
    return " AND ".join(f"{table}.{name(column)} IS NULL" for column in fact.columns)


def _write_cases(
    building: Building, mapping: Mapping, source: SourceFile, onto: Docket | None
) -> None:
    con = building.con
    described = ", ".join(
        f"arg_min(nullif(trim({name(getattr(mapping, part))}), ''), row) AS {part}"
        if getattr(mapping, part)
        else f"CAST(NULL AS VARCHAR) AS {part}"
        for part in DESCRIPTIONS
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE described AS SELECT {case_number(mapping)} AS case_id, "
        f"{described}, {_outcome_day(mapping)} AS outcome_on FROM rows GROUP BY 1"
    )
    if onto:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE cases_made AS SELECT c.* REPLACE "
            "(coalesce(c.office, d.office) AS office) FROM cases_made c LEFT JOIN described d "
            "USING (case_id)"
        )
    else:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE cases_made AS SELECT case_id, court, office, "
            "CAST(NULL AS VARCHAR) AS case_type, g.recorded_on, nationality, language, sex, "
            "custody, CAST(NULL AS DATE) AS next_hearing_on, "
            f"CAST(NULL AS VARCHAR) AS next_hearing_type, CASE WHEN {among('represented', YES)} "
            f"THEN true WHEN {among('represented', NO)} THEN false END AS represented, judge, "
            "state, CAST(NULL AS VARCHAR) AS outcome, state AS outcome_says, "
            "outcome_on, "
            f"{literal(source.name)} AS file, g.row FROM described JOIN given g USING (case_id)"
        )
        _write_convictions(building, mapping, source)
        _note_outcome_days(building, mapping, source)
    building.write("cases", "SELECT * FROM cases_made ORDER BY case_id")


def _outcome_day(mapping: Mapping) -> str:
    """Write the day of a case's outcome, of its first row that tells one."""
    if not mapping.outcome_on:
        return "CAST(NULL AS DATE)"
    day = record_day(mapping.outcome_on, mapping.outcome_form)
    return f"arg_min({day}, row) FILTER ({day} IS NOT NULL)"


def _note_outcome_days(building: Building, mapping: Mapping, source: SourceFile) -> None:
    """Keep every day of an outcome that could not be read."""
    if mapping.outcome_on:
        text = f"trim({name(mapping.outcome_on)})"
        building.con.execute(
            f"INSERT INTO notes SELECT {case_number(mapping)}, NULL, 'unreadable', "
            f"{literal(SOURCE)}, {literal(source.name)}, row, "
            f"{literal(mapping.outcome_on)}, {text} "
            f"FROM rows WHERE {text} <> '' AND NOT {among(text, mapping.unknown)} "
            f"AND {record_day(mapping.outcome_on, mapping.outcome_form)} IS NULL"
        )


def _write_convictions(building: Building, mapping: Mapping, source: SourceFile) -> None:
    """Write the offenses that a file names as convictions; a blank is not "no conviction"."""
    if mapping.offense:
        text = f"trim({name(mapping.offense)})"
        building.write(
            "convictions",
            f"SELECT {case_number(mapping)} AS case_id, {text} AS offense, CAST(NULL AS DATE) AS "
            f"charged_on, {literal(source.name)} AS file, row FROM rows WHERE {text} <> '' "
            f"AND NOT {among(text, mapping.unknown)} AND NOT {among(text, mapping.redacted)} "
            "ORDER BY case_id, row",
        )
