"""A document as a tagged PDF (PDF/UA), the same bytes from the same text on every machine."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path

import typst

from evenhand.request.pages import Pages

# A PDF must say when it was made; the day of the text is in the text, so this is one for all.
NO_TIME = dt.datetime(2011, 6, 17, tzinfo=dt.UTC)


def write_pdf(pages: Pages, path: Path) -> None:
    """Write a document."""
    told = {
        "title": pages.title,
        "running": pages.running,
        "blocks": [{"is": type(block).__name__, **asdict(block)} for block in pages.blocks],
    }
    with as_file(files(__package__).joinpath("pages.typ")) as source:
        made = typst.compile(
            str(source),
            sys_inputs={"pages": json.dumps(told)},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=NO_TIME,
        )
    path.write_bytes(made)
