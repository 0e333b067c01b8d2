"""Properties of the unquoted reader on any bytes, against a plain reading line by line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records import open_any, open_quoted, open_unquoted
from evenhand.terms.refusal import BadInput

PIECES = [b"\t", b"\t\t", b"\n", b"\r\n", b"\r", b"\0", b'"', b"a", b"\xff", b"\xc3\xb3"]
PIECES += [b"\xef\xbb\xbf", b"1\t2\t3\n", b"1\t2\t3\r\n", b"x\ty\r\tz\r\n", b"\\", b","]
soup = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)
small = st.integers(1, 64)


def plain_reading(text: bytes, encoding: str):
    """Rows, rejected lines and blank lines after a header of three, as a person would find them."""
    lines = text.split(b"\n")
    if not lines[-1]:
        lines.pop()
    rows, rejected, cleaned = [], [], 0
    last = max(
        (n for n, line in enumerate(lines) if line.strip(b"\0") not in (b"", b"\r")), default=-1
    )
    for number, raw in enumerate(lines[: last + 1], 2):
        line = raw.replace(b"\0", b"")
        line = line[:-1] if line.endswith(b"\r") else line
        try:
            fields = line.decode(encoding).split("\t")
        except UnicodeDecodeError:
            fields = []
        if line and len(fields) == 3 and b"\r" not in line:
            rows.append((number, *fields))
            cleaned += b"\0" in raw
        else:
            rejected.append(number)
    return rows, rejected, len(lines) - last - 1, cleaned


@settings(max_examples=250, deadline=None)
@given(soup, small, small, st.sampled_from(["latin-1", "utf-8"]))
def test_any_bytes_are_read_as_a_person_would(desk, text, block, page, encoding):
    """Rows, rejects and blank lines are those of a plain reading, however blocks and pages fall."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evenhand.records.blocks.BLOCK", block)
        patch.setattr("evenhand.records.pages.PAGE", page)
        reading = open_unquoted(desk.file(b"a\tb\tc\n" + text), encoding=encoding)
        outcome = desk.read(reading)
    rows, rejected, blank, cleaned = plain_reading(text, encoding)
    assert outcome.rows == rows
    assert [row for row, _, _ in outcome.rejects] == rejected
    assert (outcome.account.blank, outcome.account.cleaned) == (blank, cleaned)
    lines = text.count(b"\n") + (not text.endswith(b"\n") and bool(text))
    assert outcome.account.loaded + outcome.account.rejected + outcome.account.blank == lines


@settings(max_examples=200, deadline=None)
@given(
    st.binary(min_size=1, max_size=200) | soup.filter(bool),
    st.sampled_from([open_unquoted, open_quoted, open_any]),
)
def test_nothing_but_bad_input_is_raised(desk, content, opener):
    """Whatever a file holds, it is read with a balanced account or refused."""
    source = desk.file(content)
    with suppress(BadInput):
        outcome = desk.read(opener(source))
        assert outcome.account.read == len(outcome.rows) + len(outcome.rejects)


cells = st.binary(max_size=8).map(lambda raw: raw.translate(None, b"\t\n\r\0"))
intact = st.lists(cells, min_size=3, max_size=3).map(b"\t".join)
damaged = st.sampled_from([b"x", b"1\t2", b"1\t2\t3\t4", b"1\t\r2\t3", b"\xff"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(intact, st.sampled_from([b"\n", b"\r\n"])) | damaged), small, small)
def test_intact_lines_come_back_byte_for_byte(desk, lines, block, page):
    """Every intact line is loaded under its number, equal after Latin-1 decoding."""
    text = b"a\tb\tc\n"
    wanted = []
    for number, line in enumerate(lines, 2):
        if isinstance(line, tuple):
            wanted.append((number, line[0]))
            text += line[0] + line[1]
        else:
            text += line + b"\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evenhand.records.blocks.BLOCK", block)
        patch.setattr("evenhand.records.pages.PAGE", page)
        outcome = desk.read(open_unquoted(desk.file(text)))
    found = [(row, "\t".join(cells).encode("latin-1")) for row, *cells in outcome.rows]
    assert found == wanted


@settings(max_examples=100, deadline=None)
@given(soup, st.integers(0, 40))
def test_a_file_split_at_any_line_gives_the_same_rows(desk, text, place):
    """Two files made by cutting one after a line hold together its rows and no others."""
    lines = text.split(b"\n")
    parts = [b"\n".join(lines[:place]), b"\n".join(lines[place:])]
    values = [desk.read(open_unquoted(desk.file(b"a\tb\tc\n" + part))).values for part in parts]
    assert values[0] + values[1] == desk.read(open_unquoted(desk.file(b"a\tb\tc\n" + text))).values
