"""docs/commands.md is run as it stands: its examples are one walk, and print what it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from evenhand.cli import acting
from evenhand.cli.main import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"
BLOCK = re.compile(r"^```\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
PROMPT = "$ ./evenhand "
# The one example that is not run: it makes 300,000 cases, and tests/journeys/test_demo.py has it.
NOT_RUN = {"demo"}
# A process opens one site for as long as it lives, and this one goes on to other tests.
OWN_PROCESS = {"serve", "site"}
LEFT_OUT = "..."  # as a line: any lines; within a line, two or more points: any text


@dataclass(frozen=True)
class Example:
    """A command of the page, the files it shows with ``cat``, and the lines it is said to print.

    ``account`` is what stands before the prompt: whose command it is, if not that of the others.
    """

    words: list[str]
    files: dict[str, str]
    lines: list[str]
    account: str


def examples() -> list[Example]:
    """Give every example of the page, in its order."""
    return [_example(block) for block in BLOCK.findall(PAGE.read_text("utf-8")) if PROMPT in block]


def _example(block: str) -> Example:
    before, _, after = block.partition(PROMPT)
    shown = re.match(r"\$ cat (\S+)\n(.*)", before, re.DOTALL)
    files = {shown[1]: shown[2].strip() + "\n"} if shown else {}
    command, *lines = after.replace("\\\n", " ").split("\n")
    account = "" if shown else before.rpartition("\n")[2]
    return Example(shlex.split(command), files, lines, account)


def printed_so(said: list[str], printed: list[str]) -> str:
    """Compare what the page says with what was printed; gives the first line that is not there."""
    at, free = 0, False
    for line in said:
        if line == LEFT_OUT:
            free = True
            continue
        pattern = re.compile(".*".join(map(re.escape, re.split(r"\.{2,}", line))))
        places = range(at, len(printed) if free else min(at + 1, len(printed)))
        found = next((n for n in places if pattern.fullmatch(printed[n])), None)
        if found is None:
            return line
        at, free = found + 1, False
    return "" if free or at == len(printed) else printed[at]


def printed_apart(words: list[str]) -> str:
    """Run a command in a process of its own; gives what it printed."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    run = [sys.executable, "-m", "evenhand", *words]
    done = subprocess.run(run, env=environ, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which the examples are run, one after the other."""
    return tmp_path_factory.mktemp("walk")


@pytest.mark.parametrize("example", examples(), ids=lambda example: " ".join(example.words))
def test_an_example_of_the_page_prints_what_the_page_says(example, walk, monkeypatch, capsys):
    """Each example, run in its turn, prints the lines that stand below it."""
    if example.words[0] in NOT_RUN:
        assert [word for word in example.words if word.startswith("-")] == []
        return
    monkeypatch.chdir(walk)
    for name, text in example.files.items():
        Path(name).write_text(text, "utf-8")
    if example.account:
        monkeypatch.setattr(acting, "account", lambda: example.account)
    if example.words[0] in OWN_PROCESS:
        printed = printed_apart(example.words).rstrip("\n").split("\n")
    else:
        main(example.words)
        streams = capsys.readouterr()
        printed = (streams.out + streams.err).rstrip("\n").split("\n")
    missing = printed_so(example.lines, [line.rstrip() for line in printed])
    assert not missing, f"not as on the page: {missing!r}\n" + "\n".join(printed)


def test_every_command_has_an_example():
    """The page shows each command at least once, as it is really called."""
    shown = {" ".join(example.words) for example in examples()}
    headings = re.findall(r"^## (.+)$", PAGE.read_text("utf-8"), re.MULTILINE)
    for heading in headings:
        assert any(words == heading or words.startswith(f"{heading} ") for words in shown), heading


@pytest.mark.parametrize(
    ("said", "printed", "missing"),
    [
        (["a", "b"], ["a", "b"], ""),
        (["a", "...", "c"], ["a", "x", "y", "c"], ""),
        (["a", "..."], ["a", "x"], ""),
        (["room .. GB"], ["room 40 GB"], ""),
        (["a"], ["a", "b"], "b"),
        (["a", "c"], ["a", "b", "c"], "c"),
        (["a", "...", "d"], ["a", "b"], "d"),
        (["b", "...", "a"], ["a", "b"], "b"),
    ],
)
def test_a_page_that_says_otherwise_is_found_out(said, printed, missing):
    """The comparison lets pass what is left out, and nothing else."""
    assert printed_so(said, printed) == missing
