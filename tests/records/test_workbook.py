"""Sheets of workbooks: cells as text, the choice of sheet and header, and what is refused."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest

from evenhand.records import open_workbook
from evenhand.terms.refusal import BadInput

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the test workbooks")


def workbook(desk, sheets, name="book.xlsx"):
    """A fingerprinted workbook of ``sheets``: name to rows of cells, from A1."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for place, row in enumerate(rows, 1):
            for column, cell in enumerate(row, 1):
                sheet.cell(place, column, cell)
    held = io.BytesIO()
    book.save(held)
    return desk.file(held.getvalue(), name)


CELLS = [
    ("007", "007"),
    (20, "20"),
    (20.0, "20"),
    (20.5, "20.5"),
    (0.1, "0.1"),
    (-3, "-3"),
    (1e20, "1e+20"),
    (9007199254740991, "9007199254740991"),
    (True, "TRUE"),
    (False, "FALSE"),
    (datetime.date(2019, 1, 5), "2019-01-05"),
    (datetime.datetime.fromisoformat("2019-01-05T03:04:05"), "2019-01-05 03:04:05"),
    (datetime.time(3, 4), "03:04:00"),
    (datetime.timedelta(hours=30, seconds=5), "30:00:05"),
    (" N/A ", " N/A "),
    ("None", "None"),
    ("one\ntwo", "one\ntwo"),
    ("Bayamón", "Bayamón"),
    (None, ""),
]


def test_cells_become_exact_text(desk):
    """Numbers, dates and truth values become their shortest exact text; text stays as it is."""
    source = workbook(desk, {"Cases": [["id", "cell"], *(["x", cell] for cell, _ in CELLS)]})
    outcome = desk.read(open_workbook(source))
    assert [value for _, value in outcome.values] == [text for _, text in CELLS]


def test_the_only_visible_sheet_needs_no_name(desk):
    """One visible sheet is read without being named; a hidden one is read by name."""
    source = workbook(desk, {"Cases": [["a", "b"], [1, 2]], "Codes": [["c", "d"], [3, 4]]})
    book = openpyxl.load_workbook(source.path)
    book["Codes"].sheet_state = "hidden"
    book.save(source.path)
    source = desk.file(source.path.read_bytes(), source.name)
    assert desk.read(open_workbook(source)).values == [("1", "2")]
    assert desk.read(open_workbook(source, sheet="Codes")).values == [("3", "4")]


def test_several_sheets_must_be_chosen_from(desk):
    """With several sheets a refusal lists them, and a wrong name too."""
    source = workbook(desk, {"Cases": [["a", "b"]], "Codes": [["c", "d"]]})
    with pytest.raises(BadInput, match="2 visible sheets") as refusal:
        open_workbook(source)
    assert "'Cases', 'Codes'" in refusal.value.remedy
    with pytest.raises(BadInput, match="no sheet 'cases'"):
        open_workbook(source, sheet="cases")


def test_a_preamble_is_skipped_and_counted(desk):
    """Rows above header_row are a preamble; row numbers are those of the sheet."""
    rows = [["Title"], [], ["as of", 2019], [None, "id", "nat"], [None, 1, "MX"], [], ["", 2, "GT"]]
    reading = open_workbook(workbook(desk, {"Cases": rows}), header_row=4)
    outcome = desk.read(reading)
    assert reading.header == ("", "id", "nat")
    assert outcome.rows == [(5, "", "1", "MX"), (7, "", "2", "GT")]
    assert outcome.rejects == [(6, "blank line", "")]
    assert outcome.account.preamble == 3


def test_a_table_away_from_the_corner_keeps_its_rows(desk):
    """Empty rows and columns before the table do not shift row numbers or columns."""
    source = workbook(desk, {"Cases": [[], [None, "a", "b"], [None, 1, 2]]})
    reading = open_workbook(source, header_row=2, columns=["B"])
    assert reading.header == ("", "a", "b")
    assert desk.read(reading).rows == [(3, "2")]


