"""Examples of unquoted text: what is loaded, what is rejected and why."""

from __future__ import annotations

import pytest

from evenhand.records import open_unquoted
from evenhand.terms.refusal import BadInput

# The text after the header a, b, c; the rows loaded; the rejects.
EXAMPLES = {
    "LF": (b"1\t2\t3\n4\t5\t6\n", [(2, "1", "2", "3"), (3, "4", "5", "6")], []),
    "CRLF": (b"1\t2\t3\r\n4\t5\t6\r\n", [(2, "1", "2", "3"), (3, "4", "5", "6")], []),
    "both line ends": (b"1\t2\t3\r\n4\t5\t6\n", [(2, "1", "2", "3"), (3, "4", "5", "6")], []),
    "no newline at the end": (b"1\t2\t3", [(2, "1", "2", "3")], []),
    "cut short in the last line": (
        b"1\t2\t3\n4\t5",
        [(2, "1", "2", "3")],
        [(3, "too few fields (2, header has 3)", "4\t5")],
    ),
    "cut short in the last line end": (b"1\t2\t3\r", [(2, "1", "2", "3")], []),
    "empty cells": (b"\t\t\n\t2\t\n", [(2, "", "", ""), (3, "", "2", "")], []),
    "values that look like nothing": (
        b"NA\tN/A\tNULL\n None\t \tnan\n",
        [(2, "NA", "N/A", "NULL"), (3, " None", " ", "nan")],
        [],
    ),
    "numbers and dates stay text": (
        b"007\t1e5\t2019-01-05 00:00:00.000\n",
        [(2, "007", "1e5", "2019-01-05 00:00:00.000")],
        [],
    ),
    "quotes are characters": (
        b'"1\t2"\t"3"\n4\t""\t"\n',
        [(2, '"1', '2"', '"3"'), (3, "4", '""', '"')],
        [],
    ),
    "backslashes are characters": (b"1\\\t\\N\t\\\n", [(2, "1\\", "\\N", "\\")], []),
    "Latin-1": (b"Bayam\xf3n\t\x85\t\xff\n", [(2, "Bayamón", "\x85", "ÿ")], []),
    "other line ends of Unicode": (
        b"\x0b\x0c\t\x1c\t\x1d\x1e\n",
        [(2, "\x0b\x0c", "\x1c", "\x1d\x1e")],
        [],
    ),
    "a mark inside the data": (b"\xef\xbb\xbf1\t2\t3\n", [(2, "ï»¿1", "2", "3")], []),
    "too many fields": (
        b"1\t2\t3\t4\n5\t6\t7\n",
        [(3, "5", "6", "7")],
        [(2, "too many fields (4, header has 3)", "1\t2\t3\t4")],
    ),
    "too many fields, though empty": (
        b"1\t2\t3\t\t\r\n",
        [],
        [(2, "too many fields (5, header has 3)", "1\t2\t3\t\t")],
    ),
    "broken by a line feed": (
        b"1\t2\n\t3\n4\t5\t6\n",
        [(4, "4", "5", "6")],
        [
            (2, "too few fields (2, header has 3)", "1\t2"),
            (3, "too few fields (2, header has 3)", "\t3"),
        ],
    ),
    "carriage return inside": (
        b"1\t2\rx\t3\r\n4\t5\t6\r\n",
        [(3, "4", "5", "6")],
        [(2, "stray carriage return", "1\t2\rx\t3")],
    ),
    "carriage return inside the last field": (
        b"4\t5\t6\r\n1\t2\t3\rx\n4\t5\t6\r\n",
        [(2, "4", "5", "6"), (4, "4", "5", "6")],
        [(3, "stray carriage return", "1\t2\t3\rx")],
    ),
    "two carriage returns": (b"1\t2\t3\r\r\n", [], [(2, "stray carriage return", "1\t2\t3\r")]),
    "blank line between": (
        b"1\t2\t3\n\n\r\n4\t5\t6\n",
        [(2, "1", "2", "3"), (5, "4", "5", "6")],
        [(3, "blank line", ""), (4, "blank line", "")],
    ),
    "blank line, then only a damaged one": (
        b"\nx\n",
        [],
        [(2, "blank line", ""), (3, "too few fields (1, header has 3)", "x")],
    ),
    "spaces are no blank line": (b"  \n", [], [(2, "too few fields (1, header has 3)", "  ")]),
    "nothing after the header": (b"", [], []),
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_examples(desk, name, packed):
    """Each example gives exactly these rows and rejects, with their lines, packed or not."""
    text, rows, rejects = EXAMPLES[name]
    outcome = desk.read(open_unquoted(desk.file(b"a\tb\tc\n" + text, "court.csv" + packed)))
    assert outcome.rows == rows
    assert outcome.rejects == rejects
    assert outcome.account.loaded == len(rows)
    assert outcome.account.rejected == len(rejects)
    assert outcome.account.read == len(rows) + len(rejects)
    assert outcome.account.cleaned == outcome.account.blank == 0


@pytest.mark.parametrize("ends", [b"\n", b"\n\n\n", b"\r\n\r\n", b"\0\r\n"])
def test_blank_lines_at_the_end_are_counted_apart(desk, ends):
    """Empty lines after the last record are neither read nor rejected, but counted."""
    outcome = desk.read(open_unquoted(desk.file(b"a\tb\n1\t2\n" + ends)))
    assert (outcome.values, outcome.rejects) == ([("1", "2")], [])
    assert (outcome.account.read, outcome.account.blank) == (1, ends.count(b"\n"))


def test_nul_bytes_are_removed_and_the_rows_counted(desk):
    """Rows loaded without their NUL bytes are counted; a damaged row is shown with them."""
    text = b"a\tb\n1\0\t2\r\0\n\0\0x\ty\nplain\trow\nlone\0\n"
    outcome = desk.read(open_unquoted(desk.file(text)))
    assert outcome.values == [("1", "2"), ("x", "y"), ("plain", "row")]
    assert outcome.account.cleaned == 2
    assert outcome.rejects == [(5, "too few fields (1, header has 2)", "lone\0")]


def test_reasons_have_few_stable_keys(desk):
    """The account counts rejects by key, without the numbers of each."""
    text = b"a\tb\n1\n1\t2\t3\n1\t2\t3\t4\n1\r\t2\n\n1\t2\n"
    account = desk.read(open_unquoted(desk.file(text))).account
    assert account.reasons == {
        "too few fields": 1,
        "too many fields": 2,
        "stray carriage return": 1,
        "blank line": 1,
    }


@pytest.mark.parametrize(
    ("encoding", "raw", "loaded"),
    [
        ("utf-8", b"\xc3\xb3", "ó"),
        ("utf-8", b"\xff", None),
        ("utf-8", b"\xef\xbb\xbf", "\ufeff"),
        ("ascii", b"\xc3", None),
        ("cp1252", b"\x93", "\u201c"),
        ("cp1252", b"\x81", None),
        ("latin-1", b"\x81", "\x81"),
    ],
)
def test_encodings(desk, encoding, raw, loaded):
    """A row is decoded as told or rejected with its bytes shown, and its neighbours stay."""
    text = b"a\tb\n" + raw + b"\tfirst\nplain\trow\n" + raw + b"\tlast\n"
    outcome = desk.read(open_unquoted(desk.file(text), encoding=encoding))
    if loaded:
        assert outcome.values == [(loaded, "first"), ("plain", "row"), (loaded, "last")]
    else:
        assert outcome.values == [("plain", "row")]
        shown = raw.decode("ascii", "backslashreplace")
        assert outcome.rejects == [
            (2, f"undecodable (not {encoding})", shown + "\tfirst"),
            (4, f"undecodable (not {encoding})", shown + "\tlast"),
        ]


@pytest.mark.parametrize("block", [1, 2, 1 << 20])
def test_a_mark_before_the_header_is_removed(desk, monkeypatch, block):
    """A UTF-8 byte order mark is no part of the first column's name, however it is read."""
    monkeypatch.setattr("evenhand.records.blocks.BLOCK", block)
    reading = open_unquoted(desk.file(b"\xef\xbb\xbfIDNCASE\tb\n1\t2\n"))
    assert reading.header == ("IDNCASE", "b")
    assert desk.read(reading).values == [("1", "2")]


def test_wanted_columns_are_found_whatever_their_case(desk):
    """Wanted columns come in the wanted order and spelling; the header keeps the file's."""
    source = desk.file(b"idnCase\tNAT\tGender \n1\t2\t3\n")
    reading = open_unquoted(source, columns=["GENDER", "IDNCASE"])
    assert reading.header == ("idnCase", "NAT", "Gender ")
    assert reading.schema.names == ["row", "GENDER", "IDNCASE"]
    assert desk.read(reading).rows == [(2, "3", "1")]


def test_missing_columns_are_listed_with_those_there(desk):
    """A refusal for missing columns names them and what the header has."""
    with pytest.raises(BadInput) as refusal:
        open_unquoted(desk.file(b"idnCase\tNAT\n"), columns=["IDNCASE", "SEX", "LANG"])
    assert "'SEX', 'LANG'" in refusal.value.what
    assert "IDNCASE" not in refusal.value.what
    assert "'idnCase', 'NAT'" in refusal.value.remedy


REFUSED = {
    "blank header": (b"\n1\t2\n", {}, "no header"),
    "nothing but a mark": (b"\xef\xbb\xbf", {}, "no header"),
    "nothing but tabs": (b"\t\t\n", {}, "no header"),
    "a name twice": (b"a\tb\ta\n", {}, "same name: 'a'"),
    "a name twice but for case": (b"IDNCASE\tidncase\n", {}, "same name"),
    "commas": (b"a,b,c\n1,2,3\n", {}, "one field"),
    "one column": (b"a\n1\n", {}, "one field"),
    "NUL in the header": (b"a\0\tb\0\n", {}, "UTF-16"),
    "UTF-16 with a mark": ("a\tb\n".encode("utf-16"), {}, "UTF-16"),
    "UTF-32 with a mark": ("\ufeffa\tb\n".encode("utf-32-be"), {}, "UTF-16"),
    "old Macintosh": (b"a\tb\r1\t2\r", {}, "carriage return"),
    "a column called row": (b"ROW\tb\n", {}, "called 'row'"),
    "a column asked for twice": (b"a\tb\n", {"columns": ["a", "A"]}, "twice"),
    "header not in the encoding": (b"\xff\tb\n", {"encoding": "utf-8"}, "not utf-8"),
    "unknown encoding": (b"a\tb\n", {"encoding": "klingon"}, "klingon"),
    "encoding that hides delimiters": (b"a\tb\n", {"encoding": "utf-16"}, "not read"),
    "long delimiter": (b"a\tb\n", {"delimiter": "||"}, "delimiter"),
    "quote as delimiter": (b"a\tb\n", {"delimiter": '"'}, "delimiter"),
    "header beyond the end": (b"a\tb\n", {"header_row": 9}, "no header"),
    "header above the beginning": (b"a\tb\n", {"header_row": 0}, "header_row"),
    "gzip cut short": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b", {}, "cut short"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_cannot_be_right_are_refused(desk, name):
    """Each such file is refused when opened, with the fault and a remedy."""
    content, options, fault = REFUSED[name]
    with pytest.raises(BadInput, match=fault) as refusal:
        open_unquoted(desk.file(content), **options)
    assert refusal.value.remedy


def test_lines_above_the_header_are_skipped_and_counted(desk):
    """With header_row the lines above are a preamble, and line numbers stay those of the file."""
    reading = open_unquoted(desk.file(b"Title\n\nx\ty\tz\na\tb\n1\t2\n"), header_row=4)
    outcome = desk.read(reading)
    assert (outcome.rows, outcome.account.preamble) == ([(5, "1", "2")], 3)


def test_a_line_without_end_is_refused(desk, monkeypatch):
    """A file whose line never ends is refused before it fills the memory."""
    monkeypatch.setattr("evenhand.records.blocks.LONGEST_LINE", 1000)
    monkeypatch.setattr("evenhand.records.blocks.BLOCK", 100)
    reading = open_unquoted(desk.file(b"a\tb\n" + b"x" * 5000 + b"\n"))
    with pytest.raises(BadInput, match="line of more than"):
        desk.read(reading)


def test_a_reading_is_read_once(desk):
    """A second pass is an error of the program, since it would count every row twice."""
    reading = open_unquoted(desk.file(b"a\tb\n1\t2\n"))
    desk.read(reading)
    with pytest.raises(RuntimeError, match="once"):
        desk.read(reading)
