"""Whose case it is: people see and act on the cases of their own office, and on those given them.

Who is named with no office on the register belongs to all of them, and headquarters always does. A
supervisor assigns a person to a single case. A conflict of interest, on the register or on the
case, goes before all of that. To whoever may not see a case it is refused in the same words whether
there is such a case or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenhand.casework.person import HEADQUARTERS, SEES_CASES, Person
from evenhand.casework.register import PEOPLE, Register, register
from evenhand.casework.replay import CaseState, replayed
from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import connect
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import of_case
from evenhand.terms.refusal import BadDocket, Incomplete, NotAllowed


def may_open(ledger: Ledger, person: Person, case: str, docket: Docket | None = None) -> bool:
    """Whether a person may open a case at all. ``docket`` says whose an untouched case is."""
    known = register(ledger)
    known.confirm(person)
    if person.role not in SEES_CASES or not case.strip() or case == PEOPLE:
        return False
    state = replayed(case, of_case(ledger, case))
    return person.name not in state.recused and in_scope(known, person, state, docket)


def check_scope(known: Register, person: Person, state: CaseState, docket: Docket | None) -> None:
    """Refuse a person whose case this is not."""
    if not state.case.strip() or state.case == PEOPLE:
        raise Incomplete("Say which case.", "Use the case's number in the docket.")
    if not in_scope(known, person, state, docket):
        raise not_yours()


def not_yours() -> NotAllowed:
    """The refusal for a case that is not one's own, and for one that there is not."""
    return NotAllowed(
        "There is no such case among those that you may see.",
        "Check the number, and name the docket with --docket if nobody has taken the case yet. "
        "Otherwise a supervisor of its office assigns you: `evenhand case assign`.",
    )


def check_every_office(known: Register, person: Person) -> None:
    """Refuse what reads every case to a person who belongs to some offices only."""
    if not belongs_to_all(known, person):
        raise NotAllowed(
            "This reads the cases of every office, and you belong to some of them only.",
            "Ask headquarters, or a supervisor who is not bound to an office.",
        )


def belongs_to_all(known: Register, person: Person) -> bool:
    """Whether a person is bound to no office."""
    return person.role == HEADQUARTERS or not known.offices.get(person.name, ())


def case_in(docket: Docket, case: str) -> Mapping[str, Any]:
    """Give the row of a case in a docket; raises BadDocket if it has no such case."""
    con = connect(threads=1)
    try:
        return docket.case(con, case)
    finally:
        con.close()


def offices_of(docket: Docket, case: str) -> tuple[str, ...]:
    """Give the field office and the court of a case, as far as the docket names them."""
    row = case_in(docket, case)
    return tuple(str(row[name]) for name in ("office", "court") if row[name] is not None)


def in_scope(
    known: Register, person: Person, state: CaseState, docket: Docket | None = None
) -> bool:
    """Whether a case is a person's own: of their office, or given to them."""
    if state.case in known.conflicts.get(person.name, ()):
        return False
    if belongs_to_all(known, person) or person.name in state.assigned | {state.holder}:
        return True
    # What was recorded when the case was taken goes first: another docket may say otherwise.
    here = state.offices or _in_docket(docket, state.case)
    return bool(set(here) & set(known.offices[person.name]))


def _in_docket(docket: Docket | None, case: str) -> tuple[str, ...]:
    try:
        return offices_of(docket, case) if docket is not None else ()
    except BadDocket:
        return ()  # no such case: refused in the same words as another office's
