"""What the words and letters of the records mean to a measure: kinds of outcomes and decisions."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from evenhand.engines.duck import Connection, literal

OUTCOMES: Mapping[str, str] = {
    "relief": "relief granted",
    "protection": "removal ordered, and withheld or deferred",
    "removal": "removal, deportation or exclusion ordered",
    "denial": "application denied (withholding-only and asylum-only cases)",
    "departure": "voluntary departure",
    "discretion-closure": "closed by prosecutorial discretion",
    "discretion-termination": "terminated by prosecutorial discretion",
    "termination": "terminated, without the record saying whether by discretion",
    "dismissal": "dismissed, without the record saying whether by discretion",
    "failure-to-prosecute": "ended because the government did not prosecute",
    "closure": "administratively closed otherwise",
    "other": "ended otherwise",
}
TRANSFER, OPEN = "transfer", "open"
DISCRETION = ("discretion-closure", "discretion-termination")
REMOVED = ("removal", "departure")
RELIEVED = ("relief", "protection")
MERITS = ("relief", "protection", "removal", "denial", "departure")
# Which first endings compete with each other; finer ones are too few a day to tell apart.
WAYS: Mapping[str, tuple[str, ...]] = {
    "relief": ("relief", "protection"),
    "removal": ("removal", "departure", "denial"),
    "discretion": ("discretion-closure", "discretion-termination"),
    "otherwise": ("termination", "dismissal", "failure-to-prosecute", "closure", "other"),
}
WAY_SAYS: Mapping[str, str] = {
    "relief": "relief or protection granted",
    "removal": "removal, departure or denial",
    "discretion": "ended by prosecutorial discretion",
    "otherwise": "ended otherwise",
    OPEN: "not ended yet",
}
ASYLUM: Mapping[str, str] = {
    "granted": "asylum granted",
    "denied": "asylum denied, and no other relief",
    "other-relief": "asylum not granted, other relief granted",
    "not-decided": "withdrawn, abandoned, closed or otherwise not decided on its merits",
    "pending": "no decision yet",
}
NOT_RECORDED = "not recorded"
LOW, HIGH, BOTH, UNPROVEN, NO_FINDING = "low", "high", "both", "unproven", "no finding"
DETAINED, RELEASED, NEVER = "detained", "released", "never"
OTHER_WORDS = (
    "yes", "no", NOT_RECORDED, LOW, HIGH, BOTH, UNPROVEN, NO_FINDING, DETAINED, RELEASED, NEVER
)  # fmt: skip


def make_words(con: Connection) -> None:
    """Make the type ``words``: what measures themselves write into columns, one byte each."""
    listed = dict.fromkeys((*OUTCOMES, TRANSFER, OPEN, *WAYS, *ASYLUM, *OTHER_WORDS))
    con.execute(f"CREATE OR REPLACE TEMP TYPE words AS ENUM ({', '.join(map(literal, listed))})")


def word(one: str) -> str:
    """Write one of our own words as a constant."""
    return f"{literal(one)}::words"


def in_our_words(column: str, meaning: Mapping[str, str], kind: str = "words") -> str:
    """Write our word for what a column says; null for what ``meaning`` has no word for.

    By places in lists, for the engine works a function out once for each value of a column's
    dictionary; a CASE or a join it would do for every row.
    """
    says = ", ".join(map(literal, meaning))
    words = ", ".join(map(literal, meaning.values()))
    return f"list_extract([{words}]::{kind}[], list_position([{says}], {column}))"


def meaning_of(file: str, column: str) -> dict[str, str]:
    """Give what each entry of a code table of this package means."""
    return {row[column]: row["kind"] for row in rows(file)}


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    """Read a code table of this package."""
    text = files(__package__).joinpath(file).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
