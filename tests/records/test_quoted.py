"""Examples and properties of quoted text, whose records may run over several lines."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records import open_quoted
from evenhand.terms.refusal import BadInput

# The text after the header a, b, c; the rows loaded; line and key of the rejects.
EXAMPLES = {
    "plain": ("1,2,3\n4,5,6", [(2, "1", "2", "3"), (3, "4", "5", "6")], []),
    "CRLF": ("1,2,3\r\n4,5,6\r\n", [(2, "1", "2", "3"), (3, "4", "5", "6")], []),
    "quoted": ('"1","2, 3",""\r\n', [(2, "1", "2, 3", "")], []),
    "doubled quotes": ('1,"say ""no""",""""\n', [(2, "1", 'say "no"', '"')], []),
    "a record over three lines": (
        '1,"first\nsecond, with, commas\r\n\nlast",3\n4,5,6\n',
        [(2, "1", "first\nsecond, with, commas\r\n\nlast", "3"), (6, "4", "5", "6")],
        [],
    ),
    "a carriage return in quotes": ('1,"2\r2",3\n', [(2, "1", "2\r2", "3")], []),
    "values that look like nothing": ("NA,None, \n", [(2, "NA", "None", " ")], []),
    "a quote inside an unquoted field": (
        "1,5'10\",3\n4,5,6\n",
        [(2, "1", "5'10\"", "3"), (3, "4", "5", "6")],
        [],
    ),
    "too few": ("1,2\n4,5,6\n", [(3, "4", "5", "6")], [(2, "too few fields")]),
    "too many": ('1,"2",3,4\n', [], [(2, "too many fields")]),
    "stray carriage return": ("1,2\r2,3\n", [], [(2, "stray carriage return")]),
    "stray carriage return beside quotes": ('"1",2\r2,3\n', [], [(2, "stray carriage return")]),
    "text after a closing quote": (
        '1,"2"x,3\n4,5,6\n',
        [(3, "4", "5", "6")],
        [(2, "broken quotes")],
    ),
    "a quote never closed": (
        '1,"2,3\n4,5,6\n7,8,9\n',
        [(3, "4", "5", "6"), (4, "7", "8", "9")],
        [(2, "open quote")],
    ),
    "two quotes never closed": (
        '1,2,"3\n4,5,6\n7,8,"9\n',
        [(3, "4", "5", "6")],
        [(2, "broken quotes"), (4, "open quote")],
    ),
    "blank between": (
        "1,2,3\n\n4,5,6\n\n\n",
        [(2, "1", "2", "3"), (4, "4", "5", "6")],
        [(3, "blank line")],
    ),
    "a row of nothing": (",,\n", [(2, "", "", "")], []),
    "undecodable": (b"1,\xff,3\n4,5,6\n", [(3, "4", "5", "6")], [(2, "undecodable")]),
    "undecodable in the second line": (
        b'1,"2\n\xff",3\n4,5,6\n',
        [(4, "4", "5", "6")],
        [(2, "undecodable"), (3, "undecodable")],
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("packed", ["", ".gz"])
def test_examples(desk, name, packed):
    """Each example gives exactly these rows and rejects, with the lines where they begin."""
    text, rows, rejects = EXAMPLES[name]
    text = text.encode() if isinstance(text, str) else text
    outcome = desk.read(open_quoted(desk.file(b'a,"b",c\n' + text, "i213.csv" + packed)))
    assert outcome.rows == rows
    assert [(row, reason.split(" (")[0]) for row, reason, _ in outcome.rejects] == rejects
    assert outcome.account.reasons.keys() == {key for _, key in rejects}


def test_rejects_show_one_line_with_escapes(desk):
    """A reject's text is its first physical line, with bytes that cannot be decoded escaped."""
    outcome = desk.read(open_quoted(desk.file(b'a,b\n1,"\xff\r\n2,3\r\n')))
    assert outcome.rejects == [(2, "undecodable (not utf-8 at byte 4)", '1,"\\xff')]


def test_other_delimiters_and_encodings(desk):
    """Bars and Latin-1 are read when told so."""
    source = desk.file('a|b\n"1|1"|ó\n'.encode("latin-1"))
    outcome = desk.read(open_quoted(source, delimiter="|", encoding="latin-1"))
    assert outcome.values == [("1|1", "ó")]


def test_nul_bytes_are_removed_anywhere_in_a_record(desk):
    """NUL bytes in any line of a record are removed and the row is counted once."""
    outcome = desk.read(open_quoted(desk.file(b'a,b\n1,"x\0\n\0y"\n3,4\0\n5,6\n')))
    assert outcome.values == [("1", "x\ny"), ("3", "4"), ("5", "6")]
    assert outcome.account.cleaned == 2


def test_a_header_over_two_lines(desk):
    """A header may have line breaks inside its quotes, and the first row stands after them."""
    reading = open_quoted(desk.file('"case\nid",b\n1,2\n'))
    assert reading.header == ("case\nid", "b")
    assert desk.read(reading).rows == [(3, "1", "2")]


