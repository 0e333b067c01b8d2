"""Fetching the raw text of lines again, for rows that a later stage rejects."""

from __future__ import annotations

from collections.abc import Iterable

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
    encoding = known_encoding(encoding)
    wanted = sorted(set(rows), reverse=True)
    found: dict[int, str] = {}
    first = 1
    for block in blocks(source):
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        if wanted and wanted[-1] < first + lines:
            split = split_lines(block)
            while wanted and wanted[-1] < first + lines:
                row = wanted.pop()
                if row >= first:
                    found[row] = raw_text(split[row - first], encoding)
        first += lines
    return found
