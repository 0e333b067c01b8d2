"""The example reports in the documents: whole, certified, and with no small number in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evenhand.cli.making_release import written
from evenhand.disclosure.receiving import received
from evenhand.disclosure.reopening import DOCUMENT, reopened
from evenhand.publish.edition_file import EDITION, read_edition
from evenhand.publish.folder import CERTIFICATE, open_folder

REPORTS = Path(__file__).parents[2] / "docs" / "examples" / "reports"
NAMES = sorted(path.name for path in REPORTS.iterdir() if path.is_dir())


def test_every_example_is_there() -> None:
    """Three on real records, one on a synthetic docket, each named in the page on publishing."""
    page = (REPORTS.parents[1] / "publishing.md").read_text("utf-8")
    assert len(NAMES) == 4
    assert all(f"examples/reports/{name}/" in page for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_whole_and_certified(name: str) -> None:
    """No byte was changed since it was made, and its certificate found nothing to work out."""
    opened = open_folder(REPORTS / name)
    certificate = json.loads((opened.path / "certificate.json").read_text("utf-8"))
    assert certificate["recovered"] == certificate["shown_to_be_few"] == 0
    assert certificate["rates_giving_counts"] == certificate["same_outcome_for_everybody"] == 0
    assert certificate["cannot_be_protected"] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_number_under_eleven_is_printed(name: str) -> None:
    """No cell of an example prints a number of people from 1 to 10, nor a range that ends there."""
    printed = json.loads((REPORTS / name / "release.json").read_text("utf-8"))
    cells = [cell for table in printed["tables"] for cell in table["cells"]]
    assert len(cells) > 10
    assert [c for c in cells if c["high"] is not None and 0 < c["high"] < 11] == []
    assert [c for c in cells if c["drawn"] is not None and c["drawn"] < 11] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_site_can_show_an_example(name: str) -> None:
    """An example has the words of its pages, and what each of its measures is."""
    folder = open_folder(REPORTS / name)
    again = reopened(folder.content(DOCUMENT), folder.content(CERTIFICATE))
    edition = read_edition(folder.content(EDITION), again.tables, again.estimates)
    assert edition.measures
    assert all(measured.told.question and measured.told.sources for measured in edition.measures)
    assert "None" not in edition.vintage.dated


def test_the_synthetic_example_comes_out_again_byte_for_byte() -> None:
    """Attacked anew and built anew from its safe tables, each of its files is the one here."""
    folder = open_folder(REPORTS / "synthetic")
    again = reopened(folder.content(DOCUMENT), folder.content(CERTIFICATE))
    release = received(again, ())
    edition = read_edition(folder.content(EDITION), again.tables, again.estimates)
    files = written(edition, release.rule)
    assert set(folder.files) == {*files, DOCUMENT, CERTIFICATE}
    assert [name for name, content in files.items() if folder.content(name) != content] == []
