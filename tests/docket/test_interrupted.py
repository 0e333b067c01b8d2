"""An import that is killed, runs out of room, or meets another: all or nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evenhand.docket.checking import check_docket
from evenhand.docket.importing import import_records
from evenhand.docket.intake import eoir_reading, i213
from evenhand.docket.snapshot import open_docket
from evenhand.records import opening
from evenhand.records.synthetic import make
from evenhand.terms.refusal import BadDocket, BadInput, NoRoom, Unaccounted
from tests.support.effort import amount
from tests.support.forms import write_forms
from tests.support.sheets import mapping, write_csv
from tests.support.snapshots import imported

ROOT = Path(__file__).resolve().parents[2]
KILLS = amount(8, 100)


def killed(**words: object) -> list[dict[str, Any]]:
    """Run the killing program, and give what it tells of each time."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests/support/killing.py", json.dumps(words, default=str)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_killed_import_leaves_nothing_or_all_and_is_gone_on_with(tmp_path):
    """Killed at random moments, an import leaves nothing at its place, or all of it; begun again,
    it goes on from the parts that were finished and gives the undisturbed docket, byte for byte.
    """
    records, out = tmp_path / "records", tmp_path / "docket"
    make(records, cases=amount(3_000, 10_000), seed=3)
    told = killed(what="import", of=records, out=out, times=KILLS, seed=11)
    assert len(told) == KILLS
    assert {one["state"] for one in told} <= {"old", "new"}
    assert all(one["same"] for one in told)
    # A docket that stands although the process was killed is rare: the kill came after its name.
    assert sum(one["killed"] and one["state"] == "old" for one in told) >= KILLS // 2
    went_on = [one for one in told if "Going on where a stopped import was" in one["said"]]
    assert len(went_on) >= KILLS // 4
    assert check_docket(open_docket(out))
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_killed_review_leaves_the_old_findings_or_the_new(synthetic, tmp_path):
    """Killed at random moments, a review leaves the findings and manifest that stood before, or
    its own, never one of each; begun again it gives the undisturbed ones, byte for byte."""
    told = killed(
        what="review", of=synthetic.docket.folder, out=tmp_path / "findings.parquet",
        times=KILLS, seed=12, days=["2012-01-13", "2012-02-01"],
    )  # fmt: skip
    assert len(told) == KILLS
    assert {one["state"] for one in told} <= {"old", "new"}
    assert all(one["same"] for one in told)
    assert sum(one["killed"] for one in told) >= KILLS // 2
    assert [path.name for path in tmp_path.glob(".*")] == []


@pytest.fixture
def mount(tmp_path) -> Iterator[object]:
    """Mount small disks in memory, where that is allowed."""
    mounted: list[Path] = []

    def run(name: str, *options: str) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pytest.skip("there is no mount command here")
        if done.returncode:
            pytest.skip("mounting a small disk needs a superuser")
        mounted.append(folder)
        return folder

    yield run
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_nothing(synthetic, mount):
    """Wherever the room runs out, the import is refused in words and leaves nothing behind."""
    whole = sum(len(content) for content in synthetic.court.bytes().values())
    for share in (0.02, 0.3, 0.6, 0.9):
        disk = mount(f"disk-{share}", f"size={max(8192, int(whole * share))}")
        with pytest.raises(NoRoom, match=r"\n  .*(space|folder)"):
            imported("eoir", synthetic.made.folder, disk / "docket", dated="2012-01-13")
        assert list(disk.iterdir()) == []


def test_a_read_only_place_is_refused(court, mount, tmp_path):
    """Where nothing may be written the import is refused at once, naming the place."""
    folder = court.case(1).proceeding(1).write()
    disk = mount("readonly", "size=1m", "ro")
    with pytest.raises(NoRoom, match=r"(?s)Cannot write beside .*docket.*Choose another folder"):
        imported("eoir", folder, disk / "docket")


def appending(opener):
    """Give an opener whose file grows by a row after it was opened for good."""

    def run(source, **options):
        reading = opener(source, **options)
        if options.get("columns"):
            source.path.write_bytes(source.path.read_bytes() + b"1\n")
        return reading

    return run


@pytest.mark.parametrize("source", ["eoir", "i213", "tabular"])
def test_a_file_that_changes_while_it_is_read_is_refused(monkeypatch, court, tmp_path, source):
    """A file that grows during the import is refused by name and nothing is kept."""
    module, opener = {
        "eoir": (eoir_reading, "open_unquoted"),
        "i213": (i213, "open_quoted"),
        "tabular": (opening, "open_any"),
    }[source]
    path = {
        "eoir": lambda: court.case(1).proceeding(1).write(),
        "i213": lambda: write_forms(tmp_path / "forms.csv", [{}]),
        "tabular": lambda: write_csv(tmp_path / "c.csv", ["ID", "SEEN"], [(1, "2011-06-01")]),
    }[source]()
    monkeypatch.setattr(module, opener, appending(getattr(module, opener)))
    with pytest.raises(BadInput, match="changed while it was being read; nothing was kept"):
        imported(
            source, path, tmp_path / "docket", mapping=mapping({}) if source == "tabular" else None
        )
    assert not list(tmp_path.glob("*docket*/"))


