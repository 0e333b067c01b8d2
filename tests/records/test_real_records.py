"""Real records, where the environment variable EVENHAND_REAL_RECORDS names a folder of them."""

from __future__ import annotations

import csv
import gzip
import io
import os
from pathlib import Path

import pytest

from evenhand.records import fingerprint, open_any, open_workbook

# The file, the line of its header, and its rows, as counted by its publisher or by hand.
FILES = {
    "i213-seattle/i213_2021-10_to_2025-01.csv.gz": (1, 6_824),
    "eoir-detroit/cases.csv.gz": (1, 22_388),
    "eoir-detroit/court_metadata.csv": (1, 80),
    "eoir-detroit/master_totals.csv": (1, 616),
    "ice-removals-seattle/removals_2012-2016.csv.gz": (1, 16_664),
    "ice-removals-seattle/case-category-status-codes.csv": (1, 29),
    "separated-children/separated_children_raw.csv": (1, 1_667),
    "detainers-pennsylvania/pa_detainers.csv.gz": (1, 32_757),
    "detainers-yakima/detainers.csv": (1, 1_105),
    "border-patrol-blaine-spokane/USBP-BLW-SPW-Apprehensions.csv.gz": (7, 4_711),
    "border-patrol-blaine-spokane/USBP-BLW-SPW-ProcessedSubjects.csv.gz": (7, 2_573),
    "trac-asylum/trac_denials_by_court_fy2012-2017.csv": (1, 53),
}


def real(name: str):
    """The fingerprint of a real file; skips the test when it is not at hand."""
    folder = os.environ.get("EVENHAND_REAL_RECORDS")
    if not folder:
        pytest.skip("EVENHAND_REAL_RECORDS names no folder of real records")
    if not (Path(folder) / name).exists():
        pytest.skip(f"the folder of real records has no {name}")
    return fingerprint(Path(folder) / name)


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_a_real_file_is_loaded_unaltered(desk, name):
    """Each file is loaded entire, its values those that Python's csv reader finds."""
    header_row, rows = FILES[name]
    source = real(name)
    outcome = desk.read(open_any(source, header_row=header_row))
    with gzip.open(source.path) if name.endswith(".gz") else source.path.open("rb") as handle:
        text = io.TextIOWrapper(handle, "utf-8", newline="")
        delimiter = "|" if "i213" in name or "border" in name else ","
        wanted = list(csv.reader(text, delimiter=delimiter))[header_row:]
    assert outcome.account.read == outcome.account.loaded == rows
    assert [list(values) for values in outcome.values] == wanted


@pytest.mark.parametrize(
    ("book", "sheet", "header_row", "name"),
    [
        ("FY19-detentionstats.xlsx", "Facilities FY19", 7, "Name"),
        ("FY24_detentionStats.xlsx", "Facilities EOFY24", 7, "Name"),
    ],
)
def test_a_real_workbook_is_read_from_its_header(desk, book, sheet, header_row, name):
    """A sheet of facilities is read from the row of its header, its preamble counted."""
    source = real(f"ice-detention-statistics/{book}")
    reading = open_workbook(source, sheet=sheet, header_row=header_row, columns=[name])
    outcome = desk.read(reading)
    assert outcome.account.preamble == header_row - 1
    assert outcome.account.loaded > 100
    assert all(value for (value,) in outcome.values[:100])
