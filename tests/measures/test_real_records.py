"""Measures over real records, where they are at hand: EVENHAND_REAL_RECORDS names their folder.

What the engine counts is held against what plain Python counts in the same files. No count of the
records stands here.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import os
from collections import Counter
from pathlib import Path

import pytest

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import open_docket
from evenhand.measures.answers.answering import answer
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.period import Period
from evenhand.measures.library import find

PLACE = os.environ.get("EVENHAND_REAL_RECORDS", "")
MAPPINGS = Path(__file__).resolve().parents[2] / "docs" / "examples"
CHANGE = dt.date(2015, 1, 5)


def real(name: str) -> Path:
    """Give one of the real files, or skip the test with the reason."""
    if not PLACE:
        pytest.skip("EVENHAND_REAL_RECORDS is not set: no real records here")
    path = Path(PLACE) / name
    if not path.is_file():
        pytest.skip(f"EVENHAND_REAL_RECORDS has no {name}")
    return path


def rows(path: Path) -> list[dict[str, str]]:
    """Read a packed file with Python alone."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def asked(folder: Path, path: Path, mapped: str, dated: dt.date, period: Period, *ids: str):
    """Import a file by the mapping that ships beside the documents, and ask measures of it."""
    import_records("tabular", [path], folder / "docket", mapping=MAPPINGS / mapped, dated=dated)
    return answer(find(ids), Inputs(period, open_docket(folder / "docket")), threads=1)


def test_the_removals_are_counted_on_their_side_of_the_change(tmp_path):
    """Before and after January 5, 2015: people, convictions on record and categories."""
    path = real("ice-removals-seattle/removals_2012-2016.csv.gz")
    period = Period(dt.date(2012, 1, 1), dt.date(2017, 1, 1))
    (result,) = asked(tmp_path, path, "removals.mapping.toml", dt.date(2017, 1, 1), period,
                      "removals-before-and-after")  # fmt: skip
    convicted, categories = Counter(), Counter()
    for row in rows(path):
        day = dt.datetime.strptime(row["Departed Date"], "%m/%d/%Y").date()  # noqa: DTZ007
        if period.since <= day < period.until:
            half = "before" if day < CHANGE else "after"
            convicted[half, "yes" if row["Most Serious Conviction"].strip() else "no"] += 1
            categories[half, row["Case Category"].strip() or "not recorded"] += 1
    tables = {tuple(d.name for d in t.dimensions): t.cells.to_pylist() for t in result.tables}
    found = {(r["half"], r["has_conviction"]): r["persons"]
             for r in tables["half", "has_conviction"]}  # fmt: skip
    assert found == convicted
    found = {(r["half"], r["category"]): r["persons"] for r in tables["half", "category"]}
    assert found == categories


def test_detroits_judges_are_counted_and_compared_only_within_their_docket(tmp_path):
    """Endings by representation are those of the file; dockets of its judges are not mixed."""
    path = real("eoir-detroit/cases.csv.gz")
    period = Period(dt.date(2023, 6, 1), dt.date(2026, 6, 1))
    ended, judges = asked(tmp_path, path, "detroit.mapping.toml", dt.date(2026, 6, 1), period,
                          "how-cases-ended", "judges-like-with-like")  # fmt: skip
    expected = Counter(
        "yes" if row["represented"] == "True" else "no"
        for row in rows(path)
        if row["case_outcome"] and "2023-06-01" <= row["ij_final_date"] < "2026-06-01"
    )
    found = Counter()
    for row in next(
        t.cells.to_pylist() for t in ended.tables if t.dimensions[0].name == "represented"
    ):
        found[row["represented"]] += row["persons"]
    assert found == expected
    # cases were not dealt out by chance, so nothing is said of how judges differ there
    refused = [one for one in judges.estimates if "10-90 spread (" in one.says
               and one.about["custody"] in ("detained", "never")]  # fmt: skip
    assert len(refused) == 2
    assert all(one.unanswered.startswith("Not comparable") for one in refused)
