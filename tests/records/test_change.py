"""A file that changes while it is being read is noticed, and nothing is kept."""

from __future__ import annotations

import io
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.records import (
    RejectSink,
    open_parquet,
    open_quoted,
    open_unquoted,
    open_workbook,
    raw_rows,
)
from evenhand.terms.refusal import BadInput


def tabs() -> bytes:
    """A tab-delimited file of some length, with rejects."""
    return b"a\tb\n" + b"1\t2\n3\n" * 400


def commas() -> bytes:
    """The same with commas."""
    return tabs().replace(b"\t", b",")


def columns() -> bytes:
    """A Parquet file."""
    held = io.BytesIO()
    pq.write_table(pa.table({"a": [str(n) for n in range(400)]}), held)
    return held.getvalue()


def book() -> bytes:
    """A workbook."""
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the test workbook")
    made = openpyxl.Workbook()
    for n in range(400):
        made.active.append([f"a{n}", f"b{n}"])
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


KINDS = [
    (tabs, open_unquoted),
    (commas, open_quoted),
    (columns, open_parquet),
    (book, open_workbook),
]


def same_size_and_time(path):
    """Alter one byte and put the time back, as a careless copy might."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def grow(path):
    """Add to the file."""
    with path.open("ab") as handle:
        handle.write(b"9\t9\n")


def replace(path):
    """Put another file of the same content length in its place."""
    other = path.with_name("other")
    other.write_bytes(bytes(reversed(path.read_bytes())))
    os.replace(other, path)


@pytest.mark.parametrize("change", [same_size_and_time, grow, replace])
@pytest.mark.parametrize(("make", "opener"), KINDS)
def test_a_change_before_reading_is_noticed(desk, make, opener, change):
    """A file altered after its fingerprint was taken is not read as what it was."""
    source = desk.file(make(), "changing")
    change(source.path)
    with pytest.raises(BadInput):
        desk.read(opener(source))


@pytest.mark.parametrize("change", [same_size_and_time, grow, replace])
@pytest.mark.parametrize(("make", "opener"), KINDS)
def test_a_change_while_reading_keeps_nothing(desk, tmp_path, monkeypatch, make, opener, change):
    """A file altered after its first rows were taken ends in a refusal, without any rejects."""
    monkeypatch.setattr("evenhand.records.blocks.BLOCK", 64)
    monkeypatch.setattr("evenhand.records.rows.RowBatches.ROWS", 16)
    monkeypatch.setattr("evenhand.records.columnar.BATCH_ROWS", 16)
    source = desk.file(make(), "changing")
    path = tmp_path / "kept.parquet"
    reading = opener(source)

    def read():
        with RejectSink(path) as rejects:
            for place, _ in enumerate(reading.batches(rejects)):
                if place == 1:
                    change(source.path)

    with pytest.raises(BadInput, match="changing"):
        read()
    assert list(tmp_path.iterdir()) == []


def test_a_change_is_noticed_when_lines_are_fetched_again(desk):
    """Raw text is not taken from another file than the one that was read."""
    source = desk.file(tabs(), "changing")
    grow(source.path)
    with pytest.raises(BadInput, match="changed while it was being read"):
        raw_rows(source, {2})


def test_a_vanished_file_is_refused(desk):
    """A file removed after its fingerprint was taken is bad input, not a traceback."""
    source = desk.file(tabs(), "vanishing")
    source.path.unlink()
    with pytest.raises(BadInput, match="no file vanishing"):
        open_unquoted(source)
