"""Parquet files as text: values without loss, rejects by place, and what is refused."""

from __future__ import annotations

import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.records import open_parquet
from evenhand.terms.refusal import BadInput


def parquet(desk, table, **options):
    """A fingerprinted Parquet file of ``table``."""
    path = desk.folder / "given.parquet"
    pq.write_table(table, path, **options)
    return desk.file(path.read_bytes(), "records.parquet")


VALUES = [
    (pa.array(["007", "", "N/A"]), ["007", "", "N/A"]),
    (pa.array([None, "x"]), [None, "x"]),
    (pa.array([2**62, -1]), [str(2**62), "-1"]),
    (pa.array([20.0, 0.1, 1e300]), ["20", "0.1", "1e+300"]),
    (pa.array([True, False]), ["true", "false"]),
    (pa.array([datetime.date(2019, 1, 5)]), ["2019-01-05"]),
    (pa.array([0], pa.timestamp("s")), ["1970-01-01 00:00:00.000"]),
    (pa.array([1_500], pa.timestamp("ms", "UTC")), ["1970-01-01 00:00:01.500Z"]),
    (pa.array([decimal.Decimal("1.50")]), ["1.50"]),
    (pa.array(["a", "b", "a"]).dictionary_encode(), ["a", "b", "a"]),
    (pa.array(["big"], pa.large_string()), ["big"]),
    (pa.array([b"bytes"]), ["bytes"]),
    (pa.nulls(2), [None, None]),
]


@pytest.mark.parametrize(("array", "texts"), VALUES, ids=[str(array.type) for array, _ in VALUES])
def test_values_become_exact_text(desk, array, texts):
    """Every type with a text form gives it in full; a null stays null."""
    outcome = desk.read(open_parquet(parquet(desk, pa.table({"a": array}))))
    assert outcome.rows == list(enumerate(texts, 1))


def test_numbers_come_back_from_their_text(desk):
    """A double read back from its text is the same double."""
    given = [1 / 3, 2.0**-1074, 123456789.123456789, -0.1]
    outcome = desk.read(open_parquet(parquet(desk, pa.table({"a": given}))))
    assert [float(text) for (text,) in outcome.values] == given


def test_columns_and_places_over_many_row_groups(desk, monkeypatch):
    """Wanted columns come as asked, and places run on across batches."""
    monkeypatch.setattr("evenhand.records.columnar.BATCH_ROWS", 7)
    table = pa.table({"idnCase": list(range(50)), "NAT": ["MX"] * 50})
    reading = open_parquet(parquet(desk, table, row_group_size=9), columns=["nat", "IDNCASE"])
    outcome = desk.read(reading)
    assert outcome.rows == [(n + 1, "MX", str(n)) for n in range(50)]
    assert reading.header == ("idnCase", "NAT")


@pytest.mark.parametrize("kind", [pa.binary(), pa.string()])
def test_bytes_that_are_no_text_reject_their_row(desk, kind):
    """A row with bytes that are not UTF-8 is rejected by place, its bytes escaped."""
    raw = pa.array([b"ok", b"\xff\xfe", None, b"fine"])
    column = raw if kind == pa.binary() else pa.Array.from_buffers(kind, 4, raw.buffers())
    outcome = desk.read(open_parquet(parquet(desk, pa.table({"a": column, "n": [1, 2, 3, 4]}))))
    assert outcome.rows == [(1, "ok", "1"), (3, None, "3"), (4, "fine", "4")]
    ((row, reason, raw_text),) = outcome.rejects
    assert (row, reason) == (2, "undecodable (not utf-8)")
    assert raw_text == '{"a": "\\\\xff\\\\xfe", "n": "2"}'
    assert (outcome.account.read, outcome.account.rejected) == (4, 1)


def test_a_file_without_rows_is_legal(desk):
    """No rows give no batches and a balanced account."""
    outcome = desk.read(open_parquet(parquet(desk, pa.table({"a": pa.array([], pa.string())}))))
    assert (outcome.rows, outcome.account.read) == ([], 0)


def test_a_column_without_text_form_is_refused_unless_left_out(desk):
    """A list column is refused by name; without it the rest is read."""
    source = parquet(desk, pa.table({"a": ["x"], "codes": [[1, 2]]}))
    with pytest.raises(BadInput, match="'codes'"):
        open_parquet(source)
    assert desk.read(open_parquet(source, columns=["a"])).values == [("x",)]


def test_a_damaged_file_is_refused(desk):
    """A Parquet file cut short or overwritten is refused by name, when opened or when read."""
    content = parquet(desk, pa.table({"a": ["x" * 50, "y"] * 500})).path.read_bytes()
    for spoilt in (content[:-20], b"PAR1" + b"\0" * 100 + content[104:], b"PAR1PAR1"):
        with pytest.raises(BadInput, match=r"spoilt\.parquet"):
            desk.read(open_parquet(desk.file(spoilt, "spoilt.parquet")))
