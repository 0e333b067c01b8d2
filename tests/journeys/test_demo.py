"""``evenhand demo``: the whole main job by one command, which ends and says where results lie."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = 1_500


def demo(out: Path, *words: str, cases: int = CASES) -> subprocess.CompletedProcess[str]:
    """Run the demo with nobody at the keyboard."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "evenhand",
            "demo",
            "--cases",
            str(cases),
            "--out",
            str(out),
            *words,
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Run the demo once."""
    out = tmp_path_factory.mktemp("demo") / "demo"
    return out, demo(out)


def test_the_demo_ends_well(shown):
    """The demo ends with 0 and nothing on stderr."""
    _, done = shown
    assert (done.returncode, done.stderr) == (0, "")


def test_the_demo_says_where_its_results_lie(shown):
    """Every place that the demo names exists, and each of its results is named."""
    out, done = shown
    places = {"records", "docket", "findings.parquet", "report.html"}
    for place in places:
        assert f"{out / place}  " in done.stdout
        assert (out / place).exists()
    assert {path.name for path in out.iterdir()} >= places


def test_the_demo_shows_accounts_and_classes(shown):
    """The demo prints the account of the files and how many cases fell into each class."""
    _, done = shown
    assert f"{CASES:,} cases" in done.stdout
    assert "= loaded" in done.stdout
    assert "class on the record" in done.stdout
    assert "an unknown never counts against anyone" in done.stdout


def test_the_command_it_ends_with_works(shown):
    """The explain command that the demo prints last can be run as it stands."""
    out, done = shown
    last = done.stdout.strip().splitlines()[-1].split()
    assert last[1] == "explain"
    ran = subprocess.run(
        [sys.executable, "-m", "evenhand", *last[1:]],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith(f"Case {last[3]}, as of ")
    assert str(out / "docket") == last[2]


def test_the_demo_again_with_json(shown):
    """Run again into its own folder, the demo replaces what it made and prints one JSON object."""
    out, _ = shown
    (out / "findings.parquet").write_bytes(b"old")
    done = demo(out, "--json", cases=200)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert 170 < found["cases"] <= 200
    assert (out / "findings.parquet").stat().st_size > 1000


def test_the_demo_spares_other_folders(tmp_path):
    """A folder that holds something else is refused and left as it is."""
    (tmp_path / "mine.txt").write_text("mine")
    done = demo(tmp_path)
    assert done.returncode == 10
    assert "was not made by the demo, so it is left as it is" in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
