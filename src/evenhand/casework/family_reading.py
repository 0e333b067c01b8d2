"""Reading the families of all cases. Each reading is an entry, written before anything is read.

Who may: family tracing, a supervisor, headquarters. What must hold: the purpose is said. What is
written: the act ``read`` with the purpose. A number or a place is opened one at a time: for a
purpose of the closed list, by family tracing or a supervisor; a refusal to open one is written too.
"""

from __future__ import annotations

from collections.abc import Mapping

from evenhand.casework.hand_over import all_states
from evenhand.casework.next_to_try import Turn, turns
from evenhand.casework.person import FAMILY_TRACING, HEADQUARTERS, SUPERVISOR, Person
from evenhand.casework.purposes import purposes
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.replay import CaseState, replayed
from evenhand.casework.scope import check_every_office, check_scope, not_yours
from evenhand.casework.sealing import Bound, Keyring
from evenhand.casework.visible import visible_state
from evenhand.docket.lists.rejections import Rejection
from evenhand.docket.snapshot import Docket
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import SEALED, Content
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry, of_case
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow, Refusal

WHO_MAY = (FAMILY_TRACING, SUPERVISOR, HEADQUARTERS)
WHO_OPENS = (FAMILY_TRACING, SUPERVISOR)


def read_families(
    ledger: Ledger, purpose: str, person: Person, clock: Clock
) -> tuple[Mapping[str, CaseState], int]:
    """Give the state of every case, and the entry that records the reading."""
    person.must_be(WHO_MAY, "read the families of every case")
    known = register(ledger)
    known.confirm(person)
    check_every_office(known, person)
    if not purpose.strip():
        raise Incomplete("Reading every family needs its purpose.", "Say why with --purpose.")
    leaf = record_reading(ledger, {"families": "all"}, purpose, person, clock)
    return all_states(ledger, leaf.number), leaf.number


def read_turns(
    ledger: Ledger,
    cases: Mapping[str, Docket],
    purpose: str,
    person: Person,
    clock: Clock,
) -> list[Turn]:
    """Give the turns of the named cases, each with the docket that says whose it is, in order.

    One entry records the reading of them all; a case that is not this person's is refused.
    """
    found, _ = turns(_read_some(ledger, cases, purpose, person, clock), clock().date())
    return found


def read_links(
    ledger: Ledger,
    cases: Mapping[str, Docket],
    purpose: str,
    person: Person,
    clock: Clock,
) -> None:
    """Record that the links of the named cases are read; another's case is refused."""
    _read_some(ledger, cases, purpose, person, clock)


def _read_some(
    ledger: Ledger, cases: Mapping[str, Docket], purpose: str, person: Person, clock: Clock
) -> list[CaseState]:
    person.must_be(WHO_MAY, "read the families of several cases")
    known = register(ledger)
    known.confirm(person)
    states = []
    for case, docket in cases.items():
        entries = of_case(ledger, case)
        whole = replayed(case, entries)
        check_scope(known, person, whole, docket)
        if person.name in whole.recused:
            raise not_yours()
        states.append(visible_state(case, entries, person))
    if states:
        record_reading(ledger, {"families": sorted(cases)}, purpose, person, clock)
    return states


def rejections(states: Mapping[str, CaseState]) -> list[Rejection]:
    """Give the pairs of rows that two people rejected, with the facts and the reason's entry."""
    found = []
    for case, state in sorted(states.items()):
        for tie in state.family.ties.values():
            if tie.standing == "rejected" and tie.facts and tie.parent_row:
                number = tie.since["tie"].entry
                reason = f"entry {number} on case {case}"
                found.append(Rejection(tie.parent_row, tie.child, tie.facts, reason))
    return found


def open_detail(
    ledger: Ledger, case: str, lead: int, purpose: str, person: Person, keys: Keyring, clock: Clock
) -> tuple[str, Entry]:
    """Open one number or place; refused or not, that somebody asked is on the record first."""
    register(ledger).confirm(person)
    what = {"case": case, "entries": [lead], "parts": [SEALED]}
    try:
        found = _check_open(ledger, case, lead, purpose, person)
    except Refusal as refusal:
        said = {**what, "purpose": purpose, "refused": refusal.what}
        content = Content(who=person.who, payload=said)
        append(ledger, Act("read-refused", person.role, content), clock)
        raise
    record_reading(ledger, what, purpose, person, clock)
    return opened_detail(ledger, case, found, keys), found


def opened_detail(ledger: Ledger, case: str, found: Entry, keys: Keyring) -> str:
    """Open the sealed part of an entry; whoever calls this has recorded the reading."""
    sealed, said = found.value(SEALED), found.value("payload")
    if sealed is None or said is None:
        by = found.destroyed.get(SEALED) or found.destroyed.get("payload")
        raise NotNow(
            f"The detail of entry {found.leaf.number} was destroyed by entry {by}.",
            "That it was on record stays; a newer lead may be.",
        )
    return keys.open(sealed, Bound(ledger.origin, case, said["kind"], said["detail"]))


def _check_open(ledger: Ledger, case: str, lead: int, purpose: str, person: Person) -> Entry:
    person.must_be(WHO_OPENS, "open a number or a place where somebody can be found")
    if purpose not in purposes():
        raise NotAllowed(
            "A number or a place is opened for a purpose of the closed list, and for no other.",
            f"One of: {', '.join(purposes())}.",
        )
    state = replayed(case, of_case(ledger, case))
    check_scope(register(ledger), person, state, None)
    if person.name in state.recused:
        raise NotAllowed(
            "A person who is recused from this case does not read it.", "Somebody else must."
        )
    if lead not in state.family.leads:
        raise NotNow(
            f"Entry {lead} is no lead of this case, or was struck.",
            f"Leads: {', '.join(map(str, state.family.leads)) or 'none'}.",
        )
    return entry(ledger, lead)
