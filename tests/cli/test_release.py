"""``evenhand release``: two people let a publication out, on the ledger, by its checksums."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.cli import acting
from evenhand.publish.folder import open_folder
from evenhand.terms.refusal import BadInput, Incomplete, NotAllowed, NotNow
from tests.publish.conftest import edition, folder, release_files

__all__ = ["edition", "folder", "release_files"]
ADMIN = ("--name", "administrator one", "--role", "administrator")
PEOPLE = {"watches": "overseer", "heads": "headquarters", "reviews": "reviewer"}


@pytest.fixture
def log_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make the commands after this run under another account of the system."""
    return lambda account: monkeypatch.setattr(acting, "account", lambda: account)


@pytest.fixture
def ledger(run: Callable, tmp_path: Path, log_in: Callable) -> Path:
    """A ledger with an overseer, headquarters and a reviewer on its register."""
    path = tmp_path / "office.db"
    log_in("opens")
    assert run("ledger", "create", path, "--origin", "office.example/ledger", *ADMIN).code == 0
    for account, role in PEOPLE.items():
        ran = run("people", "admit", path, f"{role} one", "--account", account, "--as", role)
        assert ran.code == 0
    return path


def test_two_people_let_it_out(run: Callable, ledger: Path, folder: Path, log_in: Callable) -> None:
    """Proposed by one, approved by another, issued: the entry names the certificate's hash."""
    opened = open_folder(folder)
    log_in("watches")
    ran = run("release", "propose", ledger, folder, "--reasons", "The quarter is closed.")
    assert (ran.code, ran.err) == (0, "")
    assert "proposed (one person wants it published" in " ".join(ran.out.split())
    ran = run("release", "approve", ledger, folder, "--reasons", "I read it.")
    assert ran.code == NotAllowed.code
    assert "needs two people" in ran.err
    log_in("heads")
    ran = run("release", "issue", ledger, folder, "--where", "office.example")
    assert ran.code == NotNow.code
    assert run("release", "approve", ledger, folder, "--reasons", "I read it.").code == 0
    ran = run("release", "issue", ledger, folder)
    assert ran.code == Incomplete.code
    ran = run("release", "issue", ledger, folder, "--where", "office.example", "--json")
    said = json.loads(ran.out)
    assert (said["state"], said["certificate"]) == ("issued", opened.certificate)
    ran = run("release", "list", ledger, "--json")
    (listed,) = json.loads(ran.out)["releases"]
    assert listed["subject"] == f"release {opened.sums}"
    assert [step["act"] for step in listed["steps"]] == [
        "propose-release", "approve-release", "issue-release",
    ]  # fmt: skip
    assert opened.certificate[:12] in run("release", "list", ledger).out


def test_a_changed_byte_stops_it(
    run: Callable, ledger: Path, folder: Path, tmp_path: Path, log_in: Callable
) -> None:
    """A folder in which a byte changed after it was approved is refused before the ledger."""
    copied = tmp_path / "copied"
    shutil.copytree(folder, copied)
    log_in("watches")
    assert run("release", "propose", ledger, copied, "--reasons", "Closed.").code == 0
    with (copied / "index.html").open("ab") as handle:
        handle.write(b" ")
    log_in("heads")
    ran = run("release", "approve", ledger, copied, "--reasons", "Read.")
    assert ran.code == BadInput.code
    assert "index.html" in ran.err


def test_a_reviewer_releases_nothing(
    run: Callable, ledger: Path, folder: Path, log_in: Callable
) -> None:
    """Whoever reviews cases is told whom to ask."""
    log_in("reviews")
    ran = run("release", "propose", ledger, folder, "--reasons", "Because.")
    assert ran.code == NotAllowed.code
    assert "overseer or headquarters" in ran.err
