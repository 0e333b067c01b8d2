"""Show the claims of one family, from any member's case. The reading is an entry, written first.

Who may: whoever may read confidential facts, for a case that is theirs. What must hold: the purpose
is said, and the person is not recused. What is written: the act ``read`` with the case and the
linked cases whose claims are shown. Whoever may not read claims is refused in the same words for
every case.
"""

from __future__ import annotations

from evenhand.casework.claim_family import ClaimFamily, claim_family
from evenhand.casework.person import Person
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.replay import replayed
from evenhand.casework.rights import CONFIDENTIAL, check
from evenhand.casework.scope import check_scope
from evenhand.docket.snapshot import Docket
from evenhand.ledger.append import Clock
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import of_case
from evenhand.terms.refusal import Incomplete, NotAllowed


def show_claims(
    ledger: Ledger,
    case: str,
    purpose: str,
    person: Person,
    clock: Clock,
    docket: Docket | None = None,
) -> ClaimFamily:
    """Give the claims of a case and of the cases that are linked with it."""
    check(person, "read", CONFIDENTIAL, "read claims to protection")
    known = register(ledger)
    known.confirm(person)
    if not purpose.strip():
        raise Incomplete("Reading claims needs its purpose.", "Say why with --purpose.")
    state = replayed(case, of_case(ledger, case))
    check_scope(known, person, state, docket)
    if person.name in state.recused:
        raise NotAllowed(
            "A person who is recused from this case does not read it.", "Somebody else must."
        )
    found = claim_family(ledger, known, person, state, docket)
    record_reading(ledger, {"case": case, "linked": found.opened}, purpose, person, clock)
    return found
