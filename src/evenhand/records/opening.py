"""Opening a file whose kind is not known beforehand, by what it holds, never by a silent guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.records.account import SourceFile, unreadable_is_bad_input
from evenhand.records.blocks import Lines, has_utf8_mark
from evenhand.records.columnar import open_parquet
from evenhand.records.delimited import open_unquoted
from evenhand.records.header import DELIMITERS, check_header_row
from evenhand.records.layout import Layout, LayoutUnclear
from evenhand.records.quoted import open_quoted
from evenhand.records.reading import Reading
from evenhand.records.workbook import open_workbook, packed_parts
from evenhand.terms.refusal import BadInput

PARQUET = b"PAR1"
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def open_any(
    source: SourceFile,
    *,
    delimiter: str | None = None,
    quoted: bool | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    columns: Sequence[str] | None = None,
) -> Reading:
    """Open a text file (gzip or not), a workbook or a Parquet file; ``Reading.how`` says as what.

    The kind is told by the file's first bytes, whatever its name ends in. For text, ``delimiter``
    left out is the one of comma, bar, tab and semicolon that occurs in the header; ``quoted`` left
    out is False for tabs (the court's way) and True otherwise; ``encoding`` left out is latin-1
    without quoting and utf-8 with it, or with a byte order mark. Raises BadInput naming what to
    say when none or several delimiters occur, for what was said of a layout that the kind does
    not have, and whatever the single openers raise.
    """
    kind = _first_bytes(source)
    text = {"delimiter": delimiter, "quoted": quoted, "encoding": encoding}
    if kind.startswith(PARQUET):
        _refuse(source, "a Parquet file", {**text, "sheet": sheet, "header_row": header_row})
        return open_parquet(source, columns=columns)
    if kind.startswith((ZIP, OLD_EXCEL)):
        _check_is_workbook(source)
        _refuse(source, "a workbook", text)
        return open_workbook(source, sheet=sheet, header_row=header_row, columns=columns)
    _refuse(source, "text", {"sheet": sheet})
    line = 1 if header_row is None else header_row
    check_header_row(line)
    delimiter = delimiter or _only_delimiter(source, line)
    if quoted is None:
        quoted = delimiter != "\t"
    if encoding is None:
        encoding = "utf-8" if quoted or has_utf8_mark(source) else "latin-1"
    opener = open_quoted if quoted else open_unquoted
    return opener(source, delimiter=delimiter, encoding=encoding, columns=columns, header_row=line)


def open_laid_out(
    source: SourceFile, layout: Layout, columns: Sequence[str] | None = None
) -> Reading:
    """Open a file as ``open_any`` does, with what a person said of its layout."""
    return open_any(
        source,
        delimiter=layout.mark,
        quoted=layout.quoted,
        encoding=layout.encoding,
        sheet=layout.sheet,
        header_row=layout.header_row,
        columns=columns,
    )


def _refuse(source: SourceFile, kind: str, said: Mapping[str, object]) -> None:
    """Refuse what was said of a layout that this kind of file does not have."""
    if idle := [key for key, value in said.items() if value is not None]:
        raise BadInput(
            f"{source.name} is {kind}, which has no {' and no '.join(idle)}.", "Leave it out."
        )


def _first_bytes(source: SourceFile) -> bytes:
    with unreadable_is_bad_input(source.name), source.path.open("rb") as handle:
        return handle.read(8)


def _check_is_workbook(source: SourceFile) -> None:
    parts = packed_parts(source)
    if parts and "[Content_Types].xml" not in parts and "content.xml" not in parts:
        raise BadInput(
            f"{source.name} is a ZIP archive of {len(parts)} files.",
            "Unpack it and name the file to read.",
        )


def _only_delimiter(source: SourceFile, header_row: int) -> str:
    """The delimiter that divides the header, if there is exactly one that could."""
    lines = Lines(source)
    header = lines.header(header_row)
    lines.close()
    # Every second piece between quotes lies inside them, where a delimiter divides nothing.
    outside = b" ".join(header.split(b'"')[::2])
    found = [mark for mark in DELIMITERS if mark.encode() in outside]
    if len(found) == 1:
        return found[0]
    words = " and ".join(DELIMITERS[mark] for mark in found) or "none of , | tab ;"
    raise LayoutUnclear(
        f"The header of {source.name} (line {header_row}) holds {words}.",
        "delimiter",
        "header_row",
        first="Say what divides it, or where the header stands",
    )
