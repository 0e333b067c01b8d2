"""The path of the README from raw files to exported findings, each step a process of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASES = 800
INSTRUMENT = "ice-2011-11-17"


def evenhand(folder: Path, *words: str) -> str:
    """Run a command in a folder; it must end well and say nothing on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "evenhand", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """Walk the path once; give the folder and what each step printed."""
    folder = tmp_path_factory.mktemp("journey")
    said = {}
    for step, words in {
        "make": f"docket make records --cases {CASES} --seed 4 --pending 0.9",
        "court": "docket import eoir records --dated 2012-01-13 --out court",
        "office": "docket import tabular records/intake.csv --mapping "
        "records/intake.mapping.toml --onto court --out docket",
        "check": "docket check docket",
        "diff": "docket diff court docket",
        "review": f"review docket --instrument {INSTRUMENT} --out findings.parquet "
        "--report report.html",
        "export": "findings export findings.parquet --out findings.csv",
    }.items():
        said[step] = evenhand(folder, *words.split())
    return folder, said


def test_the_made_files_are_counted_and_called_synthetic(walked):
    """Making tells the rows of each file and that no real person is in them."""
    _, said = walked
    assert "A_TblCase.csv" in said["make"]
    assert "Synthetic, no real person." in said["make"]


def test_the_import_prints_that_its_counts_add_up(walked):
    """Both imports print read = loaded + rejected for every file, and the numbers add up."""
    folder, said = walked
    for step, docket in (("court", "court"), ("office", "docket")):
        assert "= loaded" in said[step]
        manifest = json.loads((folder / docket / "manifest.json").read_text("utf-8"))
        for item in manifest["inputs"]:
            assert item["read"] == item["loaded"] + item["rejected"]
            assert item["name"] in said[step]
        together = sum(item["read"] for item in manifest["inputs"])
        assert f"{together:,}" in said[step]


def test_the_docket_checks_out(walked):
    """The check of the finished docket finds everything right."""
    _, said = walked
    assert "wrong" not in said["check"]
    assert said["check"].count("right") >= 20


def test_adding_the_office_loses_no_case(walked):
    """Between the court's docket and the office's onto it no case is gained or lost."""
    _, said = walked
    assert "cases: 0 added, 0 vanished" in said["diff"]
    assert "WARNING" not in said["diff"]


def test_every_case_has_one_exported_finding(walked):
    """The exported findings have one row for each case of the docket, decoded into names."""
    folder, said = walked
    manifest = json.loads((folder / "docket" / "manifest.json").read_text("utf-8"))
    with (folder / "findings.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == manifest["tables"]["cases"] >= CASES - 20
    assert len({row["case_id"] for row in rows}) == len(rows)
    assert {row["instrument"] for row in rows} == {INSTRUMENT}
    assert {row["snapshot"] for row in rows} == {manifest["snapshot"]}
    assert all(row["class"] in row["possible_classes"].split() for row in rows)
    assert f"{len(rows):,} findings" in said["export"]


def test_the_counts_printed_are_those_of_the_findings(walked):
    """The classes that the review prints have as many cases as the exported findings."""
    folder, said = walked
    with (folder / "findings.csv").open(encoding="utf-8", newline="") as text:
        found = [row["class"] for row in csv.DictReader(text)]
    for name in set(found):
        line = next(line for line in said["review"].splitlines() if line.startswith(f"{name} "))
        assert f"{found.count(name):,}" in line.split()[1]


def test_a_case_explains_itself_as_it_was_found(walked):
    """The explanation of a case gives the class that its finding has, with file, row and column."""
    folder, _ = walked
    with (folder / "findings.csv").open(encoding="utf-8", newline="") as text:
        rows = [row for row in csv.DictReader(text) if row["yes"] and row["decisive_facts"]]
    row = rows[0]
    words = ("explain", "docket", row["case_id"], "--instrument", INSTRUMENT)
    found = json.loads(evenhand(folder, *words, "--json"))
    finding = found["findings"][0]
    assert finding["class"] == row["class"]
    assert sorted(finding["possible_classes"]) == sorted(row["possible_classes"].split())
    assert {f["factor"] for f in finding["yes"]} == set(row["yes"].split())
    assert {f["factor"] for f in finding["cannot_tell"]} == set(row["unknown"].split())
    assert sorted(finding["no"]) == sorted(row["no"].split())
    asked = {f["fact"] for f in finding["decisive_facts"]}
    assert asked == set(row["decisive_facts"].split())
    origins = [origin for fact in found["facts"] for origin in fact["from"]]
    assert {origin["source"] for origin in origins} >= {"eoir", "tabular"}
    assert all(origin["file"] and origin["row"] and origin["column"] for origin in origins)
    assert f"Case {row['case_id']}, as of 2012-01-13" in evenhand(folder, *words)


def test_the_report_is_one_page_about_this_run(walked):
    """The report is one HTML file that names the docket's snapshot and the instrument."""
    folder, said = walked
    page = (folder / "report.html").read_text("utf-8")
    manifest = json.loads((folder / "docket" / "manifest.json").read_text("utf-8"))
    assert "report.html" in said["review"]
    assert page.lstrip().lower().startswith("<!doctype html>")
    assert manifest["snapshot"] in page
    assert INSTRUMENT in page


def test_a_proposed_mapping_reads_the_office_s_file_alone(walked):
    """The office's file imports by itself, too, with the mapping that Evenhand proposes."""
    folder, _ = walked
    proposed = evenhand(folder, "docket", "map", "records/intake.csv")
    (folder / "proposed.toml").write_text(proposed, "utf-8")
    said = evenhand(
        folder, "docket", "import", "tabular", "records/intake.csv",
        "--mapping", "proposed.toml", "--out", "own",
    )  # fmt: skip
    assert "intake.csv" in said
    assert "result" in evenhand(folder, "docket", "check", "own")
