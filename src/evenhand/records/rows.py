"""Rows read one at a time, gathered into batches."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from evenhand.records.header import Columns
from evenhand.records.reading import Tally


class RowBatches:
    """Gathers loaded rows until there are enough for a batch, telling the tally of each."""

    ROWS = 16_384
    CHARACTERS = 16_000_000

    def __init__(self, columns: Columns, tally: Tally) -> None:
        self._columns = columns
        self._tally = tally
        self._rows: list[int] = []
        self._values: list[Sequence[str]] = []
        self._characters = 0

    def add(self, row: int, values: Sequence[str], *, cleaned: bool = False) -> None:
        """Load the record at line ``row``, which has one value for each column of the header."""
        self._tally.record_follows()
        self._tally.account.read += 1
        self._tally.account.cleaned += cleaned
        self._rows.append(row)
        self._values.append(values)
        self._characters += sum(map(len, values))

    @property
    def held(self) -> int:
        """Rows waiting."""
        return len(self._rows)

    @property
    def full(self) -> bool:
        """Whether enough is waiting that memory would suffer from more."""
        return len(self._rows) >= self.ROWS or self._characters >= self.CHARACTERS

    def batch(self) -> pa.RecordBatch:
        """The wanted columns of the waiting rows, which are then forgotten."""
        by_column = list(zip(*self._values, strict=True))
        texts = [pa.array(by_column[place], pa.string()) for place in self._columns.places]
        rows = pa.array(self._rows, pa.int64())
        batch = pa.RecordBatch.from_arrays([rows, *texts], schema=self._columns.schema)
        self._rows.clear()
        self._values.clear()
        self._characters = 0
        return batch
