"""Backups taken while others record: each is whole, verified, and not older than its start."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from evenhand.ledger import exporting
from evenhand.ledger.append import append
from evenhand.ledger.exporting import back_up
from evenhand.ledger.opening import opened
from evenhand.ledger.reading import leaves
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import BadLedger, NoRoom
from tests.support import recording_forever
from tests.support.recording import Clock, Place, begin, determined, fill

ROOT = Path(__file__).parents[2]
SETTINGS = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
TIMES = 20


def test_backups_under_load_are_whole(file: Place, tmp_path: Path) -> None:
    """Twenty backups while another program records: all verify, none lacks what was there at its
    start. The control, a plain copy of the file, lacks entries: they are still in the log."""
    writer = subprocess.Popen([sys.executable, recording_forever.__file__, file.address],
                              stdout=subprocess.PIPE, env=SETTINGS)  # fmt: skip
    assert writer.stdout is not None
    naive_wrong = last = 0
    try:
        for number in range(TIMES):
            for _ in range(3):
                line = writer.stdout.readline().split()
            last = int(line[0])
            plain = Path(shutil.copy(file.address, tmp_path / f"plain{number}"))
            copy = tmp_path / f"backup{number}"
            assert back_up(file.address, copy).entries >= last
            assert copy.stat().st_mode & 0o077 == 0
            with opened(str(copy)) as ledger:
                assert verify(ledger).faults == []
            with closing(sqlite3.connect(plain)) as raw:
                naive_wrong += raw.execute("SELECT count(*) FROM entries").fetchone()[0] < last
    finally:
        writer.kill()
        writer.communicate()
    assert naive_wrong > 0
    assert last > TIMES


def test_a_backup_is_one_file_that_goes_on(file: Place, tmp_path: Path) -> None:
    """A backup needs no second file, opens where nothing may be written, and can be recorded on."""
    with file.open() as ledger:
        fill(ledger, 5)
    copy = tmp_path / "backup.db"
    back_up(file.address, copy)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["backup.db"]
    with closing(sqlite3.connect(f"file:{copy}?immutable=1", uri=True)) as raw:
        assert raw.execute("SELECT count(*) FROM entries").fetchone() == (6,)
    with opened(str(copy)) as ledger:
        assert append(ledger, determined(1), Clock()).number == 7


def test_a_backup_that_does_not_verify_is_not_kept(file: Place, tmp_path: Path) -> None:
    """A tampered ledger is not copied into a backup that looks good."""
    with closing(sqlite3.connect(file.address)) as raw:
        raw.execute("DROP TRIGGER parts_no_update")
        raw.execute("UPDATE parts SET body = 'null'")
        raw.commit()
    with pytest.raises(BadLedger, match="does not verify"):
        back_up(file.address, tmp_path / "backup.db")
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_backup_overwrites_nothing_and_leaves_nothing(
    file: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An existing file is left alone; a backup that fails half-way leaves no draft."""
    there = tmp_path / "there"
    there.write_text("mine")
    with pytest.raises(BadLedger, match="never overwrites"):
        back_up(file.address, there)
    assert there.read_text() == "mine"
    with pytest.raises(BadLedger, match="server's own tools"):
        back_up("postgresql://web@server/ledger", tmp_path / "x")

    def full(*_: object) -> None:
        raise NoRoom("The disk is full.")

    monkeypatch.setattr(exporting, "_copy", full)
    with pytest.raises(NoRoom):
        back_up(file.address, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["there"]


def test_a_log_of_a_backup_lists_the_same(file: Place, tmp_path: Path) -> None:
    """The backup says entry by entry what the ledger says."""
    with file.open() as ledger:
        fill(ledger, 4)
        said = list(leaves(ledger))
    back_up(file.address, tmp_path / "b")
    with opened(str(tmp_path / "b")) as copy:
        assert list(leaves(copy)) == said


def _client(program: str, *words: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"there is no {program} here")
    done = subprocess.run([found, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _restore(place: Place, dump: Path) -> None:
    _client("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", place.owner, "-c",
            "DROP SCHEMA evenhand_ledger CASCADE")  # fmt: skip
    _client("psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", place.owner, "-f", str(dump))


def test_a_dumped_and_restored_server_verifies(places: Callable[[str], Place]) -> None:
    """What pg_dump wrote and psql read back is the same ledger, guards, rights and all; one that is
    older than the newest checkpoint is told as such, and nothing new is signed over the gap."""
    place = begin(places("postgres"))
    dump = place.folder / "dump.sql"
    with place.open() as ledger:
        fill(ledger, 9)
    early = place.checkpoint()
    _client("pg_dump", "--schema=evenhand_ledger", f"--file={dump}", place.owner)
    _restore(place, dump)
    with place.open() as ledger:
        verdict = verify(ledger, [early])
        assert (verdict.entries, verdict.faults, verdict.remarks) == (10, [], [])
        with pytest.raises(Exception, match=r"append-only|permission denied"):
            ledger.store._connection.execute("UPDATE evenhand_ledger.parts SET body = 'null'")
    with place.open() as ledger:
        assert append(ledger, determined(1), Clock()).number == 11
    late = place.checkpoint()
    _restore(place, dump)
    with place.open() as ledger:
        verdict = verify(ledger, [early, late])
        [fault] = verdict.faults
        assert "restored from an older backup" in fault
        assert verify(ledger).faults == [], "in itself it is whole: only a checkpoint can tell"
    with pytest.raises(BadLedger, match="older backup"):
        place.checkpoint()
