"""Destroy content that the law says must not be kept; that it was there stays on the record.

Who may: headquarters, as the register has it, naming the authority (a court's order, a records
schedule) and the reasons. What must hold: the parts are there. What is written: the act
``destroy``, which says in the open which parts of which entry are gone; the content itself is then
taken off the database.
"""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.casework.person import HEADQUARTERS, Person
from evenhand.casework.register import register
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import DESTROY, Leaf
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import BadLedger

WHO_MAY = (HEADQUARTERS,)


def destroy_content(
    ledger: Ledger,
    number: int,
    parts: Iterable[str],
    authority: str,
    reasons: str,
    person: Person,
    clock: Clock,
) -> Leaf:
    """Destroy parts of one entry."""
    person.must_be(WHO_MAY, "have content destroyed")
    register(ledger).confirm(person)
    gone = [(number, name) for name in sorted(set(parts))]
    if not gone or not authority.strip() or not reasons.strip():
        raise BadLedger(
            "Destroying content needs the parts, the authority that orders it, and reasons.",
            "Name them with --part, --authority and --reasons.",
        )
    content = Content(who=person.who, payload={"authority": authority}, reasons=reasons)
    return append(ledger, Act(DESTROY, person.role, content, destroys=gone), clock)
