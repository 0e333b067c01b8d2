"""Whether two sets of findings say the same, row for row, whatever engine wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.engines.duck import Connection, connect
from evenhand.review.decoding import Findings, open_findings
from evenhand.review.selecting import COLUMNS

SHOWN = 3


@dataclass(frozen=True)
class Difference:
    """A finding that stands on one side only: of which case, under what, and what it says."""

    side: Path
    row: dict[str, Any]

    def __str__(self) -> str:
        said = ", ".join(
            f"{column} {value}"
            for column, value in self.row.items()
            if column not in ("case_id", "instrument", "snapshot")
        )
        return f"{self.side.name}: case {self.row['case_id']}, {self.row['instrument']}: {said}"


@dataclass(frozen=True)
class Compared:
    """Two findings side by side: their rows, how many stand on one side only, the first of those.

    ``same_codes`` says whether a bit stands for the same name in both.
    """

    rows: tuple[int, int]
    only: tuple[int, int]
    first: tuple[Difference, ...]
    same_codes: bool

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.same_codes and self.only == (0, 0)


def compare(one: Path, other: Path) -> Compared:
    """Compare two findings, each a file or a folder; the order of rows does not count."""
    con = connect()
    try:
        left, right = open_findings(con, one), open_findings(con, other)
        first, only = [], []
        for side, against in ((left, right), (right, left)):
            con.execute(f"CREATE OR REPLACE TEMP TABLE apart AS {_except(side, against)}")
            only.append(_count(con, "apart"))
            first += _shown(con, side.path)
        rows = (_count(con, left.table), _count(con, right.table))
        return Compared(rows, (only[0], only[1]), tuple(first), left.codes == right.codes)
    finally:
        con.close()


def fingerprint(findings: Path) -> str:
    """Give the fingerprint of what findings say."""
    con = connect()
    try:
        return open_findings(con, findings).fingerprint(con)
    finally:
        con.close()


def _except(side: Findings, against: Findings) -> str:
    columns = ", ".join(COLUMNS)
    return f"SELECT {columns} FROM {side.table} EXCEPT ALL SELECT {columns} FROM {against.table}"


def _count(con: Connection, source: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {source}").fetchone()
    return int(row[0]) if row else 0


def _shown(con: Connection, side: Path) -> list[Difference]:
    found = con.execute(f"SELECT * FROM apart ORDER BY instrument, case_id LIMIT {SHOWN}")
    return [Difference(side, dict(zip(COLUMNS, row, strict=True))) for row in found.fetchall()]
