"""The faults that real files carry, each of which damages one row in its own way."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from evenhand.records.synthetic.salting import number, read

MISSING_CASES = 2_000_000_000
"""Case numbers from here up are on no docket."""


class Fault(NamedTuple):
    """A damaged row: its file, its line in that file (the header is line 1), and what was done."""

    file: str
    row: int
    kind: str


@dataclass(frozen=True)
class Target:
    """Where faults strike in one file, and how often.

    ``text`` is the column that is broken, ``date`` the one that gets impossible days, ``key`` the
    file's own key, ``parent`` the case it points to. ``always`` strikes in the first thousand.
    """

    file: str
    header: tuple[str, ...]
    rates: Mapping[str, float]
    always: Sequence[str]
    text: str = ""
    date: str = ""
    key: str = ""
    parent: str = ""
    unknown_code: Mapping[str, str] = field(default_factory=dict)
    shifted_value: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """The kinds of fault this file can have, in a fixed order; kind 1 is the first."""
        return sorted({*self.rates, *self.always})

    @property
    def separator(self) -> bytes:
        """What stands between two cells."""
        return b"," if self.file == "intake.csv" else b"\t"

    @property
    def newline(self) -> bytes:
        """What ends a row."""
        return b"\n" if self.file == "intake.csv" else b"\r\n"


@dataclass(frozen=True)
class Row:
    """One intact row about to be damaged; ``lot`` is a number that settles what is left open."""

    cells: list[bytes]
    target: Target
    lot: int

    def with_cell(self, column: str, value: bytes) -> bytes:
        """Write the row with another value in one cell."""
        cells = list(self.cells)
        cells[self.target.header.index(column)] = value
        return self.write(cells)

    def cell(self, column: str) -> bytes:
        """Give one cell."""
        return self.cells[self.target.header.index(column)]

    def broken_text(self, between: bytes) -> bytes:
        """Write the row with something put into the middle of its text."""
        text = self.cell(self.target.text) or b"LAKE WORTH"
        middle = max(1, len(text) // 2)
        return self.with_cell(self.target.text, text[:middle] + between + text[middle:])

    def write(self, cells: list[bytes]) -> bytes:
        """Join cells to a row."""
        return self.target.separator.join(cells) + self.target.newline

    def one_of(self, choices: list[str]) -> str:
        """Choose by lot."""
        return choices[self.lot % len(choices)]


def empty_field(row: Row) -> bytes:
    """Put one empty cell too many after the town."""
    place = row.target.header.index(row.target.text) + 1
    return row.write([*row.cells[:place], b"", *row.cells[place:]])


def unknown_code(row: Row) -> bytes:
    """Write a code that no list knows."""
    column = row.one_of(list(row.target.unknown_code))
    return row.with_cell(column, row.target.unknown_code[column].encode())


def shifted_value(row: Row) -> bytes:
    """Write a value that belongs to another column."""
    column = row.one_of(list(row.target.shifted_value))
    return row.with_cell(column, row.one_of(row.target.shifted_value[column]).encode())


def duplicate_key(row: Row) -> bytes:
    """Write the row, then a row that has its key and differs in one date or code."""
    target = row.target
    if target.date:
        other = row.with_cell(target.date, b"2009-03-02 00:00:00.000")
    else:
        other = row.with_cell(target.text, b"212a04A")
    return row.write(row.cells) + other


def contradiction(row: Row) -> bytes:
    """Write the row, then the same person again with some answers turned round."""
    turned = {b"Y": b"N", b"N": b"Y"}
    names = ("IN SCHOOL", "USC SPOUSE", "OTHER FAMILY HERE", "PRIOR DENIAL", "HS/GED")
    cells = list(row.cells)
    for place in map(row.target.header.index, names):
        cells[place] = turned.get(cells[place], b"Y")
    return row.write(row.cells) + row.write(cells)


def not_on_docket(row: Row) -> bytes:
    """Write the row, then one for a case that no court file has."""
    other = str(MISSING_CASES + row.lot % 1_000_000).encode()
    return row.write(row.cells) + row.with_cell(row.target.key, other)


def malformed(row: Row) -> bytes:
    """Write a line that cannot be read: cut short, too wide, or without a case number."""
    lines = [
        row.write(row.cells[:7]),
        row.write([*row.cells, b"see other file", b""]),
        row.with_cell(row.target.key, b"see A-file"),
    ]
    return lines[row.lot % len(lines)]


DAMAGE: dict[str, Callable[[Row], bytes]] = {
    "inserted_tab": lambda row: row.broken_text(b"\t"),
    "empty_field": empty_field,
    "short_row": lambda row: row.write(row.cells[:-3]),
    "broken_line": lambda row: row.broken_text(b"\n"),
    "nul_byte": lambda row: row.broken_text(b"\0"),
    "latin1_letter": lambda row: row.with_cell(row.target.text, "CAÑON CITY".encode("latin-1")),
    "lone_cr": lambda row: row.broken_text(b"\r"),
    "trailing_backslash": lambda row: row.with_cell(row.target.text, b"EL PASO\\"),
    "quote": lambda row: row.with_cell(row.target.text, b'"MIAMI'),
    "bad_date": lambda row: row.with_cell(row.target.date, b"2011-02-30 00:00:00.000"),
    "empty_key": lambda row: row.with_cell(row.target.key, b""),
    "duplicate_key": duplicate_key,
    "orphan": lambda row: row.with_cell(
        row.target.parent, str(MISSING_CASES + row.lot % 1_000_000).encode()
    ),
    "unknown_code": unknown_code,
    "shifted_value": shifted_value,
    "contradiction": contradiction,
    "not_on_docket": not_on_docket,
    "malformed": malformed,
}

SECOND_LINE = frozenset({"duplicate_key", "contradiction", "not_on_docket"})
"""Kinds whose damaged row is a further one, after the intact row."""


@cache
def settings() -> dict[str, dict[str, Any]]:
    """Read how often faults strike, and where."""
    found: dict[str, dict[str, Any]] = tomllib.loads(read("data/faults.toml"))["files"]
    return found


def target(file: str, header: tuple[str, ...]) -> Target:
    """Give the faults of one file."""
    return Target(file=file, header=header, **settings()[file])


def first_thousand(seed: int, struck: Target) -> list[int]:
    """Say for each of the first thousand cases which kind always strikes it, 0 for none.

    All lie in the second five hundred, so that a handful of cases is left clean.
    """
    places = [0] * 1000
    for kind in struck.always:
        place = 500 + number(seed, struck.file, kind, "always") % 500
        while places[place]:
            place = 500 + (place - 499) % 500
        places[place] = struck.kinds.index(kind) + 1
    return places


def choice(struck: Target) -> str:
    """Write as SQL which kind of fault strikes a row: 0 for none."""
    ends, whens = 0.0, []
    for kind, rate in sorted(struck.rates.items()):
        ends += rate
        whens.append(f"WHEN strike < {round(ends * 2**32)} THEN {struck.kinds.index(kind) + 1}")
    always = f"item('always_{struck.file.removesuffix('.csv')}', n::INTEGER + 1)"
    return f"""CASE WHEN first AND n < 1000 AND {always} > 0 THEN {always}
        {" ".join(whens)} ELSE 0 END"""
