"""Clearances: what the record of decisions says of holds, as given in by whoever keeps it.

This package reads no ledger. Whoever calls it hands in the clearances that stand: those withdrawn
are left out, and each names the entry it comes from. As a table it has ``COLUMNS``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.safeguards.safeguard import Clearing, Safeguard
from evenhand.terms.refusal import BadInput

# How a child is called that is counted and not listed: no clearance can be of such a one.
UNLISTED = "#"


@dataclass(frozen=True)
class Clearance:
    """One hold of one case that an entry cleared or overrode.

    ``child`` is the key of the child, empty for a hold that stands once a case. ``since`` is the
    day of the entry; ``until`` the last day on which it counts, None without end. ``episode`` names
    the attempt at removal it was given for, empty for any.
    """

    case_id: str
    hold: str
    child: str
    state: Literal["cleared", "overridden"]
    entry: str
    since: dt.date
    until: dt.date | None = None
    episode: str = ""

    def __post_init__(self) -> None:
        if self.state not in ("cleared", "overridden"):
            raise BadInput(
                f"A hold is cleared or overridden, not {self.state!r}.", "Say one of the two."
            )
        if self.child.startswith(UNLISTED):
            raise BadInput(
                f"No child is called {self.child!r}: that is one counted and not listed.",
                "List the child first, then clear the hold for that child.",
            )
        if not self.entry:
            raise BadInput("A clearance names the entry it comes from.", "Give the entry's number.")

    def counts_on(self, day: dt.date, episode: str) -> bool:
        """Whether it counts on a day, in an attempt at removal."""
        begun = self.since <= day and (self.until is None or day <= self.until)
        return begun and self.episode in ("", episode)


SCHEMA = pa.schema(
    [
        ("case_id", pa.string()),
        ("hold", pa.string()),
        ("child", pa.string()),
        ("state", pa.string()),
        ("entry", pa.string()),
        ("since", pa.date32()),
        ("until", pa.date32()),
        ("episode", pa.string()),
    ]
)
COLUMNS = tuple(SCHEMA.names)
# The children of a case who are known one by one, and the attempt at removal a case is in.
CHILDREN = pa.schema([("case_id", pa.string()), ("child", pa.string())])
EPISODES = pa.schema([("case_id", pa.string()), ("episode", pa.string())])


def as_table(clearances: Iterable[Clearance]) -> pa.Table:
    """Give clearances as the table that a bulk run reads."""
    names = [field.name for field in fields(Clearance)]
    rows = [dict(zip(names, astuple(item), strict=True)) for item in clearances]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def clearances_of(table: pa.Table, case_id: str) -> list[Clearance]:
    """Give one case's clearances from such a table; raises BadInput for one without its columns."""
    if missing := [column for column in COLUMNS if column not in table.column_names]:
        raise BadInput(
            f"The table of clearances lacks {', '.join(missing)}.",
            f"It has the columns {', '.join(COLUMNS)}.",
        )
    rows = table.filter(pc.equal(table["case_id"], case_id)).select(COLUMNS).to_pylist()
    return [Clearance(**row) for row in rows]


def children_of(table: pa.Table, case_id: str) -> list[str]:
    """Give one case's children from a table of them."""
    rows = table.filter(pc.equal(table["case_id"], case_id))
    return sorted(set(rows["child"].to_pylist()))


def standing_clearance(
    safeguard: Safeguard,
    child: str,
    clearances: Sequence[Clearance],
    as_of: dt.date,
    episode: str,
) -> Clearance | None:
    """Give the clearance that counts for a hold: a document before an override, then the latest."""
    found = [
        item
        for item in clearances
        if item.hold == safeguard.id
        and item.child == child
        and item.counts_on(as_of, episode)
        and (item.state == "cleared" or may_be_overridden(safeguard))
    ]
    return max(found, key=_strength, default=None)


def _strength(item: Clearance) -> tuple[bool, dt.date, str]:
    return (item.state == "cleared", item.since, item.entry)


def may_be_overridden(safeguard: Safeguard) -> bool:
    """Whether anybody may override a safeguard; an override of another one does not count."""
    return bool(safeguard.override.role)


def clearings_for(safeguard: Safeguard, role: str) -> list[Clearing]:
    """Give the documents by which a person in a role may clear a safeguard."""
    return [item for item in safeguard.clears if role in item.roles]


def refuse_clearing(safeguard: Safeguard, role: str, document: str) -> None:
    """Raise BadInput where a person in this role may not clear this hold by this document."""
    known = {item.document: item for item in safeguard.clears}
    if document not in known:
        raise BadInput(
            f"{safeguard.title}: {document!r} does not clear it.",
            f"What does: {'; '.join(known)}.",
        )
    if role not in known[document].roles:
        raise BadInput(
            f"{safeguard.title}: the role {role} may not clear it by this document.",
            f"Those who may: {', '.join(known[document].roles)}.",
        )


def refuse_override(safeguard: Safeguard, role: str, reasons: str) -> None:
    """Raise BadInput where a person in this role may not override this hold, or says not why."""
    if not may_be_overridden(safeguard):
        raise BadInput(
            f"{safeguard.title}: nobody may override it: {safeguard.override.nobody}.",
            f"What clears it: {'; '.join(item.document for item in safeguard.clears)}.",
        )
    if role != safeguard.override.role:
        raise BadInput(
            f"{safeguard.title}: the role {role} may not override it.",
            f"The role that may: {safeguard.override.role}.",
        )
    if not reasons.strip():
        raise BadInput(
            f"{safeguard.title}: an override needs reasons.", f"Give {safeguard.override.asks}."
        )
