"""Unquoted delimited text, as the immigration court gives it: every line is one row or a reject.

Damaged lines are taken out first (`pages`), so that pyarrow is given whole rows only; that it
returns exactly as many is proved for every block.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
from pyarrow import csv

from evenhand.records.account import Account, SourceFile
from evenhand.records.blocks import UTF8_MARK, Hear, Lines, blocks, nobody, split_lines
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
from evenhand.records.pages import Shape, Sorted, sort_lines
from evenhand.records.reading import (
    Reading,
    Tally,
    known_encoding,
    raw_text,
)
from evenhand.terms.refusal import Unaccounted

__all__ = ["Reading", "open_unquoted"]

# Blocks made ready while the caller is busy with one, so that a caller who writes in large
# pieces does not leave the worker idle meanwhile.
AHEAD = 8


def open_unquoted(
    source: SourceFile,
    *,
    delimiter: str = "\t",
    encoding: str = "latin-1",
    columns: Sequence[str] | None = None,
    header_row: int = 1,
    hear: Hear = nobody,
) -> Reading:
    """Open text in which a quote is an ordinary character and every line is one row.

    ``columns``: those wanted, found whatever their case and handed out in the spelling given
    here; None for all. ``header_row``: the line of the header, those above it being skipped and
    counted. A row with another number of fields than the header, or with a carriage return that
    does not end the line, is rejected and never repaired; NUL bytes are removed. ``hear`` is told
    how many bytes of the file have been read. Raises BadInput if there is no usable header or the
    delimiter or encoding cannot be right.
    """
    check_delimiter(delimiter)
    encoding = known_encoding(encoding)
    check_header_row(header_row)
    line = _header_line(source, header_row)
    try:
        names = line.decode(encoding).split(delimiter)
    except UnicodeDecodeError:
        raise LayoutUnclear(
            f"The header of {source.name} is not {encoding}.",
            "encoding",
            first="Say which encoding it is written in",
        ) from None
    if len(names) == 1 and names[0].strip():
        raise one_column(source, names[0], delimiter)
    found = header_columns(source, names, columns)
    shape = Shape(len(names), delimiter.encode(), encoding)
    account = Account(source.name, preamble=header_row - 1)
    how = f"divided by {spoken(delimiter)}, no quoting, {encoding}"
    return Reading(
        source,
        found,
        how,
        account,
        lambda tally: _rows(
            _after_header(source, header_row, hear), shape, found, header_row, tally
        ),
    )


def _header_line(source: SourceFile, header_row: int) -> bytes:
    """Line ``header_row`` without its line end."""
    lines = Lines(source)
    line = lines.header(header_row)
    lines.close()
    check_text_header(source, line)
    return line.removesuffix(b"\r")


def _rows(
    stream: Iterator[bytes], shape: Shape, columns: Columns, header_row: int, tally: Tally
) -> Iterator[pa.RecordBatch]:
    """Batches of whole rows in file order, sorted and parsed ahead by one worker."""
    next_row = header_row + 1
    with ThreadPoolExecutor(1) as worker:
        ahead = deque(worker.submit(_next_block, stream, shape, columns) for _ in range(AHEAD))
        while (done := ahead.popleft().result()) is not None:
            ahead.append(worker.submit(_next_block, stream, shape, columns))
            lines, parsed = done
            _report(lines, shape, next_row, tally)
            if parsed is not None:
                rows = _row_numbers(lines, next_row)
                values = [column.combine_chunks() for column in parsed.columns]
                yield pa.RecordBatch.from_arrays([rows, *values], schema=columns.schema)
            next_row += lines.lines


def _after_header(source: SourceFile, header_row: int, hear: Hear) -> Iterator[bytes]:
    above = header_row
    for whole in blocks(source, hear):
        block = whole
        while above and block:
            block = block.partition(b"\n")[2]
            above -= 1
        if block:
            yield block


def _next_block(
    stream: Iterator[bytes], shape: Shape, columns: Columns
) -> tuple[Sorted, pa.Table | None] | None:
    """The next block, sorted, with its whole rows parsed; None at the end."""
    block = next(stream, None)
    if block is None:
        return None
    # What only seems whole cannot be parsed as such: the piece after its carriage return has no
    # delimiter, and a header has at least one. The rare block is then sorted again with more care.
    there = block.count(b"\n") + (not block.endswith(b"\n"))
    for every_line in (False, True):
        lines = sort_lines(block, shape, every_line=every_line)
        parsed = _parse(lines, shape, columns)
        if lines.lines == there and (parsed.num_rows if parsed else 0) == lines.rows:
            lines.pages.clear()
            return lines, parsed
    raise Unaccounted(
        f"Of {there:,} lines {lines.lines:,} were sorted, and {lines.rows:,} whole ones were not "
        "read as so many rows; nothing was kept.",
        "This is a fault in Evenhand; please report it with the version of pyarrow.",
    )


def _parse(lines: Sorted, shape: Shape, columns: Columns) -> pa.Table | None:
    """The wanted columns of the whole rows; None if there are none or pyarrow refuses them."""
    text = b"".join(lines.pages)
    if not text:
        return None
    # pyarrow takes a mark off the front of whatever it is given, which here is data.
    text = UTF8_MARK + text if text.startswith(UTF8_MARK) else text
    # Numbered, because pyarrow would need names that are distinct.
    wanted = [str(place) for place in columns.places]
    try:
        return csv.read_csv(
            pa.BufferReader(text),
            csv.ReadOptions(
                column_names=[str(place) for place in range(shape.fields)],
                block_size=len(text) + 1,
                use_threads=False,
            ),
            csv.ParseOptions(
                delimiter=shape.delimiter.decode(),
                quote_char=False,
                double_quote=False,
                escape_char=False,
                newlines_in_values=False,
            ),
            csv.ConvertOptions(
                include_columns=wanted,
                column_types={number: pa.string() for number in wanted},
                strings_can_be_null=False,
                null_values=[],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None


def _report(lines: Sorted, shape: Shape, first_row: int, tally: Tally) -> None:
    """Account for a block whose first line is ``first_row``."""
    for place, raw in zip(lines.damaged, split_lines(b"".join(lines.raw)), strict=True):
        line = raw.replace(b"\0", b"")
        if line in (b"", b"\r"):
            tally.blank(first_row + place)
        elif fault := shape.fault(line):
            tally.reject(first_row + place, fault[0], raw_text(raw, shape.encoding), fault[1])
    tally.settle(first_row + lines.lines)
    tally.account.read += lines.rows
    tally.account.cleaned += lines.cleaned


def _row_numbers(lines: Sorted, first_row: int) -> pa.Int64Array:
    """The line numbers left between the damaged ones."""
    runs, start = [], 0
    for place in [*lines.damaged, lines.lines]:
        if place > start:
            runs.append(pa.arange(first_row + start, first_row + place))
        start = place + 1
    return pa.concat_arrays(runs)
