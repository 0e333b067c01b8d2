"""An import that was killed: the next goes on with what holds, and with nothing else."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evenhand.docket.importing import import_records
from evenhand.docket.intake import eoir
from evenhand.records.synthetic import make
from evenhand.terms.refusal import BadInput, Unaccounted
from tests.support.sheets import mapping, write_csv
from tests.support.snapshots import Snapshot

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
DAY = dt.date(2012, 1, 13)
Stop = Callable[[Path, Path, str], None]
# Part at which the import is stopped, and how many parts are then finished.
PARTS = {
    "reading A_TblCase": 0,
    "reading B_TblProceeding": 1,
    "reading tbl_Lead_Rider": 5,
    "writing last proceedings": 7,
    "writing cases": 8,
    "writing charges": 10,
    "writing sources/1-eoir": 15,
    "writing notes": 17,
    "done": 18,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Make court files."""
    folder = tmp_path_factory.mktemp("made") / "records"
    make(folder, cases=500, seed=23)
    return folder


@pytest.fixture(scope="module")
def undisturbed(made) -> Snapshot:
    """Import them without a disturbance."""
    out = made.with_name("undisturbed")
    import_records("eoir", [made], out, dated=DAY)
    return Snapshot(out)


@pytest.fixture
def records(made, tmp_path) -> Path:
    """Copy the court files, so that a test may change them."""
    return Path(shutil.copytree(made, tmp_path / "records"))


@pytest.fixture(scope="module")
def stop() -> Iterator[Stop]:
    """Give what imports, in a process of its own, until a part is reached, and ends there as if
    killed."""
    command = [sys.executable, ROOT / "tests/support/stopping.py"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=ENVIRONMENT, **pipes) as stopping:

        def run(records: Path, out: Path, part: str) -> None:
            stopping.stdin.write(json.dumps([str(records), str(out), part]) + "\n")
            stopping.stdin.flush()
            assert stopping.stdout.readline() == "9\n"
            assert not out.exists()

        yield run


def go_on(records: Path, out: Path, **options: object) -> tuple[list[str], list[str]]:
    """Import again; gives the sentences said and the parts done."""
    said: list[str] = []
    parts: dict[str, None] = {}
    import_records(
        "eoir",
        [records],
        out,
        dated=options.get("dated", DAY),
        notice=said.append,
        tell=lambda what, done, of: parts.setdefault(what),
    )
    assert not list(out.parent.glob(f".{out.name}.*"))
    return said[1:], [part for part in parts if not part.startswith("looking at")]


@pytest.mark.parametrize("part", PARTS)
def test_a_stopped_import_goes_on_after_the_last_finished_part(
    stop, made, undisturbed, tmp_path, part
):
    """Stopped at any part, the next import names what is kept, does the rest, and gives the
    undisturbed docket byte for byte."""
    out = tmp_path / "docket"
    stop(made, out, part)
    said, done = go_on(made, out)
    assert Snapshot(out).bytes() == undisturbed.bytes()
    finished = PARTS[part]
    order = [p for p in PARTS if PARTS[p] >= finished]
    assert [p for p in done if p in PARTS] == order
    if finished:
        assert said[0].startswith("Going on where a stopped import was; kept: reading A_TblCase")
        assert said[0].count(",") == finished - 1
    else:
        assert said == ["What a stopped import left is discarded: no part was finished."]


def test_stopped_twice_it_still_goes_on(stop, made, undisturbed, tmp_path):
    """An import that is stopped again and again gets to its end, each time a part further."""
    out = tmp_path / "docket"
    for part in list(PARTS)[1:]:
        stop(made, out, part)
    said, done = go_on(made, out)
    assert Snapshot(out).bytes() == undisturbed.bytes()
    assert done == ["done"]
    assert said[0].count(",") == PARTS["done"] - 1


def test_a_changed_file_discards_what_was_kept(stop, records, tmp_path):
    """If an input is another file when the import is begun again, nothing of before is used."""
    out = tmp_path / "docket"
    stop(records, out, "writing facts")
    cases = records / "A_TblCase.csv"
    lines = cases.read_bytes().split(b"\r\n")
    cases.write_bytes(b"\r\n".join([*lines[:-2], b""]))
    said, done = go_on(records, out)
    assert said == ["What a stopped import left is discarded: A_TblCase.csv is another file now."]
    assert done[0] == "reading A_TblCase"
    import_records("eoir", [records], tmp_path / "fresh", dated=DAY)
    assert Snapshot(out).bytes() == Snapshot(tmp_path / "fresh").bytes()


