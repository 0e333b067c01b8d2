"""Who read what, when and for which purpose: the ledger's own entries of readings, newest first.

What was read is not shown, only that it was. Looking at this page is a reading too, so it is
recorded before it is shown; whether one may look at all is casework's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.casework.read_content import read_content
from evenhand.casework.scope import check_every_office
from evenhand.ledger.content import PAYLOAD, WHO
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, leaves_after
from evenhand.workbench.access.policy import Actor, may
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.reading.case import place_of

PURPOSE = "look over who read what"
READ, REFUSED = "read", "read-refused"
KINDS = ("cases", "families")
PAGE = 50
AT_ONCE = 500


@dataclass(frozen=True)
class Reading:
    """One reading; ``case`` is empty where it was of none, or of one that is not for the viewer."""

    number: int
    at: str
    who: str
    role: str
    purpose: str
    case: str
    all_of: str  # where every case or every family was read at once
    several: int  # of how many cases a list was read; which, is not shown
    opens: bool  # whether the viewer may open that case
    kept_back: bool
    refused: bool
    entries: int
    marks: Sequence[str]


@dataclass(frozen=True)
class Readings:
    """One page of them; ``older`` is where the next page begins, 0 at the end."""

    rows: Sequence[Reading]
    older: int


def readings(loaded: Loaded, ledger: Ledger, actor: Actor, last: int, before: int = 0) -> Readings:
    """Give the newest readings before an entry; ``last`` is the newest entry there is."""
    check_every_office(actor.known, actor.person)
    numbers = _numbers(ledger, before if 0 < before <= last else last + 1, PAGE + 1)
    shown = numbers[:PAGE]
    if not shown:
        return Readings([], 0)
    found = read_content(ledger, shown, (WHO, PAYLOAD), PURPOSE, actor.person, clock)
    by_case: dict[str, tuple[bool, bool]] = {}
    rows = [_row(one, loaded, ledger, actor, by_case) for one in reversed(found)]
    return Readings(rows, shown[-1] if len(numbers) > PAGE else 0)


def _numbers(ledger: Ledger, before: int, most: int) -> list[int]:
    """Give the numbers of the readings before an entry, the newest first."""
    found: list[int] = []
    while before > 1 and len(found) < most:
        start = max(1, before - AT_ONCE)
        some = leaves_after(ledger, start - 1, before - start)
        found += [leaf.number for leaf in reversed(some) if leaf.act in (READ, REFUSED)]
        before = start
    return found[:most]


def _row(
    one: Entry, loaded: Loaded, ledger: Ledger, actor: Actor, by_case: dict[str, tuple[bool, bool]]
) -> Reading:
    who, said = one.value(WHO), one.value(PAYLOAD) or {}
    case = str(said.get("case", ""))
    if case and case not in by_case:
        allowed = may(actor, ledger, loaded.shelf(case), case)
        by_case[case] = (allowed, allowed and place_of(loaded, case) > 0)
    allowed, opens = by_case.get(case, (True, False))
    return Reading(
        one.leaf.number, one.leaf.at[:16].replace("T", " "),
        who["name"] if who else "destroyed by law", one.leaf.role,
        str(said.get("purpose", "")) if said else "destroyed by law",
        case if allowed else "",
        ", ".join(kind for kind in KINDS if said.get(kind) == "all"),
        sum(len(said[kind]) for kind in KINDS if isinstance(said.get(kind), list)),
        opens, not allowed, one.leaf.act == REFUSED,
        len(said.get("entries", ())), [str(mark) for mark in said.get("marks", ())],
    )  # fmt: skip
