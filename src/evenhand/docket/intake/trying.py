"""Trying a mapping on a file's own rows: how many filled cells of each column can be read."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.docket.intake.tabular_sql import among, record_day, values, with_texts
from evenhand.docket.loading import load
from evenhand.docket.mapping import FactColumn, Mapping
from evenhand.engines.duck import Connection, connect, name
from evenhand.records.account import RejectSink, SourceFile
from evenhand.records.opening import open_laid_out

# The ways in which offices write days, tried where days are not read as they stand.
FORMS = (
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%m-%d-%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y%m%d",
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%m/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
)
# What a rarer word says may be about one person; what stands in so many rows is a category.
FEWEST_ROWS = 11
LONGEST_WORD = 20
SHOWN = 5


@dataclass(frozen=True)
class Tried:
    """What became of one column: ``filled`` cells say something, ``readable`` ones were read.

    ``unread``: what the others are like, the commonest first, with the number of cells. Of days
    and counts that is their shape (9 for a digit, a for a letter), of yes and no the word itself
    if it stands in eleven rows or more. ``forms``: ways to write a date that read more of its
    days than the mapping does, all equally many.
    """

    what: str
    column: str
    filled: int
    readable: int
    unread: tuple[tuple[str, int], ...] = ()
    forms: tuple[str, ...] = ()
    readable_so: int = 0

    def in_its_form(self) -> Tried:
        """Give what becomes of the column once the form that reads the most is taken."""
        return replace(self, readable=self.readable_so, unread=(), forms=(), readable_so=0)

    @property
    def mostly_unreadable(self) -> bool:
        """Whether the mapping is probably wrong about this column."""
        return 2 * self.readable < self.filled


@dataclass(frozen=True)
class Trial:
    """What became of a file's ``rows`` under a mapping: the loaded, and the rejected ones."""

    rows: int
    rejected: int
    columns: tuple[Tried, ...]

    def of(self, what: str) -> Tried | None:
        """Give what became of one fact, or of one of the mapping's settings."""
        return next((tried for tried in self.columns if tried.what == what), None)


def try_mapping(source: SourceFile, mapping: Mapping, catalogue: Catalogue) -> Trial:
    """Read every row of a file as the import would, and count what can be read of each column."""
    reading = open_laid_out(source, mapping.file, mapping.wanted())
    con = connect()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            RejectSink(Path(folder) / "rejects.parquet") as rejects,
        ):
            load(con, "rows", reading, rejects)
        tried = [_tried(con, mapping, column, catalogue) for column in mapping.columns]
        if mapping.recorded_on:
            tried.append(_recorded(con, mapping))
        account = reading.account
        return Trial(account.loaded, account.rejected, tuple(tried))
    finally:
        con.close()


def _tried(con: Connection, mapping: Mapping, column: FactColumn, catalogue: Catalogue) -> Tried:
    fact = catalogue[column.fact]
    _gather_cells(con, column.column)
    filled, readable = _counted(con, mapping, column, catalogue)
    tried = Tried(fact.name, column.column, filled, readable)
    if filled == readable:
        return tried
    tried = replace(tried, unread=tuple(_alike(con, mapping, column, catalogue)))
    if fact.type != "date":
        return tried
    by_form = {
        form: _counted(con, mapping, replace(column, date=form), catalogue)[1] for form in FORMS
    }
    return _with_forms(tried, by_form)


def _with_forms(tried: Tried, by_form: dict[str, int]) -> Tried:
    """Keep the forms that read the most, if that is more than was read without."""
    most = max(by_form.values())
    if most <= tried.readable:
        return tried
    best = tuple(form for form, count in by_form.items() if count == most)
    return replace(tried, forms=best, readable_so=most)


def _filled(mapping: Mapping, column: str) -> str:
    text = name(column)
    idle = f"{among(text, mapping.unknown)} OR {among(text, mapping.redacted)}"
    return f"(trim({text}) <> '' AND NOT ({idle}))"


def _unread(fact: Fact) -> str:
    return " AND ".join(f"{name(column)} IS NULL" for column in fact.columns)


