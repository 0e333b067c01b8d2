"""``evenhand publish``: a release is audited, whole, reproducible; or there is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.measures.counts import CountTable
from evenhand.measures.exact import write_exact
from evenhand.measures.library import find
from evenhand.measures.result import Result
from evenhand.publish.folder import open_folder
from evenhand.terms.refusal import BadInput, NoRoom, Unsafe
from tests.support import editions

INPUTS = {"as_of": "2012-10-01", "snapshot": "1-0123456789ab", "period": editions.PERIOD}


def results(backwards: bool = False) -> list[Result]:
    """Exact results of two measures, made up."""
    step = -1 if backwards else 1
    tables, estimates = editions.counts()[::step], editions.estimates()[::step]
    found = [
        Result(
            measure,
            tuple(t for t in tables if t.measure == measure.id),
            tuple(e for e in estimates if e.measure == measure.id),
        )
        for measure in find(["how-cases-ended", "discretion-of-ended", "time-to-end"])
    ]
    return [replace(one, tables=tuple(map(_permuted, one.tables))) if backwards else one
            for one in found]  # fmt: skip


def _permuted(table: CountTable) -> CountTable:
    return replace(table, cells=table.cells.take(list(range(len(table.cells)))[::-1]))


@pytest.fixture
def exact(tmp_path: Path) -> Path:
    """The folder that `evenhand measure run` would write."""
    write_exact(tmp_path / "exact", results(), INPUTS)
    return tmp_path / "exact"


def test_a_release_is_written(run: Callable, exact: Path, tmp_path: Path) -> None:
    """Pages, documents, data, what was printed, and a certificate that names each file's hash."""
    out = tmp_path / "release"
    ran = run("publish", exact, "--out", out, "--title", "A report", "--records", "made up")
    assert (ran.code, ran.err) == (0, "")
    assert "evenhand release propose" in ran.out
    opened = open_folder(out)
    assert opened.title == "A report"
    certificate = json.loads((out / "certificate.json").read_text("utf-8"))
    named = set(certificate["files"])
    there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    assert there - named == {"certificate.json", "SHA256SUMS"}
    assert certificate["cannot_be_protected"] == []
    assert certificate["recovered"] == certificate["shown_to_be_few"] == 0
    assert "made up" in (out / "index.html").read_text("utf-8")


def test_the_same_results_are_the_same_bytes(run: Callable, exact: Path, tmp_path: Path) -> None:
    """From tables whose rows come in the opposite order, the whole release is the same."""
    write_exact(tmp_path / "turned", results(backwards=True), INPUTS)
    said = []
    for name, folder in (("one", exact), ("two", tmp_path / "turned")):
        ran = run("publish", folder, "--out", tmp_path / name, "--json")
        assert ran.code == 0, ran.err
        said.append({k: v for k, v in json.loads(ran.out).items() if k != "out"})
    assert said[0] == said[1]


def test_what_went_out_before_is_audited_too(run: Callable, exact: Path, tmp_path: Path) -> None:
    """An earlier release is read, every byte checked, and counted in the certificate."""
    assert run("publish", exact, "--out", tmp_path / "one").code == 0
    ran = run("publish", exact, "--out", tmp_path / "two", "--earlier", tmp_path / "one")
    assert ran.code == 0, ran.err
    certificate = json.loads((tmp_path / "two" / "certificate.json").read_text("utf-8"))
    assert certificate["earlier_releases"] == 1
    (tmp_path / "one" / "release.json").write_text("{}", "utf-8")
    ran = run("publish", exact, "--out", tmp_path / "three", "--earlier", tmp_path / "one")
    assert ran.code == BadInput.code
    assert not (tmp_path / "three").exists()


def test_a_record_is_added_to(run: Callable, exact: Path, tmp_path: Path) -> None:
    """With a record each release is audited with those on it, and added; a name stands once."""
    record = tmp_path / "printed.jsonl"
    for number, name in enumerate(("one", "two")):
        ran = run("publish", exact, "--out", tmp_path / name, "--record", record)
        assert ran.code == 0, ran.err
        found = json.loads((tmp_path / name / "certificate.json").read_text("utf-8"))
        assert found["earlier_releases"] == number
    (tmp_path / "again").mkdir()
    ran = run("publish", exact, "--out", tmp_path / "again" / "two", "--record", record)
    assert ran.code == Unsafe.code
    assert list((tmp_path / "again").iterdir()) == []


def test_what_contradicts_is_refused(run: Callable, tmp_path: Path) -> None:
    """Two tables that count one total differently are refused (24), and nothing is written."""
    first, *others = results()
    table = first.tables[0]
    fewer = replace(table, title="Half of them", cells=table.cells.slice(0, 8))
    write_exact(tmp_path / "exact", [replace(first, tables=(table, fewer)), *others], INPUTS)
    ran = run("publish", tmp_path / "exact", "--out", tmp_path / "release")
    assert ran.code == Unsafe.code == 24
    assert "comes out twice" in ran.err
    assert not (tmp_path / "release").exists()


def test_what_is_no_folder_of_results_is_refused(
    run: Callable, exact: Path, tmp_path: Path
) -> None:
    """A folder that holds no results, and a place where something stands, end with a sentence."""
    ran = run("publish", tmp_path, "--out", tmp_path / "release")
    assert ran.code == BadInput.code
    assert "evenhand measure run" in ran.err
    ran = run("publish", exact, "--out", exact)
    assert ran.code == NoRoom.code
    assert "is there already" in ran.err
