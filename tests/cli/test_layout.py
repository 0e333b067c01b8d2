"""Each refusal of a layout names what to say, and saying it leads to a docket."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from evenhand.docket.snapshot import open_docket
from evenhand.engines.duck import connect
from evenhand.records.layout import EXAMPLES, Layout

HEADER = ["Case ID", "Interview date", "USC child"]
ROW = ["7", "2011-06-01", "Y"]


def text(mark: str, *above: str, encoding: str = "utf-8", header: list[str] = HEADER) -> bytes:
    """Write a small file of one client, with lines above its header."""
    lines = [*above, mark.join(header), mark.join([*ROW, "x"][: len(header)])]
    return ("\n".join(lines) + "\n").encode(encoding)


def book(path: Path, *sheets: list[list[str]]) -> Path:
    """Write a workbook with one sheet for each list of rows."""
    made = Workbook()
    made.remove(made["Sheet"])
    for n, rows in enumerate(sheets, 1):
        sheet = made.create_sheet(f"List {n}")
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


# What a file holds (text, or the sheets of a workbook), the options that are refused, what the
# refusal asks for, and the options that follow it.
TEXTS = {
    "two delimiters in the header": (
        text("|", header=[*HEADER, "Name, first"]), [], "delimiter", ["--delimiter", "bar"]
    ),
    "a delimiter said wrongly": (
        text("|"), ["--delimiter", "comma"], "delimiter", ["--delimiter", "|"]
    ),
    "tabs said to be bars": (
        text("\t"), ["--delimiter", "bar"], "delimiter", ["--delimiter", "tab"]
    ),
    "a title above the header": (text(",", "Clients"), [], "header_row", ["--header-row", "2"]),
    "a blank line above the header": (
        text(",", ""), ["--delimiter", "comma"], "header_row", ["--header-row", "2"]
    ),
    "a line of equal words above the header": (
        text(",", "x,x,x"), [], "header_row", ["--header-row", "2"]
    ),
    "a header that is not utf-8": (
        text(",", encoding="cp1252", header=[*HEADER, "Niño"]), [], "encoding",
        ["--encoding", "cp1252"],
    ),
    "an unquoted header that is not utf-8": (
        text("\t", encoding="cp1252", header=[*HEADER, "Niño"]), ["--encoding", "utf-8"],
        "encoding", ["--encoding", "cp1252"],
    ),
    "a quote that holds nothing together": (
        text(",", header=[*HEADER, '"Said']), [], "quoted", ["--quoted", "no"]
    ),
}  # fmt: skip
BOOKS = {
    "two sheets": ([[["Codes"]], [HEADER, ROW]], [], "sheet", ["--sheet", "List 2"]),
    "a title in a cell": ([[["Clients"], HEADER, ROW]], [], "header_row", ["--header-row", "2"]),
    "a row that is not there": (
        [[HEADER, ROW]], ["--header-row", "9"], "header_row", ["--header-row", "1"]
    ),
}  # fmt: skip


def follow(run, tmp_path: Path, file: Path, refused: list[str], asks: str, said: list[str]) -> None:
    """Be refused, do what the refusal says, and look for the client in the docket."""
    ran = run("docket", "map", file, *refused)
    assert ran.code == 10
    option, line = EXAMPLES[asks]
    assert option in " ".join(ran.err.split())
    assert line in " ".join(ran.err.split())
    assert option.split()[0] == said[0]
    ran = run("docket", "map", file, *said)
    assert (ran.code, ran.err) == (0, "")
    assert f"\n[file]\n{asks} = " in ran.out
    plan = tmp_path / "mapping.toml"
    plan.write_text(ran.out, "utf-8")
    out = tmp_path / "docket"
    assert run("docket", "import", "tabular", file, "--mapping", plan, "--out", out).code == 0
    con = connect(threads=1)
    assert open_docket(out).known(con, "7")["usc_child"] is True
    con.close()


@pytest.mark.parametrize("case", TEXTS)
def test_a_refused_text_file_is_read_once_its_layout_is_said(run, tmp_path, case):
    """The option named in the refusal, given to `docket map`, leads to a mapping that imports."""
    content, refused, asks, said = TEXTS[case]
    file = tmp_path / "clients.csv"
    file.write_bytes(content)
    follow(run, tmp_path, file, refused, asks, said)


@pytest.mark.parametrize("case", BOOKS)
def test_a_refused_workbook_is_read_once_its_layout_is_said(run, tmp_path, case):
    """The same for workbooks: the sheet, and the row of the header."""
    sheets, refused, asks, said = BOOKS[case]
    follow(run, tmp_path, book(tmp_path / "clients.xlsx", *sheets), refused, asks, said)


def test_everything_that_can_be_said_is_tried_here():
    """No setting of a layout is without a refusal that asks for it and a way that was followed."""
    asked = {asks for _, _, asks, _ in [*TEXTS.values(), *BOOKS.values()]}
    assert asked == set(EXAMPLES) == set(Layout().__dict__)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--sheet", "Clients"], "is text, which has no sheet"),
        (["--delimiter", "::"], "cannot be a delimiter"),
        (["--encoding", "morse"], "'morse' is not read"),
        (["--header-row", "0"], "Lines are counted from 1"),
    ],
)
def test_what_a_file_cannot_have_is_refused(run, tmp_path, options, told):
    """A sheet of a text file, a delimiter of two marks: refused, never silently left out."""
    file = tmp_path / "clients.csv"
    file.write_bytes(text(","))
    ran = run("docket", "map", file, *options)
    assert ran.code == 10
    assert told in ran.err


def test_a_workbook_has_no_delimiter(run, tmp_path):
    """What is said of text is refused for a workbook."""
    file = book(tmp_path / "clients.xlsx", [HEADER, ROW])
    ran = run("docket", "map", file, "--delimiter", "comma")
    assert ran.code == 10
    assert "is a workbook, which has no delimiter" in ran.err


def test_court_files_are_asked_for_again(run, tmp_path, home):
    """The court's files have one layout: the refusal names no option that is not there."""
    folder = tmp_path / "court"
    folder.mkdir()
    for file in (home / "few").iterdir():
        given = file.read_bytes()
        case = file.name.startswith("A_TblCase.")
        (folder / file.name).write_bytes(given.replace(b"\t", b";") if case else given)
    ran = run("docket", "import", "eoir", folder, "--out", tmp_path / "docket")
    assert ran.code == 10
    assert "it holds a semicolon" in ran.err
    assert "Fetch the file again" in ran.err
    assert "docket map" not in ran.err
