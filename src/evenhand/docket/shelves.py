"""A docket laid out for looking up one case at a time: cut into shelves of some thousand cases.

A docket's tables are made to be read as a whole; finding one case among millions in them takes a
tenth of a second for each table. On its shelf a case is among a few thousand. The values are the
docket's own, and a shelf says the docket's name: only where the rows stand is another.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from evenhand.docket.snapshot import Docket, Known
from evenhand.engines.duck import Connection, connect, literal, name

CASES_TO_A_SHELF = 8_000
KEY = "case_id"
FILLED = "filled.json"


@dataclass(frozen=True)
class Shelf(Docket):
    """The cases of one shelf; it is asked like the docket it was cut from."""

    number: int = 0
    _read: dict[tuple[str, str], dict[str, Any]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def case(self, con: Connection, case_id: str) -> dict[str, Any]:
        """Look one case up, once: a shelf is made for one request, and its files never change."""
        return self._once("case", super().case, con, case_id)

    def known(self, con: Connection, case_id: str) -> dict[str, Known]:
        """Give what is known of one case, read once."""
        return self._once("known", super().known, con, case_id)

    def _once(self, what: str, read: Callable[[Connection, str], dict[str, Any]],
              con: Connection, case_id: str) -> dict[str, Any]:  # fmt: skip
        if (what, case_id) not in self._read:
            self._read[what, case_id] = read(con, case_id)
        return dict(self._read[what, case_id])

    def table(self, table: str) -> str:
        """Write a table of the shelf as a source for SELECT."""
        return f"read_parquet({literal(self._file(table))}, hive_partitioning = false)"

    def has(self, table: str) -> bool:
        """Whether the snapshot has a table."""
        return self._file(table).exists() or super().has(table)

    def filled(self, table: str) -> Sequence[str]:
        """Name the columns that had a value of any case when the docket was cut.

        A source supplies few of all facts, and each column that is read takes its time. Shelves
        that were cut before this was noted are read whole.
        """
        noted = _filled(self.folder).get(table)
        return super().filled(table) if noted is None else noted

    def _file(self, table: str) -> Path:
        found = self.folder / table / f"shelf={self.number}" / "data_0.parquet"
        # A shelf without a row of a table has no file of it; the empty one stands for it.
        return found if found.exists() else self.folder / table / "empty.parquet"


def _filled(folder: Path) -> Mapping[str, Sequence[str]]:
    """Read what was noted of the shelves as they are now."""
    noted = folder / FILLED
    try:
        return _read_noted(noted, noted.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


@lru_cache(maxsize=16)
def _read_noted(noted: Path, written_at: int) -> Mapping[str, Sequence[str]]:
    return dict(json.loads(noted.read_text("utf-8")))


def shelves_for(cases: int) -> int:
    """Give how many shelves a docket of so many cases is cut into."""
    return max(1, -(-cases // CASES_TO_A_SHELF))


def shelf_of(docket: Docket, folder: Path, shelves: int, case_id: str) -> Shelf:
    """Give the shelf on which a case stands, if the docket has it."""
    return Shelf(folder, docket.manifest, _number(case_id, shelves))


def _number(case_id: str, shelves: int) -> int:
    digest = hashlib.md5(case_id.encode(), usedforsecurity=False).hexdigest()
    return int(digest[:7], 16) % shelves


# The same number, worked out by the engine for every case at once.
_NUMBER = "CAST('0x' || substr(md5(case_id), 1, 7) AS INTEGER)"


def cut(docket: Docket, out: Path, more: Mapping[str, str] | None = None) -> int:
    """Cut a docket into shelves in a new folder; gives their number.

    ``more`` are further tables with a row a case, each with the file it is in.
    """
    shelves = shelves_for(int(docket.manifest["tables"]["cases"]))
    con = connect(threads=1)
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        tables = {name: docket.table(name) for name in _tables(docket)} | dict(more or {})
        cases = f"SELECT DISTINCT {KEY} FROM {docket.table('cases')}"
        con.execute(
            f"CREATE TEMP TABLE places AS "
            f"SELECT {KEY}, {_NUMBER} % {shelves} AS shelf FROM ({cases})"
        )
        for name, source in tables.items():
            _cut_table(con, name, source, part)
        of_facts = ["facts", *(table for _, table in docket.source_files())]
        filled = {table: _with_values(con, docket, table) for table in of_facts}
        (part / FILLED).write_text(json.dumps(filled), "utf-8")
        shutil.rmtree(out, ignore_errors=True)
        part.rename(out)
    finally:
        con.close()
        shutil.rmtree(part, ignore_errors=True)
    return shelves


def _with_values(con: Connection, docket: Docket, table: str) -> list[str]:
    """Name the fact columns of a table in which any case has a value."""
    columns = docket.filled(table)
    counts = ", ".join(f"count({name(column)})" for column in columns)
    found = con.execute(f"SELECT {counts} FROM {docket.table(table)}").fetchone() or ()
    return [column for column, count in zip(columns, found, strict=True) if count]


def cut_again(out: Path, shelves: int, name: str, source: str) -> None:
    """Cut one table anew in a folder of shelves, where its values have changed and no case has."""
    con = connect(threads=1)
    try:
        con.execute(
            f"CREATE TEMP TABLE places AS "
            f"SELECT DISTINCT {KEY}, {_NUMBER} % {shelves} AS shelf FROM {source}"
        )
        shutil.rmtree(out / name)
        _cut_table(con, name, source, out)
    finally:
        con.close()


def _tables(docket: Docket) -> list[str]:
    looked_at = ("cases", "facts", "notes", "charges", "applications", "custody", "hearings")
    return [
        *(table for table in looked_at if docket.has(table)),
        *(table for _, table in docket.source_files()),
    ]


def _cut_table(con: Connection, name: str, source: str, part: Path) -> None:
    folder = part / name
    folder.mkdir(parents=True)
    con.execute(
        f"COPY (SELECT t.*, p.shelf FROM {source} t JOIN places p USING ({KEY})) "
        f"TO {literal(folder)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (shelf), "
        "OVERWRITE_OR_IGNORE)"
    )
    con.execute(
        f"COPY (SELECT * FROM {source} WHERE false) TO {literal(folder / 'empty.parquet')} "
        "(FORMAT parquet)"
    )
