"""Sheets of Excel and OpenDocument workbooks, read cell by cell as text."""

from __future__ import annotations

import datetime
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from evenhand.records.account import (
    Account,
    SourceFile,
    fingerprint,
    unreadable_is_bad_input,
)
from evenhand.records.blocks import changed
from evenhand.records.header import Columns, check_header_row, header_columns
from evenhand.records.layout import LayoutUnclear
from evenhand.records.reading import TOO_MANY, Reading, Tally
from evenhand.records.rows import RowBatches
from evenhand.terms.refusal import BadInput

# calamine unpacks a whole sheet into memory, empty cells too; a packed file may hide any amount.
LARGEST_UNPACKED = 2 << 30
MOST_CELLS = 100_000_000


def open_workbook(
    source: SourceFile,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    columns: Sequence[str] | None = None,
) -> Reading:
    """Open one sheet of an .xlsx, .xls or .ods workbook; formulas give their stored values.

    ``sheet``: its name, which may be left out when only one is visible. ``header_row``: the sheet
    row of the header (1 if left out, unless a lone title stands there); rows above it are skipped
    and counted. ``columns`` as in ``open_unquoted``.

    Dates become ISO text (2019-01-05, 2019-01-05 03:04:05), numbers their shortest exact text
    (20, 0.5), truth values TRUE and FALSE; empty cells and cells that show an error become ''. A
    row with something to the right of the header is rejected. The whole sheet is held in memory.
    Raises BadInput for a damaged or locked workbook, a sheet that is not there or not named, and
    a header that cannot be used.
    """
    check_header_row(1 if header_row is None else header_row)
    cells, name = _sheet(source, sheet)
    header = _header(source, cells, name, header_row)
    wanted = header_columns(source, header, columns)
    at = header_row or 1
    account = Account(source.name, preamble=at - 1)
    how = f"sheet {name!r}, header in row {at}"
    return Reading(
        source, wanted, how, account, lambda tally: _rows(source, cells, wanted, at, tally)
    )


def _sheet(source: SourceFile, wanted: str | None) -> tuple[CalamineSheet, str]:
    """The sheet called ``wanted``, or the only visible one, and its name."""
    with unreadable_is_bad_input(source.name):
        try:
            packed_parts(source)
            book = CalamineWorkbook.from_path(source.path)
            name = _sheet_name(source, book, wanted)
            return book.get_sheet_by_name(name), name
        except CalamineError as error:
            raise _damaged(source, error) from None


def _sheet_name(source: SourceFile, book: CalamineWorkbook, wanted: str | None) -> str:
    names = ", ".join(map(repr, book.sheet_names))
    if wanted is not None and wanted not in book.sheet_names:
        raise BadInput(f"{source.name} has no sheet {wanted!r}.", f"It has: {names}.")
    visible = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
    if wanted is None and len(visible) != 1:
        raise LayoutUnclear(
            f"{source.name} has {len(visible)} visible sheets.",
            "sheet",
            first=f"Its sheets are {names}. Say which to read",
        )
    return visible[0] if wanted is None else wanted


def packed_parts(source: SourceFile) -> list[str]:
    """The names of the parts packed in a zip file; none if it is no zip file.

    Raises BadInput if it is damaged or would fill the memory: running out of that inside
    calamine would end the whole program.
    """
    if not zipfile.is_zipfile(source.path):
        return []
    try:
        with zipfile.ZipFile(source.path) as packed:
            parts = packed.namelist()
            size = sum(part.file_size for part in packed.infolist())
            sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
            cells = max((_claimed_cells(packed, name) for name in sheets), default=0)
            fits = size <= LARGEST_UNPACKED and cells <= MOST_CELLS
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise _damaged(source, error) from None
    if not fits:
        raise BadInput(
            f"{source.name} unpacks to {size >> 20:,} MiB and claims {cells:,} cells in a sheet, "
            "which would not fit in memory.",
            "Delete the empty rows and columns beyond the records, or save the sheet as CSV.",
        )
    return parts


def _damaged(source: SourceFile, why: object) -> BadInput:
    return BadInput(
        f"{source.name} cannot be read as a workbook: {why}.",
        "Fetch it again, or open it in a spreadsheet program and save it without a password.",
    )


def _claimed_cells(packed: zipfile.ZipFile, name: str) -> int:
    """The cells from A1 to the far corner of the range that the sheet says it uses."""
    with packed.open(name) as part:
        found = re.search(rb'<dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"', part.read(8192))
    if found is None:
        return 0
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - ord("A") + 1
    return column * int(found[2])


def sheet_rows(sheet: CalamineSheet) -> Iterator[tuple[int, list[str]]]:
    """Every row of ``sheet`` from row 1, with its number and its cells from column A as text."""
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, left + [cell_text(cell) for cell in cells]


def cell_text(cell: object) -> str:
    """One cell as text."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Excel stores every number as a double; 20.0 was never typed as such. Beyond 2**53 the
        # digits written out would claim a precision that the cell does not have.
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(cell)


def _header(
    source: SourceFile, sheet: CalamineSheet, name: str, header_row: int | None
) -> list[str]:
    """The names in ``header_row``, or in row 1, up to the last one that is not blank."""
    at = header_row or 1
    names = next((cells for row, cells in sheet_rows(sheet) if row == at), None)
    if names is None:
        raise LayoutUnclear(
            f"Sheet {name!r} of {source.name} has no row {at}.",
            "header_row",
            "sheet",
            first="Say where the header stands, or name another sheet",
        )
    while names and not names[-1].strip():
        names.pop()
    # A title over the table would otherwise pass for a table of one column.
    if header_row is None and len(names) == 1 < sheet.total_width:
        filled = [sum(map(bool, cells)) for _, cells in sheet_rows(sheet)]
        likely = filled.index(max(filled)) + 1
        raise LayoutUnclear(
            f"Row 1 of sheet {name!r} of {source.name} is no header: "
            f"it fills {len(names)} cell(s), and row {likely} fills {max(filled)}.",
            "header_row",
            first="Say where the header stands",
        )
    return names or [""]


def _rows(
    source: SourceFile, sheet: CalamineSheet, columns: Columns, header_at: int, tally: Tally
) -> Iterator[pa.RecordBatch]:
    width = len(columns.header)
    gathered = RowBatches(columns, tally)
    for row, cells in sheet_rows(sheet):
        if row <= header_at:
            continue
        if not any(cells):
            tally.blank(row)
        elif any(cells[width:]):
            filled = max(place for place, cell in enumerate(cells, 1) if cell)
            tally.reject(row, TOO_MANY, "\t".join(cells), f"{filled}, header has {width}")
        else:
            gathered.add(row, (cells + [""] * width)[:width])
        if gathered.full:
            yield gathered.batch()
    if gathered.held:
        yield gathered.batch()
    if fingerprint(source.path) != source:
        raise changed(source)
