"""A fingerprint of what findings say, whatever engine wrote them, in whatever files and order.

Each row becomes one text, the text its SHA-256, and the first 128 bits of the hashes are summed in
four parts over all rows. Sums do not mind the order and do mind how often a row stands there. It
shows whether two engines or two copies say the same; against somebody who wants to deceive, the
SHA-256 of the files is for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.review.selecting import COLUMNS

PARTS = 4
DIGITS = 8  # hexadecimal, so that the sums over two thousand million rows fit a BIGINT
# Control characters made to part values and to stand for none; they occur in no name.
BETWEEN, NOTHING = "chr(31)", "chr(30)"


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
    from_hex="CAST(conv({}, 16, 10) AS BIGINT)",
)


def sums(findings: str, spelling: Spelling) -> str:
    """Write the SELECT of one row: how many findings, and the sums over them."""
    values = ", ".join(_value(column, spelling) for column in COLUMNS)
    digest = spelling.sha256.format(f"concat_ws({BETWEEN}, {values})")
    parts = ", ".join(
        f"sum({spelling.from_hex.format(f'substr(digest, {1 + n * DIGITS}, {DIGITS})')})"
        for n in range(PARTS)
    )
    return f"SELECT count(*), {parts} FROM (SELECT {digest} AS digest FROM {findings}) AS hashed"


def _value(column: str, spelling: Spelling) -> str:
    plain = spelling.day.format(column) if column == "as_of" else column
    return f"coalesce({spelling.text.format(plain)}, {NOTHING})"


def fingerprint_of(row: Sequence[Any]) -> str:
    """Give the fingerprint from the row that ``sums`` gives."""
    text = ":".join(str(int(value or 0)) for value in row)
    return hashlib.sha256(text.encode()).hexdigest()
