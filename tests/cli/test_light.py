"""What a command does not need it does not import: whoever asks for help does not wait."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evenhand.cli.main import COMMANDS

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Each takes longer to import than `evenhand --help` takes as a whole.
ENGINE = {"duckdb", "_duckdb"}
READERS = {"pyarrow", "python_calamine", "tqdm"}
SAID = """
import json, sys
from evenhand.cli.main import main
try:
    code = main(sys.argv[1:])
except SystemExit as end:
    code = end.code
print("\\n" + json.dumps([code, sorted({name.split(".")[0] for name in sys.modules})]))
"""


def imported(*words: object) -> tuple[int, set[str]]:
    """Run a command in a process of its own; gives its exit code and the packages it imported."""
    ran = subprocess.run(
        [sys.executable, "-c", SAID, *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "utf-8"},
    )
    assert ran.stdout, ran.stderr
    code, names = json.loads(ran.stdout.splitlines()[-1])
    return int(code or 0), set(names)


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("explian",)])
def test_help_waits_for_neither_the_engine_nor_the_readers(words):
    """The list of commands, the version and a misspelled command import nothing large."""
    _, names = imported(*words)
    assert "evenhand" in names
    assert names & (ENGINE | READERS) == set()


def test_explain_waits_for_no_reader_of_records(home):
    """One case is explained without the readers of records and without a progress bar."""
    for words in (
        ("explain", "--help"),
        ("explain", "--facts", home / "client.toml"),
        ("explain", home / "docket", 1),
    ):
        code, names = imported(*words)
        assert code == 0
        assert names & READERS == set()


def test_a_command_imports_what_it_needs():
    """The test can tell: a command that imports records does import their readers."""
    code, names = imported("docket", "--help")
    assert code == 0
    assert names >= ENGINE | {"pyarrow"}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_name_leads_to_its_own_command(run, name):
    """The table of commands and the modules agree: each name shows its own usage."""
    ran = run(name, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: evenhand {name} ")
    assert COMMANDS[name][1:] in " ".join(ran.out.split())