def test_two_imports_to_one_place(court, tmp_path):
    """Of two imports begun into one place the first wins; the second is told who is at work."""
    folder = court.case(1).proceeding(1).write()
    refused: list[BadDocket] = []

    def meanwhile(what: str, done: int, of: int) -> None:
        if not refused:
            with pytest.raises(BadDocket) as caught:
                imported("eoir", folder, tmp_path / "docket")
            refused.append(caught.value)

    manifest = import_records("eoir", [folder], tmp_path / "docket", tell=meanwhile)
    assert f"at work (process {os.getpid()}); this one has changed nothing" in str(refused[0])
    assert open_docket(tmp_path / "docket").manifest == manifest
    assert not list(tmp_path.glob(".docket*"))


def test_many_imports_at_once_to_one_place(court, tmp_path):
    """Of four processes that import into one place at once exactly one succeeds."""
    folder = court.case(1).proceeding(1).write()
    command = [sys.executable, "-m", "evenhand", "docket", "import", "eoir", str(folder)]
    command += ["--out", str(tmp_path / "docket"), "--dated", "2012-01-13"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    ended = [(process.communicate()[1].decode(), process.returncode) for process in running]
    assert sorted(code for _, code in ended) == [0, 12, 12, 12]
    for said, code in ended:
        assert code == 0 or "is at work" in said or "exists already" in said
    assert check_docket(open_docket(tmp_path / "docket"))
    assert not list(tmp_path.glob(".docket*"))


def test_the_lock_of_a_dead_import_is_taken_over(court, tmp_path):
    """A lock whose owner has died does not stop the next import, which says so."""
    folder, said = court.case(1).proceeding(1).write(), []
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / ".docket.lock").write_text(f"{dead.pid}\n")
    out = tmp_path / "docket"
    import_records("eoir", [folder], out, notice=said.append)
    assert said == [f"Process {dead.pid}, which was importing into {out}, has died."]
    assert not list(tmp_path.glob(".docket*"))


@pytest.mark.parametrize("moment", ["connect", "RejectSink"])
def test_an_interrupt_at_the_very_start_leaves_nothing(monkeypatch, court, tmp_path, moment):
    """Ctrl-C while the first folder is being set up leaves no folder, like at any other moment."""

    def interrupt(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    folder = court.case(1).proceeding(1).write()
    monkeypatch.setattr(f"evenhand.docket.building.{moment}", interrupt)
    with pytest.raises(KeyboardInterrupt):
        imported("eoir", folder, tmp_path / "docket")
    assert [path.name for path in tmp_path.iterdir()] == ["court"]


def test_the_engines_word_for_an_interrupt_is_an_interrupt(monkeypatch, court, tmp_path):
    """Ctrl-C inside the engine, which calls it a runtime error, ends the import like any other."""

    def interrupt(*args: object, **options: object) -> None:
        raise RuntimeError("Query interrupted")

    folder = court.case(1).proceeding(1).write()
    monkeypatch.setattr(eoir_reading, "copy_rows", interrupt)
    with pytest.raises(KeyboardInterrupt):
        imported("eoir", folder, tmp_path / "docket")
    assert [path.name for path in tmp_path.iterdir()] == ["court"]


def test_another_fault_is_not_taken_for_an_interrupt(monkeypatch, court, tmp_path):
    """A runtime error of another kind is shown as it is."""

    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("something else")

    folder = court.case(1).proceeding(1).write()
    monkeypatch.setattr(eoir_reading, "copy_rows", fail)
    with pytest.raises(RuntimeError, match="something else"):
        imported("eoir", folder, tmp_path / "docket")


def test_rows_that_do_not_add_up_stop_the_import(monkeypatch, court, tmp_path):
    """If a row were lost on the way, the import would end with that, and keep nothing."""
    folder = court.case(1).proceeding(1).write()
    take_out = eoir_reading._take_out

    def lose_one(file, account, rejects):
        take_out(file, account, rejects)
        account.loaded -= file.table == "A_TblCase"

    monkeypatch.setattr(eoir_reading, "_take_out", lose_one)
    with pytest.raises(Unaccounted, match="1 rows read, but 0 loaded and 0 rejected"):
        imported("eoir", folder, tmp_path / "docket")
    assert not (tmp_path / "docket").exists()