def _gather_cells(con: Connection, column: str) -> None:
    """Make ``cells``: what a column says, each once, with the number of rows that say it.

    A column says few different things, and reading one in every form a date may have is dear.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE cells AS SELECT {name(column)}, count(*) AS "
        f"{_times(column)} FROM rows GROUP BY {name(column)}"
    )


def _times(column: str) -> str:
    return name(f"{column} times")


def _rows_where(test: str) -> str:
    return f"coalesce(sum(times) FILTER ({test}), 0)"


def _read(mapping: Mapping, column: FactColumn, catalogue: Catalogue) -> str:
    """Write the cells of a column, and the fact that the import reads from them."""
    alone = replace(mapping, columns=(column,))
    read = ", ".join(values(catalogue, column))
    # Not every column with it: one may have the very name of the fact.
    cells = with_texts(catalogue, alone, "cells")
    return (
        f"(SELECT {name(column.column)} AS cell, {_times(column.column)} AS times, {read} "
        f"FROM {cells})"
    )


def _counted(
    con: Connection, mapping: Mapping, column: FactColumn, catalogue: Catalogue
) -> tuple[int, int]:
    filled = _filled(mapping, "cell")
    read = f"{filled} AND NOT ({_unread(catalogue[column.fact])})"
    counts = _row(
        con,
        f"SELECT {_rows_where(filled)}, {_rows_where(read)} "
        f"FROM {_read(mapping, column, catalogue)}",
    )
    return counts[0], counts[1]


def _alike(
    con: Connection, mapping: Mapping, column: FactColumn, catalogue: Catalogue
) -> Iterator[tuple[str, int]]:
    """Give what the unread cells are like, without what could be about one person."""
    fact = catalogue[column.fact]
    words = fact.type == "yes-no"
    text = "lower(trim(cell))"
    like = text if words else _shape(text)
    enough = f"sum(times) >= {FEWEST_ROWS} AND length(alike) <= {LONGEST_WORD}" if words else "true"
    found = con.execute(
        f"SELECT {like} AS alike, sum(times) FROM {_read(mapping, column, catalogue)} "
        f"WHERE {_filled(mapping, 'cell')} AND {_unread(fact)} GROUP BY alike "
        f"HAVING {enough} ORDER BY sum(times) DESC, alike LIMIT {SHOWN}"
    ).fetchall()
    yield from ((alike, int(times)) for alike, times in found)


def _shape(text: str) -> str:
    digits = f"regexp_replace({text}, '[0-9]', '9', 'g')"
    return f"left(regexp_replace({digits}, '\\p{{L}}', 'a', 'g'), {LONGEST_WORD})"


def _recorded(con: Connection, mapping: Mapping) -> Tried:
    column = mapping.recorded_on
    _gather_cells(con, column)
    days = f"(SELECT *, {_times(column)} AS times FROM cells)"
    filled = f"trim({name(column)}) <> ''"

    def readable(form: str) -> str:
        return _rows_where(f"{filled} AND {record_day(column, form)} IS NOT NULL")

    forms = [form for form in FORMS if "%d" in form]
    counts = _row(
        con,
        f"SELECT {_rows_where(filled)}, {readable(mapping.recorded_form)}, "
        f"{', '.join(readable(form) for form in forms)} FROM {days}",
    )
    found = con.execute(
        f"SELECT {_shape(f'trim({name(column)})')} AS alike, sum(times) FROM {days} WHERE {filled} "
        f"AND {record_day(column, mapping.recorded_form)} IS NULL GROUP BY alike "
        f"ORDER BY sum(times) DESC, alike LIMIT {SHOWN}"
    ).fetchall()
    unread = [(alike, int(times)) for alike, times in found]
    tried = Tried("recorded_on", column, counts[0], counts[1], tuple(unread))
    return _with_forms(tried, dict(zip(forms, counts[2:], strict=True)))


def _row(con: Connection, select: str) -> Sequence[int]:
    row = con.execute(select).fetchone()
    assert row is not None
    return [int(value) for value in row]