def test_preamble_columns_and_row_numbers(desk):
    """Lines above the header are skipped and counted; wanted columns come as asked."""
    text = 'Title,,\n"Data, as of",,\n,,\nA,B,C\n1,2,3\n'
    outcome = desk.read(open_quoted(desk.file(text), header_row=4, columns=["c", "a"]))
    assert outcome.rows == [(5, "3", "1")]
    assert outcome.account.preamble == 3


@pytest.mark.parametrize("lines", [199, 200])
def test_a_record_runs_over_at_most_200_lines(desk, lines):
    """A record of 200 lines is loaded; of one of 201 the first line is rejected."""
    text = 'a,b\n1,"' + "x\n" * lines + '"\n8,9\n'
    outcome = desk.read(open_quoted(desk.file(text)))
    assert outcome.values[-1] == ("8", "9")
    if lines == 199:
        assert outcome.rejects == []
        assert outcome.values[0] == ("1", "x\n" * lines)
    else:
        assert outcome.rejects[0][:2] == (2, "open quote (not closed within 200 lines)")


def test_a_record_is_at_most_a_mebibyte(desk):
    """An open quote is given up after 1 MiB."""
    text = 'a,b\n1,"x\n' + ("y" * 700_000 + "\n") * 2 + '"\n8,9\n'
    outcome = desk.read(open_quoted(desk.file(text)))
    assert outcome.rejects[0][:2] == (2, "open quote (not closed within 1 MiB)")
    assert outcome.values == [("8", "9")]


@pytest.mark.parametrize(
    ("content", "options", "fault"),
    [
        (b"a|b|c\n1|2|3\n", {}, "one field"),
        (b'a,"b\n', {}, "cannot be read"),
        (b"\n1,2\n", {}, "no header"),
        (b"a,b,a\n", {}, "same name"),
        (b"\xff,b\n", {}, "cannot be read"),
        ("a,b\n".encode("utf-16-le"), {}, "UTF-16"),
        (b"a,b\n1,2\n", {"columns": ["z"]}, "lacks wanted"),
        (b"a,b\n", {"delimiter": "\n"}, "delimiter"),
        (b"a,b\r1,2\r", {}, "carriage return"),
    ],
)
def test_headers_that_cannot_be_right_are_refused(desk, content, options, fault):
    """Each such file is refused when opened, with the fault and a remedy."""
    with pytest.raises(BadInput, match=fault) as refusal:
        open_quoted(desk.file(content), **options)
    assert refusal.value.remedy


def test_a_list_of_one_column_is_read(desk):
    """One column is legal where no other delimiter shows that it is a mistake."""
    assert desk.read(open_quoted(desk.file("case_id\nA1\n"))).values == [("A1",)]


texts = st.text(st.sampled_from('ab ,"\n\r\té|'), max_size=8)
# Not newlines with few quotes: Python 3.11 then leaves a carriage return unquoted before one.
WAYS = [("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]
tables = st.lists(st.tuples(texts, texts, texts), max_size=12)


@settings(max_examples=150, deadline=None)
@given(tables, st.sampled_from(WAYS))
def test_whatever_a_writer_quotes_comes_back(desk, rows, way):
    """Every table written by Python's csv writer is loaded entire and unaltered."""
    end, quoting = way
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end, quoting=quoting).writerows([("a", "b", "c"), *rows])
    outcome = desk.read(open_quoted(desk.file(out.getvalue())))
    assert outcome.values == rows
    assert outcome.rejects == []


PIECES = ['"', '""', ",", ",,", "\n", "\r\n", "\r", "a", "1,2,3\n", '"x\ny"', "é", "\0", "\n\n"]
soup = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=250, deadline=None)
@given(soup, st.integers(1, 64))
def test_every_physical_line_has_one_fate(desk, text, block):
    """Each line belongs to one loaded record, is one reject, or is blank at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evenhand.records.blocks.BLOCK", block)
        outcome = desk.read(open_quoted(desk.file("a,b,c\n" + text)))
    taken = [row for row, _, _ in outcome.rejects]
    for row, *values in outcome.rows:
        taken += range(row, row + 1 + sum(value.count("\n") for value in values))
    lines = text.count("\n") + (bool(text) and not text.endswith("\n"))
    assert sorted(taken) == list(range(2, 2 + lines - outcome.account.blank))


whole = st.integers(0, 999).map(lambda n: f"A{n},2019-01-01,{n},INA 212")
broken = st.sampled_from(
    ['A,2019,1,"open', '"A,2019,1,x', 'A,2019,1,shut"', 'A,"', "A,1", '"', "A,,,,"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(whole | broken, max_size=30))
def test_an_open_quote_swallows_no_whole_row(desk, lines):
    """Whatever quotes are left open around it, a row without quotes is loaded at its line."""
    outcome = desk.read(open_quoted(desk.file("\n".join(["id,date,age,charge", *lines]))))
    wanted = [(n, *line.split(",")) for n, line in enumerate(lines, 2) if line.endswith("INA 212")]
    assert [row for row in outcome.rows if row[-1] == "INA 212"] == wanted
