"""A document as DOCX, on the office's own letterhead if it has one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement

from evenhand.request.pages import Block, Heading, Pages, Paragraph, Points, Rows
from evenhand.terms.refusal import BadInput


def write_docx(pages: Pages, path: Path, letterhead: Path | None) -> None:
    """Write a document; ``letterhead`` is a DOCX whose styles, header and footer it takes."""
    made = _opened(letterhead)
    made.core_properties.title = pages.title
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.core_properties.language = "en-US"
    if letterhead is None:
        made.sections[0].header.paragraphs[0].text = pages.running
    made.add_heading(pages.title, level=1)
    for block in pages.blocks:
        _add(made, block)
    made.save(str(path))


def _opened(letterhead: Path | None) -> Document:
    try:
        return docx.Document(str(letterhead) if letterhead else None)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as fault:
        raise BadInput(
            f"{letterhead} is not a Word document (.docx).",
            "Save the letterhead as .docx (not .doc or .dotx) and name that file.",
        ) from fault


def _add(made: Document, block: Block) -> None:
    match block:
        case Heading(text):
            made.add_heading(text, level=2)
        case Paragraph(text):
            made.add_paragraph(text)
        case Points(points, marks):
            for place, point in enumerate(points):
                if marks:
                    made.add_paragraph(f"{marks[place]} {point}")
                else:
                    made.add_paragraph(point, style=_style(made, "List Bullet"))
        case Rows():
            _add_table(made, block)


def _style(made: Document, name: str) -> str | None:
    """A letterhead need not have every style."""
    return name if name in {style.name for style in made.styles} else None


def _add_table(made: Document, rows: Rows) -> None:
    made.add_paragraph(rows.caption, style=_style(made, "Caption"))
    table: Any = made.add_table(rows=1, cols=len(rows.columns))
    table.style = _style(made, "Table Grid")
    for cell, words in zip(table.rows[0].cells, rows.columns, strict=True):
        cell.text = words
        cell.paragraphs[0].runs[0].bold = True
    _repeat_on_every_page(table.rows[0])
    for row in rows.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    made.add_paragraph()


def _repeat_on_every_page(row: Any) -> None:
    """Mark a row as the table's header, which screen readers read out too."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
