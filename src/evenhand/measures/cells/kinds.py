"""What the words and letters of the records mean to a measure: kinds of outcomes and decisions."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from evenhand.engines.duck import Connection

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
TRANSFER = "transfer"
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
    "open": "not ended yet",
}
ASYLUM: Mapping[str, str] = {
    "granted": "asylum granted",
    "denied": "asylum denied, and no other relief",
    "other-relief": "asylum not granted, other relief granted",
    "not-decided": "withdrawn, abandoned, closed or otherwise not decided on its merits",
    "pending": "no decision yet",
}


def make_kinds(con: Connection) -> None:
    """Make the tables ``outcome_kinds`` and ``asylum_kinds``."""
    for table, file, columns in (
        ("outcome_kinds", "outcomes.csv", ("says", "kind")),
        ("asylum_kinds", "asylum_decisions.csv", ("code", "kind")),
    ):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} ({columns[0]} VARCHAR, {columns[1]} VARCHAR)"
        )
        con.executemany(
            f"INSERT INTO {table} VALUES (?, ?)",
            [[row[columns[0]], row[columns[1]]] for row in rows(file)],
        )


@cache
def rows(file: str) -> tuple[dict[str, str], ...]:
    """Read a code table of this package."""
    text = files(__package__).joinpath(file).read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
