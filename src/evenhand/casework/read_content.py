"""Read what an entry is about. The reading is itself an entry, written first.

Who may: every role that sees cases. What must hold: the purpose is said. What is written: the act
``read`` with the entry, its parts and the purpose. If that cannot be recorded, nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.casework.person import SEES_CASES, Person
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import PART_NAMES, Content
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry
from evenhand.terms.refusal import BadLedger

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
    asked, names = sorted(set(numbers)), sorted(set(parts))
    if not purpose.strip() or not names or not set(names) <= set(PART_NAMES):
        raise BadLedger(
            "Reading content needs the parts and the purpose.",
            f"Name parts ({', '.join(PART_NAMES)}) with --open, and say why with --purpose.",
        )
    # The case is not named as this entry's own: a reading must not overtake anybody's act.
    payload = {"entries": asked, "parts": names, "purpose": purpose}
    append(ledger, Act("read", person.role, Content(who=person.who, payload=payload)), clock)
    return [_only(entry(ledger, number), names) for number in asked]


def _only(whole: Entry, names: Iterable[str]) -> Entry:
    shown = {name: whole.parts[name] for name in names if name in whole.parts}
    return Entry(whole.leaf, shown, whole.destroyed)
