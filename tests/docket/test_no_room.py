"""Where the disk takes no more: a refusal in words, and what stood before still stands."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.docket.checking import check_docket
from evenhand.docket.snapshot import open_docket
from evenhand.terms.refusal import NoRoom
from tests.support.snapshots import imported

resource = pytest.importorskip("resource", reason="this system has no limit on the size of files")
ROOT = Path(__file__).resolve().parents[2]


def limited(size: int, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command that can write no file larger than so many bytes."""
    return subprocess.run(
        [sys.executable, "-m", "evenhand", *map(str, words)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("size", [600, 9_000, 40_000])
def test_an_import_that_can_write_no_more_is_refused(synthetic, tmp_path, size):
    """Wherever writing stops, the import ends with 14 and a remedy, and leaves nothing."""
    words = ("docket", "import", "eoir", synthetic.made.folder, "--out", tmp_path / "docket")
    done = limited(size, *words, "--dated", "2012-01-13")
    assert done.returncode == 14, done.stderr
    assert "space" in done.stderr or "folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [600, 4_000, 9_000])
def test_a_review_that_can_write_no_more_leaves_the_old_findings(synthetic, tmp_path, size):
    """The same of a review, whose earlier findings and manifest stay as they are."""
    words = ("review", synthetic.docket.folder, "--out", tmp_path / "f.parquet", "--instrument")
    first = limited(1 << 30, *words, "ice-2011-06-17")
    assert first.returncode == 0, first.stderr
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = limited(size, *words, "ice-2011-11-17")
    assert done.returncode == 14, done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("call", [1, 2, 5, 20, 40])
def test_a_disk_that_fails_to_settle_is_refused(monkeypatch, court, tmp_path, call):
    """If the disk says no at any of the moments when it is asked to keep what was written, nothing
    stands, and a docket made before is untouched."""
    folder = court.case(1).proceeding(1).write()
    before = imported("eoir", folder, tmp_path / "before", dated="2012-01-13")
    content, left, fsync = before.bytes(), [call], os.fsync

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoom, match=r"(?s)No space left.*(space|folder)"):
        imported("eoir", folder, tmp_path / "docket", dated="2012-01-13")
    monkeypatch.undo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before", "court"]
    assert before.bytes() == content
    assert check_docket(open_docket(tmp_path / "before"))
