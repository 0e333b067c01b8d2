"""Backups of a site taken while people work: whole, private, restored and verified."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
from contextlib import closing

import pytest

from evenhand.cli.main import main
from evenhand.ledger.opening import opened
from evenhand.ledger.reading import leaves
from evenhand.ledger.verifying import verify
from evenhand.terms.refusal import BadLedger, NotReady
from evenhand.workbench.keeping import back_up, restore

TIMES = 3


def leaves_of(folder) -> list:
    """Give the leaves of the ledger in a folder."""
    with opened(str(folder / "ledger.db")) as ledger:
        return list(leaves(ledger))


def test_backups_while_people_work_lose_nothing(site, signed_in, cases, tmp_path):
    """Some reviewers read and act; each backup meanwhile has every entry that was there when it
    began, its restored site verifies, and its accounts are there. A second backup of the same is
    refused."""
    from evenhand.workbench.access.references import sealed

    stop, answers = threading.Event(), []

    def work(account: str) -> None:
        from django.db import connection

        while not stop.is_set():
            where = f"/cases/{sealed(cases['Los Angeles'][20])}/"
            answers.append(signed_in(account).get(where).status_code)
        connection.close()

    for account in ("reviewer", "supervisor"):
        signed_in(account)
    workers = [threading.Thread(target=work, args=(a,)) for a in ("reviewer", "supervisor")]
    for one in workers:
        one.start()
    try:
        for number in range(TIMES):
            last = len(leaves_of(site))
            kept = back_up(site, tmp_path / f"backup{number}", {})
            assert kept.entries >= last
            assert restore(tmp_path / f"backup{number}", tmp_path / f"site{number}").entries == (
                kept.entries
            )
    finally:
        stop.set()
        for one in workers:
            one.join()
    assert set(answers) == {200}
    assert len(leaves_of(site)) > len(leaves_of(tmp_path / "site0"))
    for number in range(TIMES):
        folder = tmp_path / f"site{number}"
        with opened(str(folder / "ledger.db")) as ledger:
            assert verify(ledger).faults == []
        with closing(sqlite3.connect(folder / "site.db")) as tables:
            accounts = tables.execute("SELECT account FROM workbench_user").fetchall()
            followed = tables.execute("SELECT entry FROM workbench_followed").fetchall()
        assert ("reviewer",) in accounts
        assert max((entry for (entry,) in followed), default=0) <= len(leaves_of(folder))
        assert (folder / "secrets.json").read_text() == (site / "secrets.json").read_text()
    with pytest.raises(NotReady, match="there already"):
        back_up(site, tmp_path / "backup0", {})


def test_a_backup_is_for_its_owner_alone(site, tmp_path):
    """No file and no folder of it, nor of the site made of it, can be read by others."""
    back_up(site, tmp_path / "backup", {})
    restore(tmp_path / "backup", tmp_path / "site")
    found = [path for name in ("backup", "site") for path in (tmp_path / name).rglob("*")]
    assert len(found) > 8
    for path in [tmp_path / "backup", tmp_path / "site", *found]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


@pytest.mark.parametrize("name", ["secrets.json", "site.db", "ledger.db", "ledger.db.key"])
@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_a_backup_that_was_touched_is_not_restored(name, harm, site, tmp_path):
    """One byte changed, or a file gone: nothing is restored, and nothing half-made is left."""
    back_up(site, tmp_path / "backup", {})
    at = tmp_path / "backup" / name
    if harm == "missing":
        at.unlink()
    else:
        raw = bytearray(at.read_bytes())
        where = raw.index(b"open-ledger") if name == "ledger.db" else len(raw) // 2
        raw[where] ^= 1
        at.write_bytes(raw)
    with pytest.raises((NotReady, BadLedger)):
        restore(tmp_path / "backup", tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


def test_a_ledger_older_than_its_checkpoints_is_not_restored(site, tmp_path):
    """Whoever puts an older ledger into a backup, with its number, is found out by a checkpoint."""
    from django.conf import settings

    from evenhand.ledger.checkpoint import make_checkpoint
    from evenhand.ledger.keys import load_key
    from evenhand.workbench.keeping import LIST

    back_up(site, tmp_path / "old", {})
    from evenhand.casework.note_conflict import note_conflict
    from evenhand.casework.register import register
    from evenhand.workbench.clock import clock

    with opened(settings.PLACE.ledger) as ledger:
        known = register(ledger)
        opener = known.person(*next(iter(known.people)), None)
        note_conflict(ledger, "Demo headquarters", "no case", "a relative", opener, clock)
        make_checkpoint(ledger, [load_key(settings.PLACE.key)], settings.PLACE.checkpoints)
    back_up(site, tmp_path / "new", {})
    (tmp_path / "new" / "ledger.db").write_bytes((tmp_path / "old" / "ledger.db").read_bytes())
    told = json.loads((tmp_path / "new" / LIST).read_text())
    told["entries"] = json.loads((tmp_path / "old" / LIST).read_text())["entries"]
    (tmp_path / "new" / LIST).write_text(json.dumps(told))
    with pytest.raises(BadLedger, match="does not verify"):
        restore(tmp_path / "new", tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_the_commands_say_what_they_did(site, tmp_path, capsys):
    """Backup and restore by the command line; a folder with something in it is left alone."""
    out, new = tmp_path / "backup", tmp_path / "site"
    assert main(["site", "backup", "--site", str(site), "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entries"] == len(leaves_of(out))
    assert main(["site", "restore", str(out), "--site", str(new)]) == 0
    assert "entries verified" in capsys.readouterr().out
    assert main(["site", "restore", str(out), "--site", str(new)]) == 26
    assert "not empty" in capsys.readouterr().err
    assert main(["site", "backup", "--site", str(tmp_path), "--out", str(tmp_path / "x")]) == 26
