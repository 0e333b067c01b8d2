"""Texts written into SQL come out as they went in, whatever marks are in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.engines.duck import connect
from evenhand.engines.literals import text_literal

TEXTS = ["", "it's", "'", "''", "\\", "\\'", "'\\", "a\\'b''c", "; -- ", "\n", "ñ🙂", "${env:PATH}"]


def _read(text: str) -> str:
    con = connect(threads=1)
    row = con.execute(f"SELECT {text_literal(text)}").fetchone()
    con.close()
    return str(row[0]) if row else "no row"


@pytest.mark.parametrize("text", TEXTS)
def test_marks_are_only_marks(text: str) -> None:
    """Quotes and backslashes, alone and together."""
    assert _read(text) == text


@given(st.text(st.sampled_from("ab'\\\" ;-"), max_size=8))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    """Whatever hypothesis thinks of."""
    assert _read(text) == text


@given(st.text(max_size=20))
def test_no_quote_and_no_backslash_stands_in_the_quotes(text: str) -> None:
    """So no parser has anything to escape: what lies between two quotes is the text itself."""
    written = text_literal(text)
    assert "\\" not in written
    inside = written.split("'")[1::2]
    assert "".join(inside) == text.replace("'", "").replace("\\", "")
