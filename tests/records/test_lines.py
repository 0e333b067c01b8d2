"""Raw text of lines fetched again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.records import open_unquoted, raw_rows
from evenhand.terms.refusal import BadInput


def test_lines_come_as_rejects_show_them(desk):
    """The text fetched for a rejected row is the text that its reject has."""
    source = desk.file(b"a\tb\r\n1\r\n2\0\t2\t\xff\r\n3\t3\r\nx", "court.csv.gz")
    outcome = desk.read(open_unquoted(source))
    wanted = {row: raw for row, _, raw in outcome.rejects}
    assert len(wanted) == 3
    assert raw_rows(source, set(wanted)) == wanted


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=80), st.sets(st.integers(-1, 30)), st.integers(1, 20))
def test_any_line_of_any_file_is_found(desk, content, rows, block):
    """Each line asked for is given, if the file has it, and no other."""
    content = b"header\n" + content
    lines = content.removesuffix(b"\n").split(b"\n")
    wanted = {
        row: lines[row - 1].removesuffix(b"\r").decode("latin-1")
        for row in rows
        if 1 <= row <= len(lines)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("evenhand.records.blocks.BLOCK", block)
        assert raw_rows(desk.file(content), rows) == wanted


def test_bytes_of_no_character_are_escaped(desk):
    """In UTF-8 what cannot be decoded is shown as escapes."""
    assert raw_rows(desk.file(b"a\n\xff\xc3\xb3\n"), {2}, encoding="utf-8") == {2: "\\xffó"}


def test_an_unknown_encoding_is_refused(desk):
    """Encodings that the readers refuse are refused here too."""
    with pytest.raises(BadInput, match="utf-16"):
        raw_rows(desk.file(b"a\n"), {1}, encoding="utf-16")
