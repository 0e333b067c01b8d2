"""Opening a file of unknown kind: told by what it holds, or refused with the option to give."""

from __future__ import annotations

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evenhand.records import open_any
from evenhand.terms.refusal import BadInput

EXAMPLES = {
    "commas": (b'a,b\n"1,1",2\n', "a comma, quoted, utf-8", ("1,1", "2")),
    "bars": (b'a|b\n"1|1"|2\n', "a vertical bar, quoted, utf-8", ("1|1", "2")),
    "semicolons": (b"a;b\n1;2,5\n", "a semicolon, quoted, utf-8", ("1", "2,5")),
    "tabs": (b'a\tb\n"1\t\xff\n', "a tab, no quoting, iso8859-1", ('"1', "ÿ")),
    "tabs with a mark": (b"\xef\xbb\xbfa\tb\n1\t\xc3\xb3\n", "no quoting, utf-8", ("1", "ó")),
    "a comma inside a quoted name": (b'"a, b"|c\n1|2\n', "a vertical bar", ("1", "2")),
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("file", ["x.csv", "x.txt.gz", "x.data"])
def test_text_is_told_by_its_header(desk, name, file):
    """The delimiter that alone occurs in the header is taken, and the reading says so."""
    content, how, values = EXAMPLES[name]
    reading = open_any(desk.file(content, file))
    assert how in reading.how
    assert desk.read(reading).values == [values]


@pytest.mark.parametrize(
    ("content", "options", "values"),
    [
        (b"a,b|c\n1,2|3\n", {"delimiter": "|"}, ("1,2", "3")),
        (b"case_id\nA1\n", {"delimiter": ","}, ("A1",)),
        (b'a\tb\n"1\t1"\t2\n', {"quoted": True}, ("1\t1", "2")),
        (b'a,b\n"1,2\n', {"quoted": False}, ('"1', "2")),
        (b"a,b\n\xf3,2\n", {"encoding": "latin-1"}, ("ó", "2")),
        (b"Title, of it;\na;b\n1;2\n", {"header_row": 2}, ("1", "2")),
        (b"a,b\n1,2\n", {"columns": ["B"]}, ("2",)),
    ],
)
def test_options_decide(desk, content, options, values):
    """Whatever is given is not guessed."""
    assert desk.read(open_any(desk.file(content), **options)).values == [values]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b|c\n1,2|3\n", "a comma and a vertical bar"),
        (b"case_id\nA1\n", "none of"),
        (b"\na,b\n", "none of"),
    ],
)
def test_an_undecided_delimiter_is_refused_with_the_option(desk, content, told):
    """No delimiter or several in the header: the refusal names the option to give."""
    with pytest.raises(BadInput, match=told) as refusal:
        open_any(desk.file(content))
    assert "delimiter" in refusal.value.remedy
    assert "header_row" in refusal.value.remedy


def test_parquet_and_archives_are_told_by_their_first_bytes(desk):
    """A Parquet file is read whatever its name; a ZIP archive is refused with what to do."""
    held = io.BytesIO()
    pq.write_table(pa.table({"a": ["1"], "b": ["2"]}), held)
    assert desk.read(open_any(desk.file(held.getvalue(), "given.csv"))).values == [("1", "2")]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("A_TblCase.csv", "a\tb\n")
    with pytest.raises(BadInput, match="ZIP archive of 1 files") as refusal:
        open_any(desk.file(held.getvalue(), "court.zip"))
    assert "Unpack" in refusal.value.remedy


def test_a_workbook_is_read_whatever_its_name(desk):
    """A workbook is told by its first bytes and takes the options of workbooks."""
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the test workbook")
    book = openpyxl.Workbook()
    for row in (["Title"], ["a", "b"], [1, 2]):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    reading = open_any(desk.file(held.getvalue(), "book.csv"), header_row=2, sheet="Sheet")
    assert desk.read(reading).rows == [(3, "1", "2")]
