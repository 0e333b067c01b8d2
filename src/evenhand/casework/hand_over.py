"""Hand to `safeguards` what the ledger says of all cases: how holds and facts stand, removals.

Who may: a supervisor who is bound to no office, or headquarters. What must hold: the purpose is
said. What is written: the act
``read`` with the purpose and how far the ledger was read, before anything is read. The tables are
in the form that `evenhand holds run`, `evenhand holds inspect` and `evenhand measure run` take.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from evenhand.asylum.decided import CLAIMS
from evenhand.casework.holds_now import act_facts, children, clearances
from evenhand.casework.person import HEADQUARTERS, SUPERVISOR, Person
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.replay import CaseState, after
from evenhand.casework.scope import check_every_office
from evenhand.casework.tables import every_machine
from evenhand.ledger.append import Clock
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, leaves, several
from evenhand.safeguards.act_facts import as_table as facts_as_table
from evenhand.safeguards.clearance import CHILDREN, as_table
from evenhand.safeguards.inspection import DETERMINATIONS, REMOVALS, STATES
from evenhand.terms.refusal import Incomplete

WHO_MAY = (SUPERVISOR, HEADQUARTERS)
SECONDS = ("second-agrees", "second-differs")


@dataclass(frozen=True)
class HandedOver:
    """The tables, and the last entry they know of."""

    clearances: pa.Table
    children: pa.Table
    act_facts: pa.Table
    removals: pa.Table
    states: pa.Table
    determinations: pa.Table
    claims: pa.Table
    entry: int
    destroyed: tuple[int, ...]  # entries of removals of which the law left nothing to hand over


def hand_over(ledger: Ledger, purpose: str, person: Person, clock: Clock) -> HandedOver:
    """Read every case on the ledger into tables."""
    person.must_be(WHO_MAY, "read what the ledger says of every case")
    known = register(ledger)
    known.confirm(person)
    check_every_office(known, person)
    if not purpose.strip():
        raise Incomplete("Reading every case needs its purpose.", "Say why with --purpose.")
    leaf = record_reading(ledger, {"cases": "all"}, purpose, person, clock)
    states = list(all_states(ledger, leaf.number).values())
    return HandedOver(
        as_table(found for state in states for found in clearances(state)),
        pa.Table.from_pylist(
            [{"case_id": state.case, "child": child} for state in states
             for child in children(state)], schema=CHILDREN,
        ),
        facts_as_table(found for state in states for found in act_facts(state)),
        removals_of(states),
        stood_of(states),
        determined_of(states),
        pa.Table.from_pylist(list(_claims(states)), schema=CLAIMS),
        leaf.number,
        tuple(one.removal[0] for one in states if one.removal and not _said(one.removal)),
    )  # fmt: skip


def removals_of(states: Iterable[CaseState]) -> pa.Table:
    """Give the removals that are recorded, one row each."""
    return pa.Table.from_pylist(list(_removals(states)), schema=REMOVALS)


def stood_of(states: Iterable[CaseState]) -> pa.Table:
    """Give how each hold stood when a removal was recorded."""
    return pa.Table.from_pylist(list(_stood(states)), schema=STATES)


def determined_of(states: Iterable[CaseState]) -> pa.Table:
    """Give the determinations that anybody may read."""
    return pa.Table.from_pylist(list(_determined(states)), schema=DETERMINATIONS)


def all_states(ledger: Ledger, upto: int) -> Mapping[str, CaseState]:
    """Compute the state of every case as of an entry."""
    states: dict[str, CaseState] = {}
    for case, found in on_cases(ledger, upto):
        states[case] = after(states.get(case, CaseState(case)), found)
    return states


def on_cases(ledger: Ledger, upto: int) -> Iterator[tuple[str, Entry]]:
    """Give every entry on any case up to one, in order, with its case."""
    words = {move.entry for machine in every_machine().values() for move in machine.moves}
    numbers = [leaf.number for leaf in leaves(ledger) if leaf.number <= upto and leaf.act in words]
    for found in several(ledger, numbers):
        case = found.value("case")
        if case is not None:
            yield case, found


def _said(removal: tuple[int, Mapping[str, object]]) -> bool:
    """Whether what was recorded of a removal is still there: the law may have it destroyed."""
    return "removed_on" in removal[1]


def _removals(states: Iterable[CaseState]) -> Iterable[Mapping[str, object]]:
    for state in states:
        if state.removal is not None and _said(state.removal):
            number, said = state.removal
            day = dt.date.fromisoformat(said["removed_on"])
            yield {"entry": str(number), "case_id": state.case, "day": day,
                   "office": said.get("office")}  # fmt: skip


def _stood(states: Iterable[CaseState]) -> Iterable[Mapping[str, object]]:
    for state in states:
        if state.removal is not None and _said(state.removal):
            number, said = state.removal
            for hold in said.get("holds", ()):
                yield {"entry": str(number), **hold}


def _determined(states: Iterable[CaseState]) -> Iterable[Mapping[str, object]]:
    """Give every determination, without the name of whoever made it.

    A second determination names the first. Left out are those that the law destroyed or that were
    struck, for they say nothing any more, and those that are blind still: nobody reads them yet.
    """
    for state in states:
        before = None
        for one in state.decisions:
            if one.form and one.entry not in state.struck | state.blind:
                yield {
                    "entry": str(one.entry),
                    "case_id": state.case,
                    "day": dt.datetime.fromisoformat(one.at).date(),
                    "act": one.word,
                    "level": one.level,
                    "form": one.form,
                    "decides": one.decides,
                    "instrument": one.finding.get("instrument"),
                    "class": one.finding.get("class"),
                    "bearing": one.finding.get("bearing"),
                    "first": str(before) if one.word in SECONDS and before else None,
                }
                before = one.entry if one.word == "determine" else None


def _claims(states: Iterable[CaseState]) -> Iterable[Mapping[str, object]]:
    """Give each form of each claim: how it stands, its last decision, the elements of a denial."""
    for state in states:
        for claim in state.claims.filed.values():
            for form in claim.forms.values():
                said = form.decision.said if form.decision else {}
                yield {
                    "entry": str(claim.entry),
                    "case_id": state.case,
                    "family": claim.family,
                    "form": form.name,
                    "filed_on": _day(claim.said.get("filed_on")),
                    "standing": form.standing,
                    "result": form.result or None,
                    "decided_on": _day(said.get("decided_on")),
                    "elements": list(form.rests_on),
                }


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
