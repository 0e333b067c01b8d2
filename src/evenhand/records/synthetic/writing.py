"""Writes the rows of one file as they come, and damages those that a fault strikes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.records.synthetic.faults import DAMAGE, SECOND_LINE, Fault, Row, Target


def pieces(lines: pa.StringArray, struck: list[int]) -> Iterator[tuple[memoryview, int]]:
    """Cut the text of an array at the rows that are struck.

    Gives the intact text before each, then the text of the row itself, and how many rows it holds.
    """
    offsets = memoryview(lines.buffers()[1]).cast("i")[lines.offset :]
    text = memoryview(lines.buffers()[2] or b"")
    done = 0
    for row in [*struck, len(lines)]:
        yield text[offsets[done] : offsets[row]], row - done
        if row < len(lines):
            yield text[offsets[row] : offsets[row + 1]], 1
        done = row + 1


class RowFile:
    """A file being written: its header first, then batches of rows with the fault of each."""

    def __init__(self, folder: Path, target: Target) -> None:
        self.target = target
        self.faults: list[Fault] = []
        self._kinds = target.kinds
        self._out = (folder / target.file).open("wb")
        self._out.write(target.separator.join(c.encode() for c in target.header) + target.newline)
        self._line = 2

    @property
    def rows(self) -> int:
        """How many lines the file has, without its header."""
        return self._line - 2

    def __enter__(self) -> RowFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._out.close()

    def append(self, batch: pa.RecordBatch) -> None:
        """Write a batch: its column 0 holds lines, 1 the kind of fault (0 none), 2 a lot."""
        lines, kinds, lots = batch.columns
        struck = pc.indices_nonzero(kinds).to_pylist()
        for place, (text, count) in enumerate(pieces(lines, struck)):
            if place % 2 == 0:
                self._out.write(text)
                self._line += count
            else:
                row = struck[place // 2]
                self._damage(bytes(text), kinds[row].as_py(), lots[row].as_py())

    def _damage(self, line: bytes, kind_number: int, lot: int) -> None:
        target, kind = self.target, self._kinds[kind_number - 1]
        cells = split(line.removesuffix(target.newline), target.separator)
        text = DAMAGE[kind](Row(cells, target, lot))
        self.faults.append(Fault(target.file, self._line + (kind in SECOND_LINE), kind))
        self._out.write(text)
        self._line += text.count(b"\n")


def split(line: bytes, separator: bytes) -> list[bytes]:
    """Split an intact line into cells; in a comma separated one a quoted cell stays whole."""
    if separator == b"\t" or b'"' not in line:
        return line.split(separator)
    before, quoted, after = line.split(b'"')
    return [
        *before.removesuffix(b",").split(b","),
        b'"' + quoted + b'"',
        *after.removeprefix(b",").split(b","),
    ]
