"""Delimited text with RFC 4180 quotes, in which a record may run over several lines.

An open quote must not swallow what follows it. So a record is extended only while its quotes are
unbalanced, over at most 200 lines or 1 MiB, never over a line that could stand as a record
itself; failing that, only its first line is rejected and reading resumes at the next.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from evenhand.records.account import Account, SourceFile
from evenhand.records.blocks import Lines
from evenhand.records.header import (
    Columns,
    check_delimiter,
    check_header_row,
    check_text_header,
    header_columns,
    one_column,
    spoken,
)
from evenhand.records.layout import LayoutUnclear
from evenhand.records.reading import (
    BROKEN_QUOTES,
    OPEN_QUOTE,
    STRAY_RETURN,
    UNDECODABLE,
    Reading,
    Tally,
    field_fault,
    known_encoding,
    raw_text,
)
from evenhand.records.rows import RowBatches

MOST_LINES = 200
MOST_BYTES = 1 << 20
# With fewer columns, prose inside a quoted field is too easily taken for a record.
FEWEST_COLUMNS = 4


def open_quoted(
    source: SourceFile,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    columns: Sequence[str] | None = None,
    header_row: int = 1,
) -> Reading:
    """Open text whose fields may be quoted and may hold delimiters and line breaks.

    ``columns`` and ``header_row`` as in ``open_unquoted``. NUL bytes are removed; everything else
    inside a field, line breaks included, is kept as it is. Raises BadInput if there is no usable
    header or the delimiter or encoding cannot be right.
    """
    check_delimiter(delimiter)
    check_header_row(header_row)
    grammar = Grammar(delimiter, known_encoding(encoding))
    lines = Lines(source)
    header = _header(source, lines, grammar, header_row)
    lines.close()
    found = header_columns(source, header, columns)
    account = Account(source.name, preamble=header_row - 1)
    how = f"divided by {spoken(delimiter)}, quoted, {grammar.encoding}"
    return Reading(
        source, found, how, account, lambda tally: _rows(source, grammar, found, header_row, tally)
    )


@dataclass(frozen=True)
class Fault:
    """Why a line does not begin a record."""

    key: str
    detail: str = ""


@dataclass(frozen=True)
class Record:
    """The fields of a record that runs on over ``more`` lines after its first."""

    fields: list[str]
    more: int = 0


@dataclass(frozen=True)
class Grammar:
    """How records are divided and written, and how many ``fields`` each has (0: any number)."""

    delimiter: str
    encoding: str
    fields: int = 0

    def record(self, first: bytes, lines: Lines) -> Record | Fault:
        """The record that begins with ``first``, which ``lines`` has just given."""
        found = self.parse(first)
        if isinstance(found, Record) or first.count(b'"') % 2 == 0:
            return found
        # An odd quote inside an unquoted field is an ordinary character: that parsed above.
        return self._extended(first, lines) if found.key == OPEN_QUOTE else found

    def parse(self, raw: bytes, more: int = 0) -> Record | Fault:
        """Read ``raw`` as one whole record."""
        try:
            text = raw.replace(b"\0", b"").removesuffix(b"\r").decode(self.encoding)
        except UnicodeDecodeError as error:
            return Fault(UNDECODABLE, f"not {self.encoding} at byte {error.start + 1}")
        if '"' in text:
            found = _parse_quotes(text, self.delimiter)
            if isinstance(found, Fault):
                return found
        elif "\r" in text:
            return Fault(STRAY_RETURN)
        else:
            found = text.split(self.delimiter)
        if self.fields and len(found) != self.fields:
            return Fault(*field_fault(len(found), self.fields))
        return Record(found, more)

    def _extended(self, first: bytes, lines: Lines) -> Record | Fault:
        whole = [first]
        size = len(first)
        for place in range(MOST_LINES - 1):
            line = lines.peek(place)
            if line is None:
                return Fault(OPEN_QUOTE, "never closed")
            whole.append(line)
            size += len(line) + 1
            if size > MOST_BYTES:
                return Fault(OPEN_QUOTE, f"not closed within {MOST_BYTES >> 20} MiB")
            if line.count(b'"') % 2:
                return self.parse(b"\n".join(whole), place + 1)
            if self._could_stand_alone(line):
                return Fault(OPEN_QUOTE, f"line {lines.row + place + 1} is a record of its own")
        return Fault(OPEN_QUOTE, f"not closed within {MOST_LINES} lines")

    def _could_stand_alone(self, line: bytes) -> bool:
        """Whether ``line`` has a record's fields; prose has a space after its punctuation."""
        mark = self.delimiter.encode()
        return (
            line.count(mark) + 1 == self.fields >= FEWEST_COLUMNS
            and mark + b" " not in line
            and b'"' not in line
        )


def _parse_quotes(text: str, delimiter: str) -> list[str] | Fault:
    try:
        records = list(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        said = str(error)
        if "unexpected end" in said:
            return Fault(OPEN_QUOTE)
        if "new-line character" in said:
            return Fault(STRAY_RETURN)
        return Fault(BROKEN_QUOTES, said)
    return records[0]


def _header(source: SourceFile, lines: Lines, grammar: Grammar, header_row: int) -> list[str]:
    """The names in the record at line ``header_row``, which ``lines`` is left at the end of."""
    line = lines.header(header_row)
    check_text_header(source, line)
    found = grammar.record(line, lines)
    if isinstance(found, Fault):
        raise LayoutUnclear(
            f"The header of {source.name} cannot be read: {found.key} {found.detail}".rstrip(),
            "encoding",
            "delimiter",
            "quoted",
            "header_row",
            first=f"It was read as quoted {grammar.encoding} text divided by "
            f"{spoken(grammar.delimiter)}. Say what is otherwise",
        )
    for _ in range(found.more):
        lines.take()
    names = found.fields
    # A list of one column is legal, unless its header shows that another delimiter was meant.
    if len(names) == 1 and any(mark in names[0] for mark in ",|\t;"):
        raise one_column(source, names[0], grammar.delimiter)
    return names


def _rows(
    source: SourceFile, grammar: Grammar, columns: Columns, header_row: int, tally: Tally
) -> Iterator[pa.RecordBatch]:
    lines = Lines(source)
    _header(source, lines, grammar, header_row)
    grammar = Grammar(grammar.delimiter, grammar.encoding, len(columns.header))
    gathered = RowBatches(columns, tally)
    while (line := lines.take()) is not None:
        row = lines.row
        if not line.replace(b"\0", b"").removesuffix(b"\r"):
            tally.blank(row)
            continue
        found = grammar.record(line, lines)
        if isinstance(found, Fault):
            tally.reject(row, found.key, raw_text(line, grammar.encoding), found.detail)
            continue
        nul = b"\0" in line
        for _ in range(found.more):
            nul = b"\0" in (lines.take() or b"") or nul
        gathered.add(row, found.fields, cleaned=nul)
        if gathered.full:
            yield gathered.batch()
    if gathered.held:
        yield gathered.batch()
