"""How commands end: by refusals of the rarer families, by Ctrl-C, and by a reader who has left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evenhand.records.synthetic import make
from evenhand.terms.refusal import NoRoom, Unaccounted

ROOT = Path(__file__).resolve().parents[2]
# Buffered, as for any user: what is printed last is written when Python ends.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": ""}
EVENHAND = [sys.executable, "-m", "evenhand"]
TRIES = 3


def ends(error: BaseException):
    """Give a stand-in that ends with an error."""

    def run(*args: object, **options: object) -> None:
        raise error

    return run


ENDS = [
    (Unaccounted("a.csv: 3 rows read, but 2 loaded.", "Please report it."), 13, "accounting"),
    (NoRoom("The disk is full.", "Free some space."), 14, "storage"),
    (OSError(28, "No space left on device", "x.parquet"), 14, "storage"),
]


@pytest.mark.parametrize(("error", "code", "family"), ENDS, ids=[str(e[1]) for e in ENDS])
def test_rare_refusals_have_their_code(run, home, tmp_path, monkeypatch, error, code, family):
    """Rows that do not add up end with 13, a full disk with 14, in words and as JSON."""
    monkeypatch.setattr("evenhand.cli.docket.import_records", ends(error))
    command = ("docket", "import", "eoir", home / "few", "--out", tmp_path / "d")
    plain, as_json = run(*command), run(*command, "--json")
    assert (plain.code, as_json.code) == (code, code)
    assert as_json.json["family"] == family
    assert plain.err.startswith("evenhand: ")


INTERRUPTED = {
    "docket import eoir": (
        "evenhand.cli.docket.import_records",
        ("docket", "import", "eoir", "x", "--out", "y"),
    ),
    "docket make": ("evenhand.cli.docket.make", ("docket", "make", "x")),
    "review": ("evenhand.cli.review.open_docket", ("review", "x", "--out", "y")),
}


@pytest.mark.parametrize("what", INTERRUPTED)
def test_an_interrupt_ends_with_130(run, monkeypatch, what):
    """Ctrl-C ends any command with 130 and a sentence, without a traceback."""
    name, command = INTERRUPTED[what]
    monkeypatch.setattr(name, ends(KeyboardInterrupt()))
    ran = run(*command)
    assert (ran.code, ran.out) == (130, "")
    assert ran.err == "Interrupted; nothing half-done was kept.\n"


@pytest.mark.parametrize("what", ["docket make", "review"])
def test_an_interrupt_inside_the_engine_ends_with_130_too(run, monkeypatch, what):
    """Ctrl-C while the engine is at work ends every command with 130, like anywhere else."""
    name, command = INTERRUPTED[what]
    monkeypatch.setattr(name, ends(RuntimeError("Query interrupted")))
    assert run(*command).code == 130


@pytest.fixture(scope="module")
def records(tmp_path_factory) -> Path:
    """Make court files whose import takes about a second."""
    folder = tmp_path_factory.mktemp("many") / "records"
    make(folder, cases=20_000, seed=3)
    return folder


@pytest.mark.parametrize("delay", [0.0, 0.25, 0.5, 1.0, 1.5])
def test_an_interrupted_import_leaves_nothing(records, tmp_path, delay):
    """Ctrl-C at any moment of an import ends it with 130 and leaves nothing at or beside --out."""
    folder = tmp_path / "empty"
    for _ in range(TRIES):
        folder.mkdir()
        if _interrupted(records, folder, delay):
            return
        shutil.rmtree(folder)
    assert delay > 0, "every import was done before it could be interrupted"


def _interrupted(records: Path, tmp_path: Path, delay: float) -> bool:
    """Import and interrupt; False where all was done before, as on a machine that is very busy."""
    command = [*EVENHAND, "docket", "import", "eoir", records, "--out", tmp_path / "docket"]
    child = subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not list(tmp_path.iterdir()) and child.poll() is None:
        time.sleep(0.01)
    time.sleep(delay)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    if child.returncode == 0:
        # It was done before the signal came: then the whole docket is there.
        assert (tmp_path / "docket" / "manifest.json").is_file()
        return False
    assert child.returncode == 130, err
    assert (out, err) == ("", "Interrupted; nothing half-done was kept.\n")
    assert list(tmp_path.iterdir()) == []
    return True


def without_reader(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command whose standard output nobody reads any more."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        return subprocess.run(
            [*EVENHAND, *words], env=ENVIRONMENT, stdout=writes, stderr=subprocess.PIPE,
            text=True, check=False,
        )  # fmt: skip
    finally:
        os.close(writes)


def test_a_reader_who_leaves_after_much_is_no_fault():
    """When the reader of a long answer leaves (head, less), the command ends well and quietly."""
    done = without_reader("facts", "--json")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_reader_who_leaves_before_little_is_no_fault():
    """When the reader leaves before a short answer was written, the command ends well, too."""
    done = without_reader("guidance", "list")
    assert (done.returncode, done.stderr) == (0, "")
