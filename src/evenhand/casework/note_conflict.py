"""Note on the register that a person must keep out of a case, before they ever see it.

Who may: the person themselves, a supervisor, headquarters, an administrator; with reasons. What
must hold: the person is on the register. What is written: the act ``note-conflict`` with name and
case. Nothing lifts it; from then on the person is refused as if there were no such case.
"""

from __future__ import annotations

from evenhand.casework.person import ADMINISTRATOR, HEADQUARTERS, SUPERVISOR, Person
from evenhand.casework.register import PEOPLE, register
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Incomplete, NotNow

WHO_MAY = (SUPERVISOR, HEADQUARTERS, ADMINISTRATOR)


def note_conflict(
    ledger: Ledger, name: str, case: str, reasons: str, person: Person, clock: Clock
) -> Leaf:
    """Keep a person out of a case."""
    if name != person.name:
        person.must_be(WHO_MAY, "note a conflict of interest of somebody else")
    now = register(ledger)
    now.confirm(person)
    if not (case.strip() and reasons.strip()):
        raise Incomplete("A conflict of interest needs the case and the reasons.", "Say both.")
    if name not in now.roles:
        raise NotNow("Nobody of that name is on the register.", "`evenhand people list` names all.")
    payload = {"name": name, "case": case.strip()}
    content = Content(who=person.who, payload=payload, reasons=reasons, case=PEOPLE)
    return append(ledger, Act("note-conflict", person.role, content, after=now.head), clock)
