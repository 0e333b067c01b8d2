"""What was imported: each input with counts that add up, and every row that was not loaded.

The words of a rejected row may be about anything and of any office, so they are shown to roles that
see every mark and to people bound to no office alone; that they look is recorded first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from evenhand.casework.read_content import record_reading
from evenhand.casework.rights import reads_all
from evenhand.engines.duck import literal
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import NotReady, Unaccounted
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.loaded import Loaded

PAGE = 50
REJECTS = "rejects"
PURPOSE = "look over the rows that were not loaded"


@dataclass(frozen=True)
class Input:
    """One file as it was read. ``reasons`` says how many rows each reason kept out."""

    name: str
    source: str
    size: int
    sha256: str
    read: int
    loaded: int
    rejected: int
    blank: int
    reasons: Mapping[str, int]


@dataclass(frozen=True)
class Reject:
    """One row that was not loaded; ``raw`` is empty for those who may not see it."""

    place: int
    file: str
    row: int
    reason: str
    raw: str


@dataclass(frozen=True)
class Imported:
    """The inputs of the docket, one page of rejects, where the next begins (0: nowhere)."""

    inputs: Sequence[Input]
    read: int
    loaded: int
    rejected: int
    rejects: Sequence[Reject]
    more: int
    may_see_words: bool


def imported(
    loaded: Loaded, ledger: Ledger, actor: Actor, after: int, file: str, words: bool
) -> Imported:
    """Give the inputs and the rejects after a place; ``words`` asks for the rows' own words."""
    dockets = [loaded.docket, *(one.docket for one in loaded.taken)]
    inputs = [_input(item) for docket in dockets for item in docket.manifest["inputs"]]
    allowed = may_see_words(actor)
    rejects = _rejects(loaded, after, file, words and allowed)
    shown = rejects[:PAGE]
    if words and allowed and shown:
        what = {"rejects": loaded.snapshot, "rows": [f"{one.file} {one.row}" for one in shown]}
        record_reading(ledger, what, PURPOSE, actor.person, clock)
    return Imported(
        inputs,
        sum(one.read for one in inputs),
        sum(one.loaded for one in inputs),
        sum(one.rejected for one in inputs),
        shown,
        shown[-1].place if len(rejects) > PAGE else 0,
        allowed,
    )


def may_see_words(actor: Actor) -> bool:
    """Whether somebody may read rejected rows as they stand."""
    return reads_all(actor.role) and actor.everywhere


def _input(item: Mapping[str, Any]) -> Input:
    made = Input(**{part.name: item[part.name] for part in fields(Input)})
    if made.read != made.loaded + made.rejected or made.rejected != sum(made.reasons.values()):
        raise Unaccounted(
            f"The counts of {made.name} do not add up.", "Import the records again and load them."
        )
    return made


def _rejects(loaded: Loaded, after: int, file: str, words: bool) -> list[Reject]:
    if not loaded.docket.has(REJECTS):
        raise NotReady(
            "This site was loaded before rejected rows were kept with it.",
            "Load the docket again: `evenhand site load DOCKET FINDINGS`.",
        )
    only = "AND file = ?" if file else ""
    table = literal(loaded.docket.folder / f"{REJECTS}.parquet")
    columns = f"file_row_number + 1 AS place, file, row, reason, {'raw' if words else literal('')}"
    con = loaded.session()
    try:
        rows = con.execute(
            f"SELECT {columns} FROM read_parquet({table}, file_row_number = true) "
            f"WHERE file_row_number >= ? {only} ORDER BY 1 LIMIT {PAGE + 1}",
            [after, *([file] if file else [])],
        ).fetchall()
    finally:
        con.close()
    return [Reject(*row) for row in rows]
