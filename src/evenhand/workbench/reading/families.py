"""Whom to try next: the rows of one page, read from the ledger, which records that they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evenhand.casework.family_reading import read_turns
from evenhand.ledger.opening import Ledger
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.loaded import Loaded

PURPOSE = "whom to try next, by its page"


def turns_of(
    loaded: Loaded, ledger: Ledger, actor: Actor, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Add to the rows of a page what casework says of each parent's turn; in casework's order."""
    by_case = {str(row["case"]): row for row in rows}
    shelves = {case: loaded.shelf(case) for case in by_case}
    found = read_turns(ledger, shelves, PURPOSE, actor.person, clock)
    return [{**by_case[turn.case], "turn": turn} for turn in found]
