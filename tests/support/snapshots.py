"""Importing records for a test, and reading the snapshot back as plain Python."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from evenhand.docket.importing import import_records
from evenhand.docket.snapshot import Docket, Known, open_docket
from evenhand.engines.duck import Connection, connect

Row = dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """A docket on disk, as a test looks at it."""

    folder: Path

    @cached_property
    def docket(self) -> Docket:
        """The docket, opened."""
        return open_docket(self.folder)

    @property
    def manifest(self) -> dict[str, Any]:
        """Its manifest."""
        return self.docket.manifest

    def rows(self, table: str) -> list[Row]:
        """Give a table's rows in order."""
        rows: list[Row] = pq.read_table(self.folder / f"{table}.parquet").to_pylist()
        return rows

    def by_case(self, table: str) -> dict[str, Row]:
        """Give a table's rows by their case; the last one of a case stands."""
        return {row["case_id"]: row for row in self.rows(table)}

    def case(self, number: object) -> Row:
        """Give the row of one case."""
        return self.by_case("cases")[str(number)]

    def known(self, number: object) -> dict[str, Known]:
        """Give what is known of a case."""
        return self.docket.known(self._con, str(number))

    @cached_property
    def _con(self) -> Connection:
        return connect(threads=1)

    def notes(self, number: object | None = None) -> list[tuple[Any, ...]]:
        """Give the notes of a case, or all, as (fact, reason, file, row, column, raw)."""
        return sorted(
            (
                tuple(row[key] for key in ("fact", "reason", "file", "row", "col", "raw"))
                for row in self.rows("notes")
                if number is None or row["case_id"] == str(number)
            ),
            key=repr,
        )

    def why(self, number: object) -> set[tuple[Any, ...]]:
        """Give the notes of a case as (fact, reason, raw)."""
        return {(fact, reason, raw) for fact, reason, _, _, _, raw in self.notes(number)}

    def rejects(self, file: str | None = None) -> list[tuple[int, str, str]]:
        """Give the rejects, or one file's, as (row, reason's key, raw)."""
        return [
            (row["row"], row["reason"].partition(" (")[0], row["raw"])
            for row in self.rows("rejects")
            if file is None or row["file"] == file
        ]

    def bytes(self) -> Mapping[str, bytes]:
        """Give every file's bytes by its place in the snapshot."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


def imported(
    source: str,
    files: Path | Sequence[Path],
    out: Path,
    *,
    mapping: str | Path | None = None,
    onto: Snapshot | None = None,
    dated: str | None = None,
) -> Snapshot:
    """Import records; ``mapping`` may be a mapping's text, ``dated`` is a day in ISO form."""
    if isinstance(mapping, str):
        text, mapping = mapping, out.with_name(f"{out.name}.toml")
        mapping.write_text(text, "utf-8")
    import_records(
        source,
        [files] if isinstance(files, Path) else list(files),
        out,
        mapping=mapping,
        onto=onto.folder if onto else None,
        dated=dt.date.fromisoformat(dated) if dated else None,
    )
    return Snapshot(out)
