"""Show a case: its state and its entries. The reading is itself an entry, written first.

Who may: every role that sees cases. What must hold: the purpose is said, and the person is not
recused. What is written: the act ``read`` with the entries and the purpose. A first determination
is shown to nobody, not even to who made it, until the second is recorded; that there is one is
shown. If the reading cannot be recorded, nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from evenhand.casework.person import SEES_CASES, Person
from evenhand.casework.read_content import BLIND_PARTS, only, record_reading
from evenhand.casework.register import PEOPLE, register
from evenhand.casework.replay import CaseState, replayed
from evenhand.ledger.append import Clock
from evenhand.ledger.content import PART_NAMES
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, of_case
from evenhand.terms.refusal import Incomplete, NotAllowed

WHO_MAY = SEES_CASES


@dataclass(frozen=True)
class Shown:
    """A case as a person may see it; ``blind`` entries are there without their content."""

    state: CaseState
    entries: tuple[Entry, ...]
    blind: frozenset[int]


def show_case(
    ledger: Ledger,
    case: str,
    purpose: str,
    person: Person,
    clock: Clock,
    marks: Iterable[str] = (),
) -> Shown:
    """Show a case; ``marks`` are those of the docket's facts that are shown beside its entries."""
    person.must_be(WHO_MAY, "read a case")
    register(ledger).confirm(person)
    if not case.strip() or case == PEOPLE:
        raise Incomplete("Say which case.", "Use the case's number in the docket.")
    if not purpose.strip():
        raise Incomplete("Reading a case needs its purpose.", "Say why with --purpose.")
    entries = of_case(ledger, case)
    state = replayed(case, entries)
    if person.name in state.recused:
        raise NotAllowed(
            "A person who is recused from this case does not read it.", "Somebody else must."
        )
    # Also where there is no entry yet: that somebody looked at the case is on the record.
    what: dict[str, Any] = {"case": case, "entries": [found.leaf.number for found in entries]}
    if marked := sorted(set(marks)):
        what["facts marked"] = marked
    record_reading(ledger, what, purpose, person, clock)
    return Shown(_masked(state), tuple(_shown(found, state) for found in entries), state.blind)


def _shown(found: Entry, state: CaseState) -> Entry:
    blind = found.leaf.number in state.blind
    return only(found, set(PART_NAMES) - BLIND_PARTS) if blind else found


def _masked(state: CaseState) -> CaseState:
    """Take out of the state what a first determination says."""
    decisions = tuple(
        replace(decision, form="", decides="", finding={})
        if decision.entry in state.blind
        else decision
        for decision in state.decisions
    )
    return replace(state, decisions=decisions)
