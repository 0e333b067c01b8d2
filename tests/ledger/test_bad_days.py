"""Bad days: clocks, disks, locks, keys, backups. A clear refusal each time, and nothing lost."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from evenhand.casework.change_key import change_key
from evenhand.casework.open_ledger import open_ledger
from evenhand.ledger import checkpoint as points
from evenhand.ledger.append import append
from evenhand.ledger.checkpoint import make_checkpoint
from evenhand.ledger.keys import load_key, make_key
from evenhand.ledger.opening import opened
from evenhand.ledger.reading import leaves
from evenhand.ledger.stores import postgres, sqlite
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import BadLedger, NoKey, NoRoom, NotAllowed, Refusal
from tests.support.recording import ADMIN, ORIGIN, REVIEW, Clock, Place, begin, determined, fill

ROOT = Path(__file__).parents[2]


def test_a_clock_that_runs_backwards_is_recorded(place: Place) -> None:
    """The order of the record stays; what the clock said is kept, counted and shown."""
    clock = Clock()
    with place.open() as ledger:
        before = append(ledger, determined(1), clock)
        clock.now -= dt.timedelta(days=400)
        during = append(ledger, determined(2), clock)
        clock.now += dt.timedelta(days=401)
        after = append(ledger, determined(3), clock)
        verdict = verify(ledger)
    assert (during.at, during.clock_was_behind) == (before.at, True)
    assert during.clock < "2011"
    assert after.at == after.clock > during.at
    assert (verdict.faults, verdict.clock_behind) == ([], 1)


FULL = """
import resource, signal, sys
from evenhand.terms.refusal import NoRoom
from tests.support.recording import Clock, determined
from evenhand.ledger.append import append
from evenhand.ledger.opening import opened
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
count = 0
try:
    with opened(sys.argv[1]) as ledger:
        while True:
            append(ledger, determined(count), Clock())
            count += 1
            print(count, flush=True)
except NoRoom as refusal:
    print(refusal.code, refusal, sep="|", flush=True)
"""


def _settings() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def test_a_full_disk_is_told_and_loses_nothing(file: Place) -> None:
    """When the file may not grow any more: storage refusal, and every acknowledged entry there."""
    ran = subprocess.run([sys.executable, "-c", FULL, file.address], env=_settings(),
                         capture_output=True, text=True)  # fmt: skip
    *counted, last = [line for line in ran.stdout.splitlines() if line[0].isdigit()]
    assert (ran.stderr, last.partition("|")[0]) == ("", "14")
    with file.open() as ledger:
        verdict = verify(ledger)
        assert verdict.faults == []
        assert verdict.entries in (int(counted[-1]) + 1, int(counted[-1]) + 2)
        append(ledger, determined(9), Clock())


def test_a_locked_ledger_is_told(file: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program holds the file: told so, nothing recorded, and later it works again."""
    monkeypatch.setattr(sqlite, "WAIT", 0.05)
    with closing(sqlite3.connect(file.address, isolation_level=None)) as other, file.open() as own:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NoRoom, match="locked by another program"):
            append(own, determined(1), Clock())
        other.execute("ROLLBACK")
        assert append(own, determined(1), Clock()).number == 2


def test_a_locked_server_is_told(
    places: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another session holds the writer's lock: told so, nothing recorded."""
    monkeypatch.setattr(postgres, "WAIT", "50ms")
    place = begin(places("postgres"))
    with psycopg.connect(place.address) as other, place.open() as own:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [postgres.LOCK])
        with pytest.raises(NoRoom, match="locked by another program"):
            append(own, determined(1), Clock())
        other.rollback()
        assert append(own, determined(1), Clock()).number == 2


READ_ONLY = """
import os, sys
from evenhand.terms.refusal import Refusal
from tests.support.recording import Clock, determined
from evenhand.ledger.append import append
from evenhand.ledger.opening import opened
if os.geteuid() == 0:  # who may write to everything
    os.seteuid(65534)
try:
    with opened(sys.argv[1]) as ledger:
        append(ledger, determined(1), Clock())
except Refusal as refusal:
    print(refusal.code, refusal, sep="|")
"""


def test_a_read_only_file_is_told(file: Place, tmp_path: Path) -> None:
    """An account that may not write is told so, and what is there stays."""
    os.chmod(file.address, 0o444)
    for folder in [file.folder, *file.folder.parents]:
        if folder.owner() == tmp_path.owner() and str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    ran = subprocess.run([sys.executable, "-c", READ_ONLY, file.address], env=_settings(),
                         capture_output=True, text=True, cwd="/")  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    code, _, said = ran.stdout.partition("|")
    assert code == "14", ran.stdout
    assert "Nothing was recorded" in said


