"""Fetching the raw text of lines again, for rows that a later stage rejects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evenhand.records.account import SourceFile
from evenhand.records.blocks import blocks, split_lines
from evenhand.records.reading import known_encoding, raw_text


def raw_rows(
    source: SourceFile, rows: Iterable[int], *, encoding: str = "latin-1"
) -> dict[int, str]:
    """The text of the physical lines ``rows`` (from 1) of a text file, as ``Reject.raw`` shows it.

    One streamed pass. A row beyond the end of the file is left out of the answer; of a record
    over several lines it is the first line. Raises BadInput if the file is no longer the one
    that was fingerprinted.
    """
    return dict(raw_lines(source, sorted(set(rows)), encoding=encoding))


def raw_lines(
    source: SourceFile, rows: Iterable[int], *, encoding: str = "latin-1"
) -> Iterator[tuple[int, str]]:
    """The same as they come, for ``rows`` that rise and may be too many to hold."""
    encoding = known_encoding(encoding)
    wanted = iter(rows)
    row = next(wanted, None)
    first = 1
    for block in blocks(source):
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        if row is not None and row < first + lines:
            split = split_lines(block)
            while row is not None and row < first + lines:
                if row >= first:
                    yield row, raw_text(split[row - first], encoding)
                row = next(wanted, None)
        first += lines
