"""``--json``: one object on standard output and nothing else, for results and for refusals."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

# A command, and keys its object must have. {home} holds records and a docket, {out} is new.
RESULTS = {
    "docket make {out}/made --cases 40": {"folder", "rows", "faults"},
    "docket import eoir {home}/few --out {out}/docket": {"snapshot", "inputs", "tables"},
    "docket import i213 {home}/forms.csv --out {out}/docket": {"snapshot", "inputs"},
    "docket import tabular {home}/office.csv --mapping {home}/office.toml --out {out}/d": {
        "snapshot"
    },
    "docket check {home}/docket": {"docket", "checks"},
    "docket diff {home}/docket {home}/dated": {"before", "after", "losses"},
    "docket map {home}/office.csv": {"file", "header", "mapping"},
    "review {home}/docket --out {out}/f.parquet --report {out}/r.html": {"findings", "report"},
    "review {home}/dated --instrument ice-2011-06-17 --out {out}/f.parquet": {"instruments"},
    "explain {home}/docket 1": {"case", "as_of", "facts", "findings", "unusable"},
    "explain --facts {home}/client.toml": {"case", "facts", "findings"},
    "request --facts {home}/client.toml --form deferral --out {out}/r": {"files", "folder", "left"},
    "findings export {home}/findings.parquet --out {out}/f.csv": {"rows", "out"},
    "holds list": {"safeguards"},
    "holds show pregnancy": {"safeguards"},
    "holds check pregnancy": {"checks", "wrong"},
    "holds run {home}/docket --out {out}/h.parquet": {"snapshot", "safeguards", "given", "holds"},
    "holds run {home}/dated --hold pregnancy --out {out}/h.parquet": {"safeguards", "facts"},
    "holds case {home}/docket 1": {"case", "says", "standing", "unknown", "left_out"},
    "holds case --facts {home}/client.toml --child a --may-see personal": {"says", "left_out"},
    "guidance list": {"instruments"},
    "guidance show": {"instruments"},
    "guidance check ice-2011-06-17-victims": set(),
    "guidance test ice-2011-06-17-victims": set(),
    "asylum deadlines {home}/days.toml": {"deadlines", "cannot_tell"},
    "facts": {"facts"},
    "facts usc_child entered_on": {"facts"},
    "doctor": {"checks"},
}
# A command that is refused, its exit code and its family.
REFUSALS = {
    "docket import eoir {home}/nowhere --out {out}/d": (10, "input"),
    "docket import eoir {home}/forms.csv --out {out}/d": (10, "input"),
    "docket import i213 {home}/office.csv --out {out}/d": (10, "input"),
    "docket import tabular {home}/office.csv --out {out}/d": (10, "input"),
    "docket import tabular {home}/office.csv --mapping {home}/x.toml --out {out}/d": (10, "input"),
    "docket map {home}/nothing.csv": (10, "input"),
    "docket make {home}/few --cases 10": (10, "input"),
    "docket make {out}/made --cases 0": (10, "input"),
    "explain --facts {home}/nothing.toml": (10, "input"),
    "explain {home}/docket": (10, "input"),
    "demo --cases 10 --out {home}/few": (10, "input"),
    "review {home}/docket --instrument ice-1999-01-01 --out {out}/f.parquet": (11, "guidance"),
    "review {home}/docket --as-of 2009-01-01 --out {out}/f.parquet": (11, "guidance"),
    "review {home}/dated --out {out}/f.parquet": (11, "guidance"),
    "holds case {home}/docket": (10, "input"),
    "holds case --facts {home}/nothing.toml": (10, "input"),
    "holds case {home}/docket 1 --clearances {home}/forms.csv": (10, "input"),
    "holds run {home}/docket --children {home}/no.parquet --out {out}/h.parquet": (10, "input"),
    "holds inspect {home}/no.parquet {home}/no.parquet": (10, "input"),
    "holds inspect {home}/findings.parquet {home}/findings.parquet": (10, "input"),
    "holds show nothing": (11, "guidance"),
    "holds check nothing": (11, "guidance"),
    "holds case {home}/docket 1 --hold nothing": (11, "guidance"),
    "holds case {home}/docket 999": (12, "docket"),
    "holds run {home}/few --out {out}/h.parquet": (12, "docket"),
    "holds run {home}/docket --out {out}/no/such/h.parquet": (14, "storage"),
    "guidance show nothing": (11, "guidance"),
    "guidance check nothing": (11, "guidance"),
    "facts has_dog": (11, "guidance"),
    "docket import eoir {home}/few --out {home}/docket": (12, "docket"),
    "docket check {home}/few": (12, "docket"),
    "docket check {home}/nowhere": (12, "docket"),
    "docket diff {home}/docket {home}/few": (12, "docket"),
    "review {home}/few --instrument ice-2011-11-17 --out {out}/f.parquet": (12, "docket"),
    "explain {home}/docket 999": (12, "docket"),
    "findings export {home}/nothing.parquet --out {out}/f.csv": (12, "docket"),
    "findings export {home}/forms.csv --out {out}/f.csv": (12, "docket"),
    "docket import eoir {home}/few --out {home}/forms.csv/d": (14, "storage"),
    "docket make {home}/forms.csv/d --cases 10": (14, "storage"),
    "review {home}/docket --out {out}/no/such/f.parquet": (14, "storage"),
}  # fmt: skip


def words(text: str, home: Path, out: Path) -> list[str]:
    """Fill the places into a command."""
    return [word.format(home=home, out=out) for word in text.split()]


@pytest.mark.parametrize("command", RESULTS)
def test_a_result_is_one_object(run, home, tmp_path, command):
    """Each command with --json prints one JSON object with its keys and nothing else, anywhere."""
    ran = run(*words(command, home, tmp_path), "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json.keys() >= RESULTS[command]


@pytest.mark.parametrize("command", REFUSALS)
def test_a_refusal_is_one_object(run, home, tmp_path, command):
    """Each refusal with --json is one object: what is wrong, what to do, and of which family."""
    code, family = REFUSALS[command]
    ran = run(*words(command, home, tmp_path), "--json")
    assert ran.code == code
    assert ran.json.keys() == {"error", "remedy", "family"}
    assert ran.json["family"] == family
    assert ran.err.startswith(f"evenhand: {ran.json['error']}")


@pytest.mark.parametrize("command", REFUSALS)
def test_a_refusal_says_what_is_wrong_and_what_to_do(run, home, tmp_path, command):
    """A refusal is a sentence with a remedy on stderr; stdout stays empty and nothing is made."""
    ran = run(*words(command, home, tmp_path))
    assert (ran.code, ran.out) == (REFUSALS[command][0], "")
    fault, _, remedy = ran.err.removeprefix("evenhand: ").partition("\n  ")
    assert len(fault.split()) >= 3
    assert remedy.strip(), "no remedy"
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def on_a_terminal(*command: object) -> tuple[str, str]:
    """Run a command whose stderr is a terminal; give its stdout and what the terminal showed."""
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    done = subprocess.run(
        [sys.executable, "-m", "evenhand", *map(str, command)],
        stdout=subprocess.PIPE, stderr=there, env=ENVIRONMENT, text=True, check=True,
    )  # fmt: skip
    os.close(there)
    shown = b""
    while True:
        try:
            chunk = os.read(here, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(here)
    return done.stdout, shown.decode()


def test_progress_is_shown_on_a_terminal_and_never_disturbs_json(home, tmp_path):
    """On a terminal long work shows a bar on stderr; with --json it shows none, and stdout is
    the object alone.
    """
    command = ("docket", "import", "eoir", home / "few")
    out, shown = on_a_terminal(*command, "--out", tmp_path / "a", "--json")
    assert json.loads(out)["tables"]["cases"] == 3
    assert shown == ""
    out, shown = on_a_terminal(*command, "--out", tmp_path / "b")
    assert "reading A_TblCase" in shown
    assert "reading" not in out
    assert "3 cases in" in out
