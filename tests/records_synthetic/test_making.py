"""A docket is made from its seed alone, whole or not at all, and never over something else."""

from __future__ import annotations

import datetime
import hashlib
import shutil
from functools import partial
from pathlib import Path

import pytest

from evenhand.engines import duck
from evenhand.records.synthetic import make, making
from evenhand.terms.refusal import BadInput, NoRoom


def digests(folder: Path) -> dict[str, str]:
    """Give a digest of every file in a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.*")
    }


@pytest.fixture(scope="module")
def single(tmp_path_factory):
    """Make a docket of one case, and keep what was told of its progress."""
    told = []
    folder = tmp_path_factory.mktemp("single") / "d"
    made = make(folder, cases=1, seed=1, tell=lambda stage, done, total: told.append((done, total)))
    return made, told


def test_the_same_seed_gives_the_same_bytes(large, tmp_path, monkeypatch):
    """Two runs with one seed agree byte for byte, whatever the number of threads."""
    monkeypatch.setattr(making, "connect", partial(duck.connect, threads=4))
    make(tmp_path / "d", cases=130_000, seed=5, tables=("A_TblCase",))
    assert digests(large.folder) == digests(tmp_path / "d")


def test_a_seed_settles_the_first_cases_whatever_follows(docket, tmp_path, monkeypatch):
    """A larger docket begins with the smaller one of its seed, whatever the size of chunks."""
    monkeypatch.setattr(making, "connect", partial(duck.connect, threads=1))
    monkeypatch.setattr(making, "CHUNK", 1500)
    make(tmp_path / "d", cases=2500, seed=11)
    for path in (tmp_path / "d").glob("*.csv"):
        assert (docket.made.folder / path.name).read_bytes().startswith(path.read_bytes())


def test_another_seed_gives_other_people(docket, thousand):
    """Two seeds have hardly a case in common."""
    one, other = (
        (made.folder / "A_TblCase.csv").read_bytes().split(b"\r\n")[1:1000]
        for made in (docket.made, thousand)
    )
    assert len(set(one) & set(other)) < 3


def test_the_bytes_are_pinned(docket):
    """A docket's bytes are what they always were, whatever the engine's version."""
    start = (docket.made.folder / "A_TblCase.csv").read_bytes()[:100_000]
    assert hashlib.sha256(start).hexdigest()[:16] == "5c248898f521fea5"


def test_one_case_is_a_docket(single):
    """A docket of one case has every file, headers at least."""
    made, _ = single
    assert made.rows["A_TblCase.csv"] == 1
    assert made.rows["B_TblProceeding.csv"] >= 1
    assert all(path.stat().st_size > 0 for path in made.files)


@pytest.mark.parametrize("cases", [0, -3, 100_000_001])
def test_impossible_sizes_are_refused(tmp_path, cases):
    """No cases, or more than keys allow, are refused, and nothing is left behind."""
    with pytest.raises(BadInput, match="cannot be made"):
        make(tmp_path / "d", cases=cases, seed=1)
    assert list(tmp_path.iterdir()) == []


def test_impossible_days_and_tables_are_refused(tmp_path):
    """A day out of range and a table without a layout are refused."""
    with pytest.raises(BadInput, match="1066"):
        make(tmp_path / "d", cases=1, seed=1, as_of=datetime.date(1066, 10, 14))
    with pytest.raises(BadInput, match="tblAppeal"):
        make(tmp_path / "d", cases=1, seed=1, tables=("tblAppeal",))


def test_other_files_are_never_overwritten(tmp_path):
    """A folder with anything of one's own in it is refused and left as it is."""
    (tmp_path / "own.txt").write_text("mine")
    with pytest.raises(BadInput, match="not an earlier synthetic docket"):
        make(tmp_path, cases=1, seed=1)
    assert (tmp_path / "own.txt").read_text() == "mine"


def test_an_earlier_docket_is_replaced(single, tmp_path):
    """An earlier synthetic docket is replaced as a whole."""
    shutil.copytree(single[0].folder, tmp_path / "d")
    make(tmp_path / "d", cases=7, seed=1, tables=("A_TblCase",))
    assert (tmp_path / "d" / "Count.txt").read_text() == "A_TblCase\t7\n"
    assert not (tmp_path / "d" / "B_TblProceeding.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["d"]


def test_a_failed_run_leaves_the_earlier_docket(single, tmp_path, monkeypatch):
    """When the disk fills up, the refusal says so and what was there is still there."""

    def full(self, batch):
        raise OSError(28, "No space left on device")

    shutil.copytree(single[0].folder, tmp_path / "d")
    monkeypatch.setattr(making.RowFile, "append", full)
    with pytest.raises(NoRoom, match="No space left"):
        make(tmp_path / "d", cases=9, seed=2, tables=("A_TblCase",))
    assert digests(tmp_path / "d") == digests(single[0].folder)
    assert [path.name for path in tmp_path.iterdir()] == ["d"]


def test_progress_is_told(single):
    """Progress starts at nothing, never falls back and ends at the whole."""
    _, told = single
    assert told[0] == (0, 1)
    assert told == sorted(told)
    assert told[-1] == (1, 1)


def test_the_readme_says_what_it_is(single):
    """The readme says first of all that no real person is in the files."""
    readme = (single[0].folder / "README.txt").read_text()
    assert "no real person" in readme.splitlines()[0]