@pytest.mark.parametrize("name", ["tbl_Lead_Rider.csv", "Count.txt"])
def test_a_file_that_is_gone_discards_what_was_kept(stop, records, tmp_path, name):
    """The same if an input is no longer there."""
    out = tmp_path / "docket"
    stop(records, out, "writing facts")
    (records / name).unlink()
    said, _ = go_on(records, out)
    assert said == [f"What a stopped import left is discarded: {name} is no longer given."]


def test_another_day_or_program_discards_what_was_kept(stop, made, monkeypatch, tmp_path):
    """The same if the day asked for, or Evenhand itself, is another."""
    out = tmp_path / "docket"
    stop(made, out, "writing facts")
    said, _ = go_on(made, out, dated=dt.date(2012, 2, 1))
    assert said == ["What a stopped import left is discarded: the day is another now."]
    other = tmp_path / "other"
    stop(made, other, "writing facts")
    monkeypatch.setattr(eoir, "program", lambda: "another")
    said, _ = go_on(made, other)
    assert said == ["What a stopped import left is discarded: the program is another now."]


def test_what_another_kind_of_import_left_is_discarded(stop, made, tmp_path):
    """A tabular import into the place of a stopped court import uses nothing of it, and says so."""
    out, said = tmp_path / "docket", []
    stop(made, out, "writing facts")
    mapping_file = tmp_path / "mapping.toml"
    mapping_file.write_text(mapping({}), "utf-8")
    clients = write_csv(tmp_path / "c.csv", ["ID", "SEEN"], [(1, "2011-06-01")])
    import_records("tabular", [clients], out, mapping=mapping_file, notice=said.append)
    assert said[1:] == [
        "What a stopped import left is discarded: A_TblCase.csv is no longer given."
    ]
    assert Snapshot(out).manifest["tables"]["cases"] == 1
    assert not list(tmp_path.glob(".docket*"))


@pytest.mark.parametrize("damage", ["a byte", "cut", "gone"])
def test_a_kept_part_that_is_damaged_is_done_again(stop, made, undisturbed, tmp_path, damage):
    """Parts are kept up to the first whose file is not as it was written."""
    out = tmp_path / "docket"
    stop(made, out, "writing facts")
    file = tmp_path / ".docket.work" / "court" / "tbl_Court_Appln.rows"
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(content[:-1] + (b"" if damage == "cut" else b"?"))
    said, done = go_on(made, out)
    assert said[0].endswith("reading B_TblProceedCharges.")
    assert done[0] == "reading tbl_Court_Appln"
    assert Snapshot(out).bytes() == undisturbed.bytes()


@pytest.mark.parametrize("touch", ["grown", "same size and time"])
def test_a_file_that_changes_before_its_turn_is_refused(records, tmp_path, touch):
    """All files are identified before the first is read: one that is another when its turn comes
    would mix two releases, and is refused, even with its old size and time."""
    file = records / "tbl_CustodyHistory.csv"
    content, times = file.read_bytes(), file.stat()

    def tell(what: str, done: int, of: int) -> None:
        if what == "reading B_TblProceeding":
            place = content.rindex(b"\t") + 1
            changed = content[:place] + b"7" + content[place + 1 :]
            file.write_bytes(content + b"1\r\n" if touch == "grown" else changed)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    with pytest.raises(BadInput, match=r"tbl_CustodyHistory\.csv changed while it was being read"):
        import_records("eoir", [records], tmp_path / "docket", dated=DAY, tell=tell)
    assert [path.name for path in tmp_path.iterdir()] == ["records"]


def test_a_row_that_is_lost_between_stages_stops_the_import(made, monkeypatch, tmp_path):
    """If a table had fewer rows than were loaded for it, the import would end, and keep nothing."""
    charges = eoir.eoir_sql.WRITTEN["charges"]
    fewer = {**eoir.eoir_sql.WRITTEN, "charges": f"SELECT * FROM ({charges}) OFFSET 1"}
    monkeypatch.setattr(eoir.eoir_sql, "WRITTEN", fewer)
    with pytest.raises(Unaccounted, match="rows loaded for charges"):
        import_records("eoir", [made], tmp_path / "docket", dated=DAY)
    assert list(tmp_path.iterdir()) == []
