"""A small docket made through the real import, its findings, and its report read back."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find
from evenhand.review.exporting import export_findings
from evenhand.review.report import write_report
from evenhand.review.run import review_docket

IDS = ("ice-2011-03-02", "ice-2011-06-17", "ice-2011-11-17")
SMALL = ("ice-2011-06-17-victims",)  # for what does not depend on the instrument
HEADER = ("CASE", "OFFICE", "COURT", "SEEN", "ENTRY", "EWI", "CHILD", "FELONIES", "VETERAN")
MAPPING = """
name = "clinic"
key = "CASE"
office = "OFFICE"
court = "COURT"
recorded_on = "SEEN"
redacted = ["(b)(6)"]
fact.entered_on = { column = "ENTRY" }
fact.entered_unlawfully = { column = "EWI" }
fact.usc_child = { column = "CHILD" }
fact.felony_convictions = { column = "FELONIES" }
fact.honorably_discharged = { column = "VETERAN" }
"""
CHROMIUM = "/usr/bin/chromium"


def thirty_rows(offices: tuple[str, ...] = ("North", "South", "East")) -> list[tuple[str, ...]]:
    """Thirty cases, 15, 10 and 5 to an office; each fact is missing in some."""
    rows = []
    for n in range(30):
        office = offices[(0, 0, 1, 0, 1, 2)[n % 6]]
        entry = ("2010-05-01", "1999", "", "2005 at the latest")[n % 4]
        felonies = ("0", "1", "", "3", "(b)(6)")[n % 5]
        yes_no = [("yes", "no", "")[n // step % 3] for step in (1, 3, 9)]
        rows.append((f"C{n}", office, "SEA", "2011-12-01", entry, *yes_no[:2], felonies, yes_no[2]))
    return rows


@dataclass
class Report:
    """A report, with the docket and findings it was made from."""

    docket: Docket
    instruments: list[Instrument]
    findings: Path
    path: Path
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = Page(self.path.read_text("utf-8"))

    def exported(self) -> list[dict[str, str]]:
        """The findings as other programs get them."""
        out = self.findings.with_suffix(".csv")
        export_findings(self.findings, out)
        with out.open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))


class Page(HTMLParser):
    """A page taken apart: its text, its tables by id, its start tags with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.text = ""
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._key = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag == "table":
            self._rows = []
        elif tag == "caption":
            self._key = given["id"]
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.tables[self._key], self._rows = self._rows, []

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._rows and self._rows[-1]:
            self._rows[-1][-1] += data

    def body(self, key: str) -> dict[str, list[str]]:
        """The rows of a table below its head, by their first cell."""
        return {row[0].strip(): row[1:] for row in self.tables[key][1:]}


def number(cell: str) -> int:
    """Read a printed number."""
    assert re.fullmatch(r"\d{1,3}(,\d{3})*", cell), cell
    return int(cell.replace(",", ""))


def imported(folder: Path, rows: list[tuple[str, ...]], **mapped: str) -> Docket:
    """Import rows as a clinic's file; ``mapped`` changes lines of the mapping."""
    folder.mkdir(exist_ok=True)
    with (folder / "clinic.csv").open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([HEADER, *rows])
    text = MAPPING
    for key, line in mapped.items():
        text = re.sub(rf"(?m)^{key} = .*$", line, text)
    (folder / "clinic.toml").write_text(text, "utf-8")
    import_records(
        "tabular", [folder / "clinic.csv"], folder / "docket", mapping=folder / "clinic.toml"
    )
    return open_docket(folder / "docket")


def reported(
    folder: Path, rows: list[tuple[str, ...]], ids: tuple[str, ...] = SMALL, **mapped: str
) -> Report:
    """Import rows, review them and write the report."""
    docket, instruments = imported(folder, rows, **mapped), find(ids)
    review_docket(docket, instruments, folder / "findings.parquet")
    write_report(docket, folder / "findings.parquet", instruments, folder / "report.html")
    return Report(docket, instruments, folder / "findings.parquet", folder / "report.html")


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of thirty cases over three offices."""
    return reported(tmp_path_factory.mktemp("report"), thirty_rows(), IDS)


@pytest.fixture(scope="session")
def short_report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A report with every kind of part in it that a browser can lay out quickly."""
    rows = [*thirty_rows(), ("", *thirty_rows()[0][1:])]
    return reported(tmp_path_factory.mktemp("short"), rows)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A real browser; without one the test is skipped, unless EVENHAND_REQUIRE_BROWSER=1."""
    required = os.environ.get("EVENHAND_REQUIRE_BROWSER") == "1"
    if not Path(CHROMIUM).exists() and not required:
        pytest.skip(f"there is no {CHROMIUM}; EVENHAND_REQUIRE_BROWSER=1 makes this a failure")
    from playwright.sync_api import sync_playwright

    quiet = (
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    )
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=list(quiet))
        yield opened
        opened.close()
