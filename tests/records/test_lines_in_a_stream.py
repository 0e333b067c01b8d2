"""Raw lines and rejects taken over as they come, however many there are."""

from __future__ import annotations

from itertools import count, islice

import pyarrow.parquet as pq
import pytest

from evenhand.records import Reject, RejectSink
from evenhand.records.lines import raw_lines
from evenhand.terms.refusal import BadInput


def test_lines_come_as_they_are_asked_for(desk):
    """Rows asked for one at a time, even without end, come in order while the file is read."""
    source = desk.file(b"a\nb\r\nc\nd\n")
    assert list(raw_lines(source, iter([1, 2, 4]))) == [(1, "a"), (2, "b"), (4, "d")]
    assert list(islice(raw_lines(source, count(2, 2)), 2)) == [(2, "b"), (4, "d")]
    assert list(raw_lines(source, iter([]))) == []


def test_a_changed_file_is_noticed_also_when_nothing_is_asked_for(desk):
    """The pass ends with the proof that the file is the one that was identified."""
    source = desk.file(b"a\nb\n")
    source.path.write_bytes(b"a\nc\n")
    with pytest.raises(BadInput, match="changed while it was being read"):
        list(raw_lines(source, iter([])))


def test_rejects_of_another_sink_are_taken_over_in_order(tmp_path):
    """What was added before stands before, what is added after stands after, and all is counted."""
    with RejectSink(tmp_path / "one") as one:
        for row in range(45_000):
            one.add(Reject("f", row, "r", "x"))
    with RejectSink(tmp_path / "empty"):
        pass
    with RejectSink(tmp_path / "all") as sink:
        sink.add(Reject("f", -1, "r", "x"))
        sink.take_over(tmp_path / "one")
        sink.take_over(tmp_path / "empty")
        sink.add(Reject("f", 45_000, "r", "x"))
    assert sink.count == 45_002
    assert pq.read_table(tmp_path / "all")["row"].to_pylist() == list(range(-1, 45_001))
