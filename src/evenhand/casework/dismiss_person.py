"""Dismiss a person: from now on they act in no role. What they did stays as it is.

Who may: an administrator, for others, with reasons. What must hold: the person is on the register.
What is written: the act ``dismiss-person`` with the name. Their accounts stay theirs for good.
"""

from __future__ import annotations

from evenhand.casework.person import ADMINISTRATOR, Person
from evenhand.casework.register import PEOPLE, register
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow

WHO_MAY = (ADMINISTRATOR,)


def dismiss_person(ledger: Ledger, name: str, reasons: str, person: Person, clock: Clock) -> Leaf:
    """Take all roles of a person away."""
    person.must_be(WHO_MAY, "dismiss people")
    now = register(ledger)
    now.confirm(person)
    if not reasons.strip():
        raise Incomplete("To dismiss a person needs reasons.", "Say why with --reasons.")
    if name == person.name:
        raise NotAllowed("Nobody dismisses themselves.", "Ask another administrator.")
    if not now.roles.get(name):
        raise NotNow(
            "Nobody of that name acts in any role.", "`evenhand people list` names who does."
        )
    content = Content(who=person.who, payload={"name": name}, reasons=reasons, case=PEOPLE)
    return append(ledger, Act("dismiss-person", person.role, content, after=now.head), clock)
