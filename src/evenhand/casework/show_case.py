"""Show a case: its state and its entries. The reading is itself an entry, written first.

Who may: every role that sees cases, for the cases of their own office or assigned to them. What
must hold: the purpose is said, and the person is not recused. What is written: the act ``read``
with the entries, the marks that the person may read, and the purpose. What is shown is what
`visible` leaves for that person. A first determination is shown to nobody, not even to who made it,
until the second is recorded; that there is one is shown. If the reading cannot be recorded, nothing
is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from evenhand.casework.claim_family import ClaimFamily, claim_family
from evenhand.casework.person import SEES_CASES, Person
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.replay import CaseState, replayed
from evenhand.casework.rights import MARKS, may
from evenhand.casework.scope import check_scope
from evenhand.casework.visible import visible_entries, visible_state
from evenhand.docket.snapshot import Docket
from evenhand.ledger.append import Clock
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, of_case
from evenhand.terms.refusal import Incomplete, NotAllowed

WHO_MAY = SEES_CASES


@dataclass(frozen=True)
class Shown:
    """A case as a person may see it; ``blind`` entries are there without their content.

    ``beneath`` is the state that the software itself works with. It is never shown: whether a
    removal must wait is computed from it, and told only as far as the person may know. ``family``
    are the claims to protection of linked cases, as far as they are this person's to see.
    """

    state: CaseState
    entries: tuple[Entry, ...]
    blind: frozenset[int]
    person: Person
    beneath: CaseState = field(repr=False)
    family: ClaimFamily = field(default_factory=lambda: ClaimFamily(()))


def show_case(
    ledger: Ledger,
    case: str,
    purpose: str,
    person: Person,
    clock: Clock,
    docket: Docket | None = None,
) -> Shown:
    """Show a case; ``docket`` says whose it is where nobody has taken it yet."""
    person.must_be(WHO_MAY, "read a case")
    known = register(ledger)
    known.confirm(person)
    if not purpose.strip():
        raise Incomplete("Reading a case needs its purpose.", "Say why with --purpose.")
    entries = of_case(ledger, case)
    state = replayed(case, entries)
    check_scope(known, person, state, docket)
    if person.name in state.recused:
        raise NotAllowed(
            "A person who is recused from this case does not read it.", "Somebody else must."
        )
    shown = visible_entries(entries, person)
    seen = visible_state(case, entries, person)
    family = ClaimFamily(())
    if seen.claims.filed:
        family = claim_family(ledger, known, person, seen, docket)
    # Also where there is no entry yet: that somebody looked at the case is on the record.
    what = {
        "case": case,
        "entries": [found.leaf.number for found in shown],
        "marks": [mark for mark in MARKS if may(person.role, "read", mark)],
    }
    if linked := family.opened:
        what["linked"] = linked
    record_reading(ledger, what, purpose, person, clock)
    return Shown(seen, tuple(shown), state.unread, person, state, family)
