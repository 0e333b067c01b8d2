"""The folder: written whole or not at all, and never opened where a byte was changed."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evenhand.publish import folder as module
from evenhand.publish.folder import CERTIFICATE, SUMS, open_folder, write_folder
from evenhand.terms.refusal import BadInput, NoRoom


def test_what_was_written_can_be_checked_by_anybody(folder: Path) -> None:
    """The list of checksums is one that sha256sum reads, and all files are on it but itself."""
    ran = subprocess.run(
        ["sha256sum", "--check", "--strict", SUMS], cwd=folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    files = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert len(ran.stdout.splitlines()) == len(files) - 1


def test_a_release_is_named_by_two_hashes(folder: Path, release_files: Mapping[str, bytes]) -> None:
    """Opened, it gives the hash of its checksums, that of its certificate, and its title."""
    opened = open_folder(folder)
    assert opened.sums == hashlib.sha256((folder / SUMS).read_bytes()).hexdigest()
    assert opened.certificate == hashlib.sha256(release_files[CERTIFICATE]).hexdigest()
    assert opened.title == "Made-up courts, 2012"


def _change(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


CHANGES: Mapping[str, Callable[[Path], object]] = {
    "a byte of the page": lambda f: _change(f / "index.html"),
    "a byte of the certificate": lambda f: _change(f / CERTIFICATE),
    "a byte of the data": lambda f: _change(f / "data" / "how-cases-ended-1.parquet"),
    "a file less": lambda f: (f / "report.pdf").unlink(),
    "a file more": lambda f: (f / "data" / "exact.csv").write_text("7\n", "utf-8"),
    "no list": lambda f: (f / SUMS).unlink(),
    "a damaged list": lambda f: (f / SUMS).write_text("x\n", "utf-8"),
    "no certificate": lambda f: (
        (f / CERTIFICATE).unlink(),
        (f / SUMS).write_text(
            "".join(
                line + "\n"
                for line in (f / SUMS).read_text("utf-8").splitlines()
                if not line.endswith(CERTIFICATE)
            ),
            "utf-8",
        ),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_release_is_refused(change: str, folder: Path, tmp_path: Path) -> None:
    """A byte, a file more or less, a list that is gone: the release is not opened."""
    copied = tmp_path / "copied"
    shutil.copytree(folder, copied)
    assert open_folder(copied).sums == open_folder(folder).sums
    CHANGES[change](copied)
    with pytest.raises(BadInput) as refused:
        open_folder(copied)
    assert refused.value.remedy


def test_a_release_is_not_written_over(folder: Path, release_files: Mapping[str, bytes]) -> None:
    """Where something stands nothing is written, and it stays as it was."""
    before = open_folder(folder)
    with pytest.raises(NoRoom, match="is there already"):
        write_folder(folder, release_files)
    assert open_folder(folder) == before


@pytest.mark.parametrize("at", [1, 3, 12])
def test_a_full_disk_leaves_nothing(
    at: int, tmp_path: Path, release_files: Mapping[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk is full at any file, there is no release and nothing half-done."""
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    with pytest.raises(NoRoom, match="No space left"):
        write_folder(tmp_path / "release", release_files)
    assert os.listdir(tmp_path) == []


def test_a_missing_parent_is_said(tmp_path: Path) -> None:
    """A folder that is not there is named, and not made."""
    with pytest.raises(NoRoom, match="There is no folder"):
        write_folder(tmp_path / "nowhere" / "release", {})
    assert os.listdir(tmp_path) == []
