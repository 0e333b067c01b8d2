"""Files of records written for a test, and a reading of one laid open."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from evenhand.records import Account, Reading, RejectSink, SourceFile, fingerprint


@dataclass
class Outcome:
    """What a reading gave: rows as (row, values...), rejects as (row, reason, raw)."""

    rows: list[tuple]
    rejects: list[tuple[int, str, str]]
    account: Account

    @property
    def values(self) -> list[tuple]:
        """The rows without their numbers."""
        return [row[1:] for row in self.rows]


class Desk:
    """A folder in which a test puts files and reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, content: bytes | str, name: str = "records.csv") -> SourceFile:
        """A fingerprinted file holding ``content``; gzip if the name ends so."""
        content = content.encode() if isinstance(content, str) else content
        path = self.folder / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return fingerprint(path)

    def read(self, reading: Reading) -> Outcome:
        """Everything ``reading`` gives, its rejects read back from their file."""
        path = self.folder / "rejects.parquet"
        rows: list[tuple] = []
        with RejectSink(path) as rejects:
            for batch in reading.batches(rejects):
                assert batch.schema == reading.schema
                rows += zip(*(column.to_pylist() for column in batch.columns), strict=True)
        table = pq.read_table(path)
        assert set(table["file"].to_pylist()) <= {reading.source.name}
        kept = zip(*(table[n].to_pylist() for n in ("row", "reason", "raw")), strict=True)
        return Outcome(rows, list(kept), reading.account)


# Of the session, so that properties may use it for every example.
@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk in a temporary folder."""
    return Desk(tmp_path_factory.mktemp("desk"))
