"""``evenhand holds inspect``: removals recorded while a hold stood open, by month and office."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evenhand.cli.showing import emit, say, table, wrapped
from evenhand.cli.words import Subparsers, command
from evenhand.safeguards.inspection import inspect
from evenhand.safeguards.run import read_table


def add_inspect(inner: Subparsers) -> None:
    """Add the command."""
    made = command(inner, "inspect", "list removals recorded while a hold stood open", inspect_)
    made.add_argument(
        "removals", type=Path, metavar="REMOVALS.parquet", help="entry, case_id, day, office"
    )
    made.add_argument(
        "states",
        type=Path,
        metavar="STATES.parquet",
        help="how the holds stood when each was recorded: entry, hold, child, state",
    )


def inspect_(given: argparse.Namespace) -> int:
    """Print the list for an inspector, and its counts by month and office."""
    found = inspect(
        read_table("removals", given.removals), read_table("states of holds", given.states)
    )
    counts, listed = found.counts.to_pylist(), found.listed.to_pylist()
    if given.json:
        emit({"counts": counts, "listed": listed})
        return 0
    if counts:
        header = [name.replace("_", " ") for name in counts[0]]
        say(table(header, [tuple(row.values()) for row in counts]))
    for heading, of in (
        ("Recorded with a hold open", "open"),
        ("Recorded without a documented parental decision", "children_without_decision"),
        ("Recorded with a hold overridden", "overridden"),
    ):
        _print_removals(heading, of, [row for row in listed if row[of]])
    _print_removals(
        "Recorded with no state of any hold", "", [row for row in listed if not row["looked_at"]]
    )
    say()
    say(f"{len(listed):,} removals on the list.")
    say(wrapped("Exact counts, for those who inspect: not for publication."))
    return 0


def _print_removals(heading: str, of: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print some of the removals: the entry, the case, when and where, and what stood."""
    say()
    say(f"{heading}: {len(rows):,}")
    for row in rows:
        told = row[of] if of else ""
        stood = _children(told) if isinstance(told, int) else ", ".join(told)
        where = f"entry {row['entry']}  {row['case_id']}  {row['day']}  {row['office'] or '?'}"
        say(wrapped(f"{where}  {stood}".rstrip(), "  ", "    "))


def _children(number: int) -> str:
    return "1 child" if number == 1 else f"{number:,} children"
