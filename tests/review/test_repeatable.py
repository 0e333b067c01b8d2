"""The same inputs give the same findings, however they are laid out and however often."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from evenhand.docket.snapshot import Docket, open_docket
from evenhand.engines.duck import connect
from evenhand.guidance.library import shipped
from evenhand.review import run
from evenhand.review.placing import manifest_path
from evenhand.review.run import review_docket
from tests.support.bulk import make_people
from tests.support.dockets import counted, docket
from tests.support.effort import amount

INSTRUMENTS = shipped()
DAYS = [dt.date(2011, 12, 5), dt.date(2012, 2, 29), dt.date(2013, 3, 1)]
CASES = 8_000


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Give a docket of eight thousand cases of every fact, each with a date of its own.

    It is imported small, and its facts then replaced by many: the review reads only those.
    """
    small = docket(tmp_path_factory.mktemp("made"), [("C0", {}, DAYS[0])])
    con = connect(threads=1)
    make_people(con, INSTRUMENTS[3], CASES, 41, DAYS)
    facts = small.folder / "facts.parquet"
    con.execute(
        f"COPY (SELECT * FROM people ORDER BY case_id) TO '{facts}' "
        "(FORMAT parquet, ROW_GROUP_SIZE 2048)"
    )
    con.close()
    return counted(small, CASES)


def _relaid(made: Docket, folder: Path, select: str, layout: str = "") -> Docket:
    """Give the same docket with its facts written in another way."""
    shutil.copytree(made.folder, folder)
    con = connect(threads=1)
    con.execute(
        f"COPY ({select.format(facts=made.table('facts'))}) TO '{folder / 'facts.parquet'}' "
        f"(FORMAT parquet{layout})"
    )
    con.close()
    return open_docket(folder)


def _rows(findings: Path) -> list[tuple]:
    con = connect(threads=1)
    rows = con.execute(
        f"SELECT * FROM read_parquet('{findings}') ORDER BY instrument, case_id"
    ).fetchall()
    con.close()
    return rows


@pytest.fixture(scope="module")
def once(made: Docket, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Review the docket once."""
    out = tmp_path_factory.mktemp("once") / "findings.parquet"
    review_docket(made, INSTRUMENTS, out)
    return out


def test_every_case_has_one_finding_of_each_instrument(once: Path) -> None:
    """No case is lost and none is told of twice."""
    found = [(row[1], row[0]) for row in _rows(once)]
    assert len(found) == len(set(found)) == CASES * len(INSTRUMENTS)


def test_the_same_run_gives_the_same_bytes(made: Docket, once: Path, tmp_path: Path) -> None:
    """Findings and manifest of a second run are byte for byte those of the first."""
    again = tmp_path / once.name
    review_docket(made, INSTRUMENTS, again)
    assert again.read_bytes() == once.read_bytes()
    assert manifest_path(again).read_bytes() == manifest_path(once).read_bytes()


@pytest.fixture(scope="module")
def large(made: Docket, tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Give a docket whose findings fill several row groups, so that threads have work to share."""
    times = "SELECT case_id || '-' || n AS case_id, * EXCLUDE (case_id, n) FROM "
    select = times + "{facts}, (SELECT range AS n FROM range(10))"
    folder = tmp_path_factory.mktemp("large") / "docket"
    other = _relaid(made, folder, select, ", ROW_GROUP_SIZE 8192")
    return counted(other, 10 * CASES)


def test_a_large_run_gives_the_same_bytes_each_time(large: Docket, tmp_path: Path) -> None:
    """Where findings fill several row groups of several instruments the bytes repeat too."""
    found = set()
    for n in range(amount(3, 20)):
        (tmp_path / str(n)).mkdir()
        out = tmp_path / str(n) / "findings.parquet"
        review_docket(large, INSTRUMENTS[1:], out)
        found.add((out.read_bytes(), manifest_path(out).read_bytes()))
    assert len(found) == 1


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_changes_nothing(
    made: Docket, once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    """With one thread or two, the same bytes."""
    monkeypatch.setattr(run, "connect", partial(connect, threads=threads))
    out = tmp_path / once.name
    review_docket(made, INSTRUMENTS, out)
    assert out.read_bytes() == once.read_bytes()


LAYOUTS = [
    ("one row group", "SELECT * FROM {facts}", ""),
    ("cases the other way round", "SELECT * FROM {facts} ORDER BY case_id DESC", ""),
    ("cases in no order", "SELECT * FROM {facts} ORDER BY hash(case_id)", ", ROW_GROUP_SIZE 4096"),
    ("another compression", "SELECT * FROM {facts}", ", COMPRESSION zstd"),
]


@pytest.mark.parametrize(("way", "select", "layout"), LAYOUTS, ids=[way for way, *_ in LAYOUTS])
def test_how_the_docket_is_laid_out_changes_nothing(
    made: Docket, once: Path, tmp_path: Path, way: str, select: str, layout: str
) -> None:
    """The order of cases, the size of row groups and the compression have no effect."""
    other = _relaid(made, tmp_path / "docket", select, layout)
    review_docket(other, INSTRUMENTS, tmp_path / "findings.parquet")
    assert _rows(tmp_path / "findings.parquet") == _rows(once), way


def test_a_docket_in_two_halves_gives_the_same_findings(
    made: Docket, once: Path, tmp_path: Path
) -> None:
    """Each case is reviewed by itself: halves reviewed apart are the whole."""
    found = []
    for half in (0, 1):
        chosen = f"SELECT * FROM {{facts}} WHERE hash(case_id) % 2 = {half}"
        other = _relaid(made, tmp_path / f"half-{half}", chosen)
        con = connect(threads=1)
        (count,) = con.execute(f"SELECT count(*) FROM {other.table('facts')}").fetchone()
        con.close()
        other = counted(other, count)
        out = tmp_path / f"half-{half}.parquet"
        review_docket(other, INSTRUMENTS, out)
        found += _rows(out)
    assert sorted(found) == sorted(_rows(once))


def test_instruments_do_not_see_each_other(made: Docket, once: Path, tmp_path: Path) -> None:
    """An instrument reviewed alone says what it says in company, in whatever order."""
    together = _rows(once)
    alone = []
    for place, instrument in enumerate(reversed(INSTRUMENTS)):
        out = tmp_path / f"{place}.parquet"
        review_docket(made, [instrument], out)
        alone += _rows(out)
    assert sorted(alone) == sorted(together)


def test_a_manifest_names_what_a_run_was_made_from(made: Docket, once: Path) -> None:
    """Snapshot, instruments with their fingerprints and counts stand beside the findings."""
    manifest = json.loads(manifest_path(once).read_text("utf-8"))
    assert manifest["snapshot"] == made.snapshot
    assert manifest["cases"] == CASES
    told = {item["id"]: item for item in manifest["instruments"]}
    assert {id: item["fingerprint"] for id, item in told.items()} == {
        item.id: item.fingerprint for item in INSTRUMENTS
    }
    assert all(sum(item["counts"].values()) == CASES for item in told.values())
