"""Texts in SQL that mean the same on every engine."""

from __future__ import annotations


def text_literal(value: str) -> str:
    """Write a text as SQL in which every mark is only a mark, on DuckDB and on Spark.

    A backslash never stands in the quotes: Spark's parser lets it take the next quote with it,
    whatever its settings say of escapes.
    """
    pieces = (f"'{piece}'" for piece in value.replace("'", "''").split("\\"))
    joined = " || chr(92) || ".join(pieces)
    return f"({joined})" if "\\" in value else joined
