"""A fingerprint of what findings say, whatever engine wrote them, in whatever files and order.

Each row becomes one text (texts with their length before them, so that no two rows share one), the
text its SHA-256, and the hash 63 decimal digits: a for 0, b for 1 and so on. Those are summed nine
digits at a time over all rows. Sums do not mind the order and do mind how often a row stands there.
It shows whether two engines or two copies say the same; against somebody who wants to deceive, the
SHA-256 of the files is for that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.review.selecting import COLUMNS

PARTS = 7
DIGITS = 9  # so that the sums over nine thousand million rows fit a BIGINT
NUMBERS = ("possible_classes", "yes", "unknown", "decisive_facts", "judged_facts_open")


@dataclass(frozen=True)
class Spelling:
    """How an engine writes what the fingerprint needs; ``{}`` stands for the expression."""

    text: str
    day: str
    sha256: str


IN_DUCKDB = Spelling(
    text="CAST({} AS VARCHAR)",
    day="date_diff('day', DATE '1970-01-01', {})",
    sha256="sha256({})",
)
IN_SPARK = Spelling(text="CAST({} AS STRING)", day="unix_date({})", sha256="sha2({}, 256)")


def sums(findings: str, spelling: Spelling) -> str:
    """Write the SELECT of one row: how many findings, and the sums over them."""
    row = " || ' ' || ".join(_value(column, spelling) for column in COLUMNS)
    digits = f"translate({spelling.sha256.format(row)}, 'abcdef', '012345')"
    parts = ", ".join(
        f"sum(CAST(substr(digits, {1 + n * DIGITS}, {DIGITS}) AS BIGINT))" for n in range(PARTS)
    )
    return f"SELECT count(*), {parts} FROM (SELECT {digits} AS digits FROM {findings}) AS hashed"


def _value(column: str, spelling: Spelling) -> str:
    if column in NUMBERS or column == "as_of":
        number = spelling.day.format(column) if column == "as_of" else column
        return f"coalesce({spelling.text.format(number)}, '-')"
    length = spelling.text.format(f"length({column})")
    return f"coalesce({length} || ':' || {column}, '-')"


def fingerprint_of(row: Sequence[Any]) -> str:
    """Give the fingerprint from the row that ``sums`` gives."""
    text = ":".join(str(int(value or 0)) for value in row)
    return hashlib.sha256(text.encode()).hexdigest()
