"""Reading one list into the table of people: every row loaded or rejected, nothing repaired."""

from __future__ import annotations

from typing import Any

from evenhand.docket.building import Building
from evenhand.docket.lists.cells import text, unreadable, values
from evenhand.docket.lists.fields import FIXED, fields
from evenhand.docket.lists.flags import find_flags
from evenhand.docket.lists.mapping import FieldColumn, ListMapping
from evenhand.docket.loading import load
from evenhand.engines.duck import literal, name
from evenhand.records.account import SourceFile
from evenhand.records.lines import raw_rows
from evenhand.records.opening import open_laid_out
from evenhand.records.reading import Reading
from evenhand.terms.refusal import BadInput

PAGE_ROW = "page row"
EMPTY_ROW = "no value"
FEWEST_LETTERS = 3  # a list of one or two columns could hold the letters A and B themselves


def read_list(building: Building, source: SourceFile, mapping: ListMapping) -> dict[str, Any]:
    """Add one list's people, notes and flags to the snapshot in the making; gives its entry."""
    reading = open_laid_out(source, mapping.file)
    columns = _in_the_file(source, reading, mapping)
    load(building.con, "rows", reading, building.rejects)
    building.accounts.append((mapping.name, source, reading.account))
    _take_out(building, source, reading, columns, mapping)
    _make_people(building, source, mapping, columns)
    _note(building, source, mapping, columns)
    mapped = {column.field.name for column in columns}
    find_flags(building.con, mapped, list(reading.columns.names))
    building.con.execute("INSERT INTO people BY NAME SELECT * FROM list_people")
    used = {column.column for column in columns}
    return {
        "name": mapping.name,
        "role": mapping.role,
        "file": source.name,
        "mapping": mapping.sha256,
        "rows": reading.account.loaded,
        "columns": {column.field.name: column.column for column in columns},
        "not_read": [header for header in reading.columns.names if header not in used],
    }


def _in_the_file(
    source: SourceFile, reading: Reading, mapping: ListMapping
) -> tuple[FieldColumn, ...]:
    """Give the mapped columns in the file's own spelling; refuse those that it does not have."""
    spelled = {column.strip().casefold(): column for column in reading.columns.names}
    missing = [c.column for c in mapping.columns if c.column.strip().casefold() not in spelled]
    if missing:
        raise BadInput(
            f"{source.name} lacks columns that the mapping of {mapping.name} names: "
            f"{', '.join(missing)}.",
            f"Its header has: {', '.join(reading.columns.names)}.",
        )
    return tuple(
        FieldColumn(c.field, spelled[c.column.strip().casefold()], c.date, c.words)
        for c in mapping.columns
    )


def _take_out(
    building: Building,
    source: SourceFile,
    reading: Reading,
    columns: tuple[FieldColumn, ...],
    mapping: ListMapping,
) -> None:
    """Reject what is no person: the letters or the header that a page break repeats, empty rows."""
    cells = [f"upper(trim({name(column)}))" for column in reading.columns.names]
    tests = []
    if len(cells) >= FEWEST_LETTERS:
        lettered = [
            f"{c} = {literal(_letters(place))}"
            for c, place in zip(cells, reading.columns.places, strict=True)
        ]
        tests.append((PAGE_ROW, " AND ".join(lettered), "the letters of the columns"))
    header = [
        f"{cell} = {literal(column.strip().upper())}"
        for cell, column in zip(cells, reading.columns.names, strict=True)
    ]
    tests.append((PAGE_ROW, " AND ".join(header), "the header again"))
    nothing = " AND ".join(f"({text(column, mapping)}) IS NULL" for column in columns)
    tests.append((EMPTY_ROW, nothing, "no mapped column says anything"))
    rows: dict[int, tuple[str, str]] = {}
    for reason, test, detail in tests:
        for (row,) in building.con.execute(f"SELECT row FROM rows WHERE {test}").fetchall():
            rows.setdefault(row, (reason, detail))
    if rows:
        raw = _raw(building, source, reading, set(rows))
        building.con.execute(f"DELETE FROM rows WHERE row IN ({', '.join(map(str, rows))})")
        building.reject_rows(source, reading.account, rows, raw)


def _letters(place: int) -> str:
    """Give the letters that a spreadsheet writes over the column at a place, from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _raw(
    building: Building, source: SourceFile, reading: Reading, rows: set[int]
) -> dict[int, str]:
    """Give rejected rows as they stand in the file; of a sheet or Parquet, their cells."""
    if reading.how.startswith("divided by"):
        return raw_rows(source, rows, encoding=reading.how.rpartition(", ")[2])
    cells = ", ".join(f"coalesce({name(column)}, '')" for column in reading.columns.names)
    listed = ", ".join(map(str, rows))
    found = building.con.execute(
        f"SELECT row, concat_ws('\t', {cells}) FROM rows WHERE row IN ({listed})"
    )
    return dict(found.fetchall())


def _make_people(
    building: Building, source: SourceFile, mapping: ListMapping, columns: tuple[FieldColumn, ...]
) -> None:
    texts = [f"{text(column, mapping)} AS {name(f't_{column.field.name}')}" for column in columns]
    own = (
        f"{literal(mapping.name + ':')} || row AS person_id, {literal(mapping.name)} AS list, "
        f"{literal(mapping.role)} AS role, {literal(source.name)} AS file, row"
    )
    made = [part for column in columns for part in values(column)]
    building.con.execute(
        f"CREATE OR REPLACE TEMP TABLE list_people AS SELECT {own}, {', '.join(made)} "
        f"FROM (SELECT row, {', '.join(texts)} FROM rows)"
    )


def _note(
    building: Building, source: SourceFile, mapping: ListMapping, columns: tuple[FieldColumn, ...]
) -> None:
    """Note every filled cell that could not be used, with its text."""
    for column in columns:
        test, reason = unreadable(column)
        said = f"{column.field.name}_says" if column.field.keeps_cell else None
        cell = name(column.column)
        filled = (
            f"r.row IN (SELECT row FROM list_people WHERE {said or 'NULL'} IS NOT NULL AND {test})"
        )
        if column.field.type == "count":
            filled = (
                f"({text(column, mapping)}) IS NOT NULL AND r.row IN "
                f"(SELECT row FROM list_people WHERE {test})"
            )
        redacted = ", ".join(map(literal, mapping.redacted)) or "NULL"
        building.con.execute(
            f"INSERT INTO notes SELECT {literal(mapping.name + ':')} || r.row, "
            f"{literal(column.field.name)}, CASE WHEN lower(trim({cell})) IN ({redacted}) "
            f"THEN 'redacted' ELSE {literal(reason)} END, {literal(mapping.name)}, "
            f"{literal(source.name)}, r.row, {literal(column.column)}, {cell} FROM rows r "
            f"WHERE ({filled}) OR lower(trim({cell})) IN ({redacted})"
        )


def empty_tables(building: Building) -> None:
    """Make the tables of people and of flags, with nobody in them yet."""
    parts = [f"{column} {kind}" for column, (kind, _, _) in FIXED.items()]
    for field in fields().values():
        parts += [f"{column} {field.column_type}" for column in field.columns]
        if field.keeps_cell:
            parts.append(f"{field.name}_says VARCHAR")
    building.con.execute(f"CREATE TEMP TABLE people ({', '.join(parts)})")
