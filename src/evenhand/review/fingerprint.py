"""A fingerprint of what findings say, whatever engine wrote them, in whatever files and order.

Each row becomes one text (every value with its length before it, so that no two rows share one),
the text its SHA-256, and of those the first 240 bits are summed in four parts over all rows. Sums
do not mind the order and do mind how often a row stands there. It shows whether two engines or two
copies say the same; against somebody who wants to deceive, the SHA-256 of the files is for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.review.selecting import COLUMNS

PARTS = 4
DIGITS = 15  # of a hexadecimal number; 60 bits stay well inside a BIGINT


@dataclass(frozen=True)
class Spelling:
    """How an engine writes what the fingerprint needs; ``{}`` stands for the expression."""

    text: str
    day: str
    sha256: str
    from_hex: str


IN_DUCKDB = Spelling(
    text="CAST({} AS VARCHAR)",
    day="date_diff('day', DATE '1970-01-01', {})",
    sha256="sha256({})",
    from_hex="CAST('0x' || {} AS BIGINT)",
)
IN_SPARK = Spelling(
    text="CAST({} AS STRING)",
    day="unix_date({})",
    sha256="sha2({}, 256)",
    from_hex="CAST(conv({}, 16, 10) AS DECIMAL(38, 0))",
)


def sums(findings: str, spelling: Spelling) -> str:
    """Write the SELECT of one row: how many findings, and the sums over them."""
    parts = ", ".join(
        f"sum({spelling.from_hex.format(f'substr(digest, {1 + n * DIGITS}, {DIGITS})')})"
        for n in range(PARTS)
    )
    row = spelling.sha256.format(" || ".join(_value(column, spelling) for column in COLUMNS))
    return f"SELECT count(*), {parts} FROM (SELECT {row} AS digest FROM {findings}) AS digests"


def _value(column: str, spelling: Spelling) -> str:
    text = spelling.text.format(spelling.day.format(column) if column == "as_of" else column)
    length = spelling.text.format(f"length({text})")
    return f"coalesce({length} || ':' || {text}, '-')"


def fingerprint_of(row: Sequence[Any]) -> str:
    """Give the fingerprint from the row that ``sums`` gives."""
    text = ":".join(str(int(value or 0)) for value in row)
    return hashlib.sha256(text.encode()).hexdigest()
