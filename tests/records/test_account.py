"""Fingerprints, accounts and the file of rejects."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evenhand.records import Account, Reject, RejectSink, fingerprint
from evenhand.terms.refusal import BadInput, NoRoom, Unaccounted


def test_fingerprint_is_of_the_bytes_on_disk(desk):
    """A fingerprint gives the name, size and SHA-256 of the file's bytes, gzip or not."""
    for name in ("plain.csv", "packed.csv.gz"):
        source = desk.file("a,b\n1,2\n" * 1000, name)
        raw = source.path.read_bytes()
        assert (source.name, source.size) == (name, len(raw))
        assert source.sha256 == hashlib.sha256(raw).hexdigest()


def test_what_is_no_file_is_refused_with_the_fault(tmp_path):
    """A missing file, a folder, an empty file and a pipe are each refused by name."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    faults = {"absent": "no file", "folder": "is a folder", "empty": "empty", "pipe": "regular"}
    for name, fault in faults.items():
        with pytest.raises(BadInput, match=f"{name}.*{fault}|{fault}.*{name}") as refusal:
            fingerprint(tmp_path / name)
        assert refusal.value.remedy


@pytest.mark.parametrize("error", [PermissionError(13, "no"), OSError(5, "Input/output error")])
def test_an_unreadable_file_is_refused(tmp_path, monkeypatch, error):
    """A file that the system will not read is bad input, never a traceback."""
    (tmp_path / "locked.csv").write_text("a,b\n")

    def refuse(*_args, **_options):
        raise error

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(BadInput, match=r"locked\.csv"):
        fingerprint(tmp_path / "locked.csv")


@pytest.mark.parametrize(
    ("read", "loaded", "reasons", "balanced"),
    [
        (0, 0, {}, True),
        (3, 2, {"too few fields": 1}, True),
        (3, 1, {"too few fields": 1}, False),
        (3, 3, {"too few fields": 1}, False),
    ],
)
def test_an_account_balances_or_stops_the_run(read, loaded, reasons, balanced):
    """Rows read must be rows loaded plus rows rejected."""
    account = Account("f.csv", read=read, loaded=loaded)
    for key, times in reasons.items():
        for _ in range(times):
            account.count_reject(key)
    if balanced:
        account.check()
    else:
        with pytest.raises(Unaccounted, match=r"f\.csv"):
            account.check()


def test_a_reject_without_a_reason_does_not_balance():
    """A reject that no reason explains stops the run although the sum is right."""
    with pytest.raises(Unaccounted):
        Account("f.csv", read=1, rejected=1).check()


def test_rejects_come_back_in_order(tmp_path):
    """Every reject added is in the file, in order, and the file appears only at the end."""
    path = tmp_path / "rejects.parquet"
    given = [Reject("f.csv", row, "too few fields", f"raw {row}\t\x00\\xff") for row in range(7)]
    with RejectSink(path) as sink:
        for reject in given:
            sink.add(reject)
        assert not path.exists()
    assert sink.count == 7
    assert [Reject(**row) for row in pq.read_table(path).to_pylist()] == given
    assert os.listdir(tmp_path) == ["rejects.parquet"]


def test_no_rejects_still_make_a_file(tmp_path):
    """A file without rejects has the columns and no rows, so that none is told from unknown."""
    with RejectSink(tmp_path / "rejects.parquet"):
        pass
    table = pq.read_table(tmp_path / "rejects.parquet")
    assert table.num_rows == 0
    assert [(f.name, str(f.type)) for f in table.schema] == [
        ("file", "string"),
        ("row", "int64"),
        ("reason", "string"),
        ("raw", "string"),
    ]


def test_a_failed_run_leaves_the_former_rejects(tmp_path):
    """An error inside the block keeps what stood there before and leaves no beginnings."""
    path = tmp_path / "rejects.parquet"
    path.write_bytes(b"former")

    def run():
        with RejectSink(path) as sink:
            sink.add(Reject("f.csv", 2, "blank line", ""))
            raise BadInput("stop")

    with pytest.raises(BadInput, match="stop"):
        run()
    assert path.read_bytes() == b"former"
    assert os.listdir(tmp_path) == ["rejects.parquet"]


@pytest.mark.parametrize(("times", "length"), [(45_000, 10), (60, 500_000)])
def test_rejects_do_not_gather_in_memory(tmp_path, times, length):
    """However many or long the rejects, what is held stays under the sink's bounds."""
    most = 0
    with RejectSink(tmp_path / "rejects.parquet") as sink:
        for row in range(times):
            sink.add(Reject("f.csv", row, "too few fields", "x" * length))
            held = len(sink._held)
            assert held < sink.ROWS
            most = max(most, held * length)
    assert most < sink.CHARACTERS
    assert pq.read_metadata(tmp_path / "rejects.parquet").num_rows == times


def test_a_folder_that_cannot_be_written_is_no_room(tmp_path):
    """A disk that will not take the rejects is told as such."""
    with (
        pytest.raises(NoRoom, match=r"rejects\.parquet"),
        RejectSink(tmp_path / "absent" / "rejects.parquet"),
    ):
        pass
