"""Setting the document: Typst, with its own fonts, no clock, no network, PDF/UA-1 demanded."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from evenhand.publish.laid import Laid
from evenhand.publish.paper.content import content

_EPOCH = 0  # no day is in the document: the same content gives the same bytes


def paper(laid: Laid) -> bytes:
    """Set the document of an edition that is laid out in one language.

    Typst stops where a picture lacks its description or the language is not said. It would fetch
    packages that a layout imports: this one imports none, and content is data to it, never markup.
    """
    made, drawings = content(laid)
    with TemporaryDirectory() as name:
        folder = Path(name)
        layout = files("evenhand.publish.paper").joinpath("paper.typ").read_bytes()
        (folder / "paper.typ").write_bytes(layout)
        (folder / "report.json").write_text(json.dumps(made, ensure_ascii=False), "utf-8")
        for number, drawing in enumerate(drawings, 1):
            (folder / f"chart-{number}.svg").write_text(drawing, "utf-8")
        set_pdf: bytes = typst.compile(
            str(folder / "paper.typ"),
            font_paths=[],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards="ua-1",
            timestamp=_EPOCH,
            root=str(folder),
        )
    return set_pdf
