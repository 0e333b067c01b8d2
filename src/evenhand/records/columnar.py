"""Parquet files, every column turned into text without loss."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from evenhand.records.account import (
    Account,
    SourceFile,
    fingerprint,
    unreadable_is_bad_input,
)
from evenhand.records.blocks import changed
from evenhand.records.header import Columns, header_columns
from evenhand.records.reading import UNDECODABLE, Reading, Tally
from evenhand.terms.refusal import BadInput

BATCH_ROWS = 32_768


def open_parquet(source: SourceFile, *, columns: Sequence[str] | None = None) -> Reading:
    """Open a Parquet file; ``row`` is the place of the record in it, from 1.

    ``columns`` as in ``open_unquoted``. Dates and times become ISO text, numbers their shortest
    exact text, truth values true and false; a null stays null, since '' is a different value in
    such a file. Bytes that are not UTF-8 reject their row. Raises BadInput for a damaged file and
    for a wanted column that has no text form (lists, structures).
    """
    schema = _schema(source)
    found = header_columns(source, schema.names, columns)
    for place in found.places:
        _check_has_text(source, schema.field(place))
    how = "Parquet, every column as text"
    return Reading(
        source, found, how, Account(source.name), lambda tally: _rows(source, found, tally)
    )


def _opened(source: SourceFile) -> pq.ParquetFile:
    try:
        with unreadable_is_bad_input(source.name):
            return pq.ParquetFile(source.path)
    except pa.ArrowInvalid:
        raise _damaged(source) from None


def _schema(source: SourceFile) -> pa.Schema:
    try:
        with _opened(source) as file:
            return pa.schema([pa.field(f.name, f.type) for f in file.schema_arrow])
    except UnicodeDecodeError:
        raise _damaged(source) from None


def _damaged(source: SourceFile) -> BadInput:
    return BadInput(
        f"{source.name} is not a whole Parquet file; nothing was kept.", "Fetch it again."
    )


def _check_has_text(source: SourceFile, column: pa.Field) -> None:
    try:
        pa.array([], column.type).cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        raise BadInput(
            f"Column {column.name!r} of {source.name} holds {column.type}, which has no text form.",
            "Leave it out of the mapping, or have it delivered as text.",
        ) from None


def _rows(source: SourceFile, columns: Columns, tally: Tally) -> Iterator[pa.RecordBatch]:
    first = 1
    with _opened(source) as file:
        stream = file.iter_batches(BATCH_ROWS)
        while (batch := _next(source, stream)) is not None:
            tally.account.read += batch.num_rows
            given = pa.arange(first, first + batch.num_rows)
            first += batch.num_rows
            whole = _decodable(batch, given, columns, tally)
            if whole.num_rows:
                yield whole
    if fingerprint(source.path) != source:
        raise changed(source)


def _next(source: SourceFile, stream: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
    try:
        return next(stream, None)
    except (pa.ArrowInvalid, OSError):
        raise _damaged(source) from None


def _decodable(
    batch: pa.RecordBatch, rows: pa.Int64Array, columns: Columns, tally: Tally
) -> pa.RecordBatch:
    """``batch`` as text; rows holding bytes that are not UTF-8 are rejected."""
    picked = batch.select(list(columns.places))
    bad = sorted({place for column in picked.columns for place in _undecodable(column)})
    for place in bad:
        record = {name: _shown(batch[name][place]) for name in batch.schema.names}
        raw = json.dumps(record, ensure_ascii=False)
        tally.reject_seen(rows[place].as_py(), UNDECODABLE, raw, "not utf-8")
    if bad:
        keep = pc.invert(pc.is_in(pa.arange(0, batch.num_rows), pa.array(bad, pa.int64())))
        picked, rows = picked.filter(keep), rows.filter(keep)
    texts = [column.cast(pa.string()) for column in picked.columns]
    return pa.RecordBatch.from_arrays([rows, *texts], schema=columns.schema)


def _undecodable(column: pa.Array) -> list[int]:
    """The places in ``column`` whose bytes are not UTF-8."""
    try:
        column.cast(pa.string()).validate(full=True)
    except pa.ArrowInvalid:
        return [place for place, value in enumerate(column) if not _is_text(value)]
    return []


def _is_text(value: pa.Scalar) -> bool:
    try:
        pa.array([value], value.type).cast(pa.string()).validate(full=True)
    except (pa.ArrowInvalid, UnicodeDecodeError):
        return False
    return True


def _shown(value: pa.Scalar) -> str | None:
    if isinstance(value, pa.BinaryScalar):
        held = value.as_buffer()
        return None if held is None else held.to_pybytes().decode(errors="backslashreplace")
    given = value.as_py()
    return None if given is None else str(given)