def test_a_lone_title_is_no_header(desk):
    """A title over the table is refused, with the row that looks like the header."""
    source = workbook(desk, {"Cases": [["ICE statistics"], [], ["a", "b", "c"], [1, 2, 3]]})
    with pytest.raises(BadInput, match="row 3 fills 3") as refusal:
        open_workbook(source)
    assert "header_row" in refusal.value.remedy


def test_a_list_of_one_column_is_read(desk):
    """A sheet of one column has a header of one cell."""
    assert desk.read(open_workbook(workbook(desk, {"Ids": [["id"], ["A1"]]}))).values == [("A1",)]


def test_blank_rows_at_the_end_are_counted_apart(desk):
    """Rows of empty text after the last record are blank, not rejected."""
    source = workbook(desk, {"Cases": [["a", "b"], [1, 2], ["x", "x"], ["x", "x"]]})
    content = source.path.read_bytes()
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"<t>x</t>", b"<t></t>"))
    outcome = desk.read(open_workbook(desk.file(held.getvalue(), source.name)))
    assert outcome.rows == [(2, "1", "2")]
    assert (outcome.account.read, outcome.account.rejected, outcome.account.blank) == (1, 0, 2)


@pytest.mark.parametrize("old", [b"PK\x03\x04not a zip", b"\xd0\xcf\x11\xe0not a book", b"text"])
def test_what_is_no_workbook_is_refused(desk, old):
    """A damaged workbook, or none, is refused by name."""
    with pytest.raises(BadInput, match=r"book\.xlsx cannot be read as a workbook"):
        open_workbook(desk.file(old, "book.xlsx"))


def test_every_flipped_byte_of_a_sheet_is_noticed(desk):
    """A workbook whose packed sheet is altered anywhere is refused, never read differently."""
    source = workbook(desk, {"Cases": [["a", "b"], *([f"x{n}", n] for n in range(500))]})
    content = source.path.read_bytes()
    with zipfile.ZipFile(source.path) as packed:
        part = packed.getinfo("xl/worksheets/sheet1.xml")
    begin = part.header_offset + 30 + len(part.filename)
    for place in range(begin, begin + part.compress_size, 97):
        spoilt = bytearray(content)
        spoilt[place] ^= 0x10
        with pytest.raises(BadInput):
            open_workbook(desk.file(bytes(spoilt), "spoilt.xlsx"))


def test_what_would_fill_the_memory_is_refused(desk, monkeypatch):
    """A cell at the far corner of a sheet, or a vast unpacked size, is refused beforehand."""
    source = workbook(desk, {"Cases": [["a", "b"], [1, 2]]})
    book = openpyxl.load_workbook(source.path)
    book["Cases"]["XFD1048576"] = "far"
    book.save(source.path)
    with pytest.raises(BadInput, match="17,179,869,184 cells"):
        open_workbook(desk.file(source.path.read_bytes(), source.name))
    monkeypatch.setattr("evenhand.records.workbook.LARGEST_UNPACKED", 100)
    with pytest.raises(BadInput, match="would not fit"):
        open_workbook(workbook(desk, {"Cases": [["a", "b"], [1, 2]]}))


@pytest.mark.parametrize(
    ("rows", "options", "fault"),
    [
        ([], {}, "no row 1"),
        ([[None, None], [1, 2]], {}, "no header"),
        ([["a", "b"]], {"header_row": 9}, "no row 9"),
        ([["a", "b", "A"]], {}, "same name"),
        ([["a", "b"]], {"columns": ["c"]}, "lacks wanted"),
        ([["a", "b"]], {"header_row": 0}, "header_row"),
    ],
)
def test_headers_that_cannot_be_right_are_refused(desk, rows, options, fault):
    """Each such sheet is refused when opened."""
    with pytest.raises(BadInput, match=fault):
        open_workbook(workbook(desk, {"Cases": rows}), **options)
