"""Every column of every table of a docket says what it means and who may see it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pyarrow.parquet as pq
import pytest

from evenhand.docket.catalogue import Protection, catalogue
from evenhand.docket.checking import check_docket
from evenhand.docket.columns import columns, table_of
from evenhand.terms.refusal import BadDocket
from tests.support.columns_page import fact_marks, table_page
from tests.support.forms import charges, crimes, write_forms

PAGE = Path(__file__).resolve().parents[2] / "docs" / "docket-format.md"
WRITTEN = [table for table in columns() if table not in ("facts", "sources")]


def on_disk(folder: Path) -> dict[str, set[str]]:
    """Give the columns of every table of a docket as they stand on the disk, by table."""
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*.parquet"):
        table = table_of(path.relative_to(folder).with_suffix("").as_posix())
        found.setdefault(table, set()).update(pq.read_schema(path).names)
    return found


@pytest.fixture
def dockets(synthetic, tmp_path, load) -> list[dict[str, set[str]]]:
    """Give the columns on disk of a docket of each kind of record."""
    form = {"admin_charges": charges("237a1B"), "criminal_charges": crimes("Pending", "Convicted")}
    forms = load("i213", write_forms(tmp_path / "forms.csv", [form]))
    office = synthetic.made.folder
    own = load("tabular", office / "intake.csv", mapping=office / "intake.mapping.toml")
    return [on_disk(made.folder) for made in (synthetic.docket, forms, own)]


def test_no_column_of_a_docket_is_without_a_mark(dockets):
    """Whatever the records, every column that an import writes is in the list, and no other is."""
    for docket in dockets:
        for table, found in docket.items():
            assert found == set(columns()[table]), table
    assert {table for docket in dockets for table in docket} == set(columns())


def test_every_column_has_a_meaning_and_marks_that_exist():
    """Each column says what it means, and its marks are those of the catalogue."""
    known = set(get_args(Protection))
    for table, held in columns().items():
        for name, column in held.items():
            assert column.says, (table, name)
            assert column.marks, (table, name)
            assert set(column.marks) <= known


def test_what_packs_facts_has_the_marks_of_them_all():
    """A word of bits is as well guarded as the most guarded fact in it."""
    words = [c for name, c in columns()["facts"].items() if name.startswith(("yes_", "no_"))]
    yes_no = {fact.protection for fact in catalogue().values() if not fact.is_span}
    assert {mark for word in words for mark in word.marks} == yes_no


def test_a_value_that_could_not_be_read_may_be_anything():
    """The raw text of notes and rejects has every mark but open."""
    for table in ("notes", "rejects"):
        assert set(columns()[table]["raw"].marks) == set(get_args(Protection)) - {"open"}


@pytest.mark.parametrize("table", WRITTEN)
def test_the_page_shows_every_column_with_its_mark(table):
    """docs/docket-format.md has the columns, meanings, sources and marks of the data."""
    text = PAGE.read_text("utf-8")
    section = text.split(f"\n### {table}", 1)[1].split("\n## ")[0].split("\n### ")[0]
    assert table_page(table) in section, f"put this below '### {table}':\n{table_page(table)}"


def test_the_page_shows_every_fact_with_its_mark():
    """The table of facts has each fact of the catalogue with its kind and its mark."""
    rows = [line.split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    shown = {row[0].removeprefix("| "): f"{row[3]} | {row[4]}" for row in rows if len(row) == 6}
    shown = {fact: cells for fact, cells in shown.items() if fact.strip("`") in catalogue()}
    assert shown == fact_marks()


def test_a_column_without_a_mark_is_found(synthetic, monkeypatch):
    """docket check finds a column that nobody has given a mark, by its table and name."""
    check_docket(synthetic.docket.docket)
    known = {table: dict(held) for table, held in columns().items()}
    del known["cases"]["judge"]
    monkeypatch.setattr("evenhand.docket.checking.columns", lambda: known)
    with pytest.raises(BadDocket, match=r"every column has a mark .*cases\.judge"):
        check_docket(synthetic.docket.docket)
