"""Texts in SQL that mean the same on every engine."""

from __future__ import annotations

import re

# Spark's parser lets a backslash take the next quote with it, whatever its settings say; and up to
# 4.0 it reads two quotes as the end of one text and the beginning of the next.
_MARKS = re.compile(r"(['\\])")


def text_literal(value: str) -> str:
    """Write a text as SQL in which every mark is only a mark, on DuckDB and on Spark.

    Neither a quote nor a backslash ever stands in the quotes.
    """
    pieces = [
        f"chr({ord(piece)})" if _MARKS.fullmatch(piece) else f"'{piece}'"
        for piece in _MARKS.split(value)
        if piece
    ]
    return f"({' || '.join(pieces)})" if len(pieces) > 1 else "".join(pieces) or "''"
