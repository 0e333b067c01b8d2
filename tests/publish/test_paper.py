"""The documents: tagged, in a language, every picture described, and the same everywhere."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

import pikepdf
import pytest
import typst

from evenhand.disclosure.pdf_text import texts
from evenhand.publish.edition import Edition, edit
from evenhand.publish.laid import laid
from evenhand.publish.page.page import PAPERS
from evenhand.publish.paper import setting
from evenhand.publish.paper.content import content
from evenhand.publish.tongue import LANGUAGES, tongue
from tests.publish.conftest import protection
from tests.support import editions
from tests.support.editions import TOLD, VINTAGE


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """One of the languages."""
    return str(request.param)


@pytest.fixture(scope="module")
def document(language: str, release_files: Mapping[str, bytes]) -> Iterator[pikepdf.Pdf]:
    """The document in that language."""
    with pikepdf.open(io.BytesIO(release_files[PAPERS[language]])) as opened:
        yield opened


def _elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from _elements(node.K)


def _tags(document: pikepdf.Pdf, name: str) -> list[pikepdf.Dictionary]:
    found = _elements(document.Root.StructTreeRoot.K)
    return [one for one in found if one.get("/S") == pikepdf.Name(f"/{name}")]


def test_it_is_tagged_and_says_its_language(document: pikepdf.Pdf, language: str) -> None:
    """A structure tree, marked content, a title that is displayed, and the language."""
    root = document.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == language
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert _tags(document, "H1")
    assert len(_tags(document, "H2")) >= 6


def test_it_claims_pdf_ua(document: pikepdf.Pdf) -> None:
    """The metadata claim PDF/UA part 1, which Typst refuses to write where it does not hold."""
    metadata = document.open_metadata(set_pikepdf_as_editor=False)
    assert metadata["pdfuaid:part"] == "1"
    assert metadata["dc:title"] == "Made-up courts, 2012"


def test_every_picture_is_described(document: pikepdf.Pdf, edition: Edition, language: str) -> None:
    """As many figures with a description as there are charts, and the descriptions are theirs."""
    said, drawings = content(laid(edition, protection(), tongue(language)))
    alts = [
        picture["alt"]
        for section in said["sections"]
        for exhibit in section["exhibits"]
        for picture in exhibit["pictures"]
    ]
    found = [str(one.Alt) for one in _elements(document.Root.StructTreeRoot.K) if "/Alt" in one]
    assert len(found) == len(drawings) > 3
    assert found == alts


def test_every_table_is_headed(document: pikepdf.Pdf) -> None:
    """Each table has headed columns and a caption before it."""
    tables = _tags(document, "Table")
    assert len(tables) >= 5
    for table in tables:
        heads = [one for one in _elements(table) if one.get("/S") == pikepdf.Name("/TH")]
        assert len(heads) >= 2
    assert len(_tags(document, "Caption")) >= len(tables)


def test_only_fonts_that_come_with_typst_are_used(document: pikepdf.Pdf) -> None:
    """No font of the machine is in it, so that it is the same on every machine."""
    names = {
        re.sub(r"^/[A-Z]{6}\+", "", str(font.BaseFont))
        for page in document.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert names
    assert all(name.startswith("LibertinusSerif") for name in names)
    assert "Libertinus Serif" in typst.Fonts(include_system_fonts=False).families()


def test_no_day_and_no_machine_is_in_it(document: pikepdf.Pdf) -> None:
    """The metadata name the program and no time but the first of all, no person and no path."""
    text = document.Root.Metadata.read_bytes().decode("utf-8")
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", text)) <= {"1970-01-01T"}
    assert "/tmp" not in text
    assert "/home" not in text


def test_the_layout_imports_nothing() -> None:
    """Typst fetches what a layout imports, so this one imports nothing."""
    layout = files("evenhand.publish.paper").joinpath("paper.typ").read_text("utf-8")
    assert "import" not in layout
    assert "include" not in layout
    assert "@" not in layout


def test_content_is_never_markup() -> None:
    """A title that reads like a command to the layout is printed as it is, and runs nothing."""
    wild = '#import "@preview/x:1.0.0": * $x$ *bold* #panic() \\ "'
    made = editions.release()
    edition = edit(wild, VINTAGE, TOLD, made.tables, made.estimates)
    with pikepdf.open(
        io.BytesIO(setting.paper(laid(edition, protection(), tongue("en"))))
    ) as opened:
        metadata = opened.open_metadata(set_pikepdf_as_editor=False)
        assert metadata["dc:title"] == wild


def test_no_word_is_parted_at_the_end_of_a_line(
    language: str, release_files: Mapping[str, bytes]
) -> None:
    """Whoever searches the document for a cell's words, as the scan does, finds them whole."""
    lines = texts(release_files[PAPERS[language]]).lines
    assert len(lines) > 100
    assert [line for line in lines if re.search(r"\w[-\u00ad\u2010]$", line)] == []