def test_a_read_only_session_is_told(places: Callable[[str], Place]) -> None:
    """A server that only reads (a standby) is told so."""
    place = begin(places("postgres"))
    with psycopg.connect(place.owner, autocommit=True) as owner:
        name = urlsplit(place.owner).path.lstrip("/")
        owner.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with place.open() as ledger, pytest.raises(NoRoom, match="read-only"):
        append(ledger, determined(1), Clock())


def test_a_server_that_does_not_wait_for_its_disk_is_refused(
    places: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With fsync off, a power cut takes acknowledged entries: recording is refused."""
    place = begin(places("postgres"))
    monkeypatch.setattr(postgres, "_DURABLE", "SELECT 'fsync'")  # as a server answers that has it
    with place.open() as ledger, pytest.raises(NoRoom, match="fsync off"):
        append(ledger, determined(1), Clock())


def test_a_lost_connection_heals(places: Callable[[str], Place]) -> None:
    """A connection cut within an act is told; for the next act it is made again."""
    place = begin(places("postgres"))
    with place.open() as ledger:
        with pytest.raises(NoRoom, match="cannot be used"), ledger.store.writing() as session:
            session.rows("SELECT pg_terminate_backend(pg_backend_pid())")
        assert append(ledger, determined(1), Clock()).number == 2


def test_a_lost_key_is_told_and_replaced(file: Place) -> None:
    """Without the key: no checkpoint, but entries go on; a new key takes over, and says why."""
    signed = file.checkpoint()
    gone = file.key.rename(file.folder / "gone")
    with file.open() as ledger:
        with pytest.raises(NoKey, match="is not there") as told:
            make_checkpoint(ledger, [load_key(file.key)], file.checkpoints)
        assert "--lost" in told.value.remedy
        assert append(ledger, determined(1), Clock()).number == 2
        stranger = make_key(file.folder / "stranger", ORIGIN)
        with pytest.raises(NoKey, match="not this ledger's"):
            make_checkpoint(ledger, [stranger], file.checkpoints)
        with pytest.raises(NoKey, match="not the one in force"):
            change_key(ledger, stranger, file.folder / "x", "lost", ADMIN, Clock(),
                       checkpoints=file.checkpoints)  # fmt: skip
        with pytest.raises(BadLedger, match="needs its reasons"):
            change_key(ledger, None, file.folder / "x", " ", ADMIN, Clock(),
                       checkpoints=file.checkpoints)  # fmt: skip
        assert not (file.folder / "x").exists()
        made = change_key(ledger, None, file.key, "the disk with the key burned", ADMIN, Clock(),
                          checkpoints=file.checkpoints)  # fmt: skip
        assert verify(ledger, [signed, made]).faults == []
        with pytest.raises(NoKey, match="not this ledger's"):
            make_checkpoint(ledger, [load_key(gone)], file.checkpoints)


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+x", "hello", "PRIVATE+KEY+x+00000000+AAAA"])
def test_a_damaged_key_is_told(text: str, tmp_path: Path) -> None:
    """A key file that is damaged is told, and its content is not shown."""
    path = tmp_path / "key"
    path.write_text(text)
    with pytest.raises(NoKey, match="is damaged") as told:
        load_key(path)
    assert len(text) < 6 or text not in str(told.value)
    with pytest.raises(NoKey, match="never overwritten"):
        make_key(path, ORIGIN)
    with pytest.raises(NoKey, match="cannot be read"):
        load_key(tmp_path)


def test_keys_and_ledgers_are_for_their_owner_alone(file: Place) -> None:
    """The key and the ledger are files that no other account may read."""
    for path in (file.key, Path(file.address)):
        assert path.stat().st_mode & 0o077 == 0


def test_an_old_backup_is_told_by_the_checkpoints(file: Place) -> None:
    """A ledger restored from an old backup is whole in itself; a checkpoint tells, and no new
    checkpoint is signed over the missing past."""
    old = file.folder / "old.db"
    with file.open() as ledger:
        fill(ledger, 3)
    with closing(sqlite3.connect(file.address)) as raw, closing(sqlite3.connect(old)) as copy:
        raw.backup(copy)
    with file.open() as ledger:
        fill(ledger, 3)
    file.checkpoint()
    known = [points.read(path) for path in points.files(file.checkpoints)]
    with opened(str(old)) as ledger:
        assert any("older backup" in said for said in verify(ledger, known).faults)
        with pytest.raises(BadLedger, match=r"Nothing was signed.*older backup"):
            make_checkpoint(ledger, [file.signer], file.checkpoints)
        fill(ledger, 3)  # going on from the backup makes another past
        assert any("rewritten" in said for said in verify(ledger, known).faults)
        with pytest.raises(BadLedger, match=r"Nothing was signed.*rewritten"):
            make_checkpoint(ledger, [file.signer], file.checkpoints)


def test_damaged_checkpoints_are_told(file: Place) -> None:
    """A checkpoint file that was changed is not a checkpoint, or not signed by the key."""
    file.checkpoint()
    [path] = points.files(file.checkpoints)
    whole = path.read_text("utf-8")
    path.write_text(whole.replace("\n1\n", "\n2\n"), "utf-8")
    with file.open() as ledger:
        assert any("not signed" in s for s in verify(ledger, [points.read(path)]).faults)
    path.write_text("x", "utf-8")
    with pytest.raises(BadLedger, match="is not a checkpoint"):
        points.read(path)
    assert points.files(file.folder / "nowhere") == []


def test_things_that_are_no_ledger_are_told(tmp_path: Path) -> None:
    """A missing file, a folder, another database, an empty file, half a ledger: each is told."""
    other, empty, half = tmp_path / "other.db", tmp_path / "empty.db", tmp_path / "half.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE entries (number)")
    empty.touch()
    sqlite.make(half)
    words = tmp_path / "words.db"
    words.write_text("This is a letter, and not a database at all. " * 50)
    told = {
        tmp_path / "none.db": "There is no ledger",
        tmp_path: "There is no ledger",
        other: "is not a ledger",
        empty: "is not a ledger",
        words: "is not a ledger",
        half: "begun and never opened",
    }
    for path, said in told.items():
        with pytest.raises(BadLedger, match=said), opened(str(path)):
            pass


def test_a_server_without_a_ledger_is_told(cluster: object) -> None:
    """A server that is not there, and a database without a ledger, are told; no password shows."""
    with pytest.raises(BadLedger, match="There is no ledger"), opened(cluster.address()):
        pass
    nowhere = "postgresql://web:sesame@127.0.0.1:1/ledger"
    with pytest.raises(NoRoom, match="cannot be used") as told, opened(nowhere):
        pass
    assert "sesame" not in str(told.value)


def test_a_ledger_is_made_once_and_by_the_right_person(
    places: Callable[[str], Place], kind: str
) -> None:
    """Nothing is overwritten: not a ledger, not a key; and a failed making leaves nothing."""
    place = places(kind)
    with pytest.raises(NotAllowed, match="may not open a ledger"):
        open_ledger(place.address, ORIGIN, place.key, REVIEW, Clock(), owner=place.owner)
    with pytest.raises(NoKey, match="cannot be the name"):
        open_ledger(place.address, "two words", place.key, ADMIN, Clock(), owner=place.owner)
    assert not place.key.exists()
    begin(place)
    key = place.key.read_bytes()
    with pytest.raises(NoKey, match="never overwritten"):
        begin(place)
    with pytest.raises(BadLedger, match="never overwritten"):
        open_ledger(place.address, ORIGIN, place.folder / "k", ADMIN, Clock(), owner=place.owner)
    assert not (place.folder / "k").exists()
    assert place.key.read_bytes() == key
    with place.open() as ledger:
        assert verify(ledger).faults == []
        assert [one.act for one in leaves(ledger)] == ["open-ledger"]


def test_a_server_ledger_needs_two_accounts(places: Callable[[str], Place]) -> None:
    """The account that Evenhand works with may not be the owner."""
    place = places("postgres")
    for owner in ("", place.address):
        with pytest.raises(BadLedger, match=r"owner|not own"):
            open_ledger(place.address, ORIGIN, place.key, ADMIN, Clock(), owner=owner)
    assert not place.key.exists()


def test_a_making_that_fails_leaves_no_half(tmp_path: Path) -> None:
    """A clock that fails while the first entry is written: neither file nor key stays."""

    def broken() -> dt.datetime:
        raise Refusal("no time")

    with pytest.raises(Refusal, match="no time"):
        open_ledger(str(tmp_path / "l.db"), ORIGIN, tmp_path / "k", ADMIN, broken)
    assert list(tmp_path.iterdir()) == []


def test_damage_to_the_head_stops_recording(file: Place) -> None:
    """If the last entry was changed, nothing is recorded on top of it."""
    with closing(sqlite3.connect(file.address)) as raw:
        raw.execute("DROP TRIGGER entries_no_update")
        raw.execute("UPDATE entries SET leaf = replace(leaf, 'administrator', 'reviewer')")
        raw.commit()
    with file.open() as ledger, pytest.raises(BadLedger, match=r"last entry .* was changed"):
        append(ledger, determined(1), Clock())
