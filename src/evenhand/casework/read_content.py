"""Read what an entry is about. The reading is itself an entry, written first.

Who may: every role that sees cases, as the register says they are, for what they may see of cases
that are theirs; what is on no case, a supervisor or headquarters. What must hold: the purpose is
said; a first determination is opened to nobody until the second is recorded. What is written: the
act ``read`` with the entries, the parts and the purpose. If that cannot be recorded, nothing is
shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evenhand.casework.person import HEADQUARTERS, SEES_CASES, SUPERVISOR, Person
from evenhand.casework.register import PEOPLE, Register, register
from evenhand.casework.replay import replayed
from evenhand.casework.rights import whom_to_ask
from evenhand.casework.scope import check_every_office, in_scope
from evenhand.casework.visible import BLIND_PARTS, only, visible_entries
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import PART_NAMES, Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry, of_case
from evenhand.terms.refusal import BadLedger, NotAllowed, NotNow

WHO_MAY = SEES_CASES


def read_content(
    ledger: Ledger,
    numbers: Iterable[int],
    parts: Iterable[str],
    purpose: str,
    person: Person,
    clock: Clock,
) -> list[Entry]:
    """Show the named parts of entries, and no others."""
    person.must_be(WHO_MAY, "read what an entry is about")
    known = register(ledger)
    known.confirm(person)
    asked, names = sorted(set(numbers)), sorted(set(parts))
    if not purpose.strip() or not names or not set(names) <= set(PART_NAMES):
        raise BadLedger(
            "Reading content needs the parts and the purpose.",
            f"Name parts ({', '.join(PART_NAMES)}) with --open, and say why with --purpose.",
        )
    found = [entry(ledger, number) for number in asked]
    for one in found:
        _check_open(ledger, known, one, names, person)
    record_reading(ledger, {"entries": asked, "parts": names}, purpose, person, clock)
    return [only(one, names) for one in found]


def record_reading(
    ledger: Ledger, what: Mapping[str, Any], purpose: str, person: Person, clock: Clock
) -> Leaf:
    """Record that somebody reads, before they do."""
    # The case is not named as this entry's own: a reading must not overtake anybody's act.
    content = Content(who=person.who, payload={**what, "purpose": purpose})
    return append(ledger, Act("read", person.role, content), clock)


def _check_open(
    ledger: Ledger, known: Register, one: Entry, names: Iterable[str], person: Person
) -> None:
    """Refuse parts of an entry that are not for this person, in words that tell nothing of it."""
    case = one.value("case")
    if case is None or case == PEOPLE:
        # Readings, changes of key, people: also an entry whose case was destroyed.
        if one.leaf.act in ("determine", "judge-tie") and set(names) & BLIND_PARTS:
            raise _blind(one)
        person.must_be((SUPERVISOR, HEADQUARTERS), "read an entry that is on no case")
        check_every_office(known, person)
        return
    entries = of_case(ledger, case)
    state = replayed(case, entries)
    if person.name in state.recused or not in_scope(known, person, state):
        raise _not_yours(one)
    if one.leaf.number in state.unread and set(names) & BLIND_PARTS:
        raise _blind(one)
    shown = {seen.leaf.number: seen for seen in visible_entries(entries, person)}
    seen = shown.get(one.leaf.number)
    if seen is None or any(seen.parts.get(name) != one.parts.get(name) for name in names):
        raise _not_yours(one)


def _not_yours(one: Entry) -> NotAllowed:
    return NotAllowed(
        f"Entry {one.leaf.number} is not one whose content you may read.",
        f"Ask somebody in the role {' or '.join(whom_to_ask())}, of the case's own office.",
    )


def _blind(one: Entry) -> NotNow:
    return NotNow(
        f"Entry {one.leaf.number} is a first determination: nobody reads it until the second is "
        "recorded.",
        "Record the second: `evenhand case second`, or of a tie `evenhand families assert` or "
        "`reject`.",
    )
