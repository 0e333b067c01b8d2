"""Read what an entry is about. The reading is itself an entry, written first.

Who may: every role that sees cases. What must hold: the purpose is said; a first determination is
opened to nobody until the second is recorded. What is written: the act ``read`` with the entries,
the parts and the purpose. If that cannot be recorded, nothing is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evenhand.casework.person import SEES_CASES, Person
from evenhand.casework.replay import replayed
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import PART_NAMES, PAYLOAD, REASONS, Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry, of_case
from evenhand.terms.refusal import BadLedger, NotNow

WHO_MAY = SEES_CASES
# What of a first determination would tell a second person how it came out.
BLIND_PARTS = {PAYLOAD, REASONS}


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
    found = [entry(ledger, number) for number in asked]
    if set(names) & BLIND_PARTS:
        _check_not_blind(ledger, found)
    record_reading(ledger, {"entries": asked, "parts": names}, purpose, person, clock)
    return [only(one, names) for one in found]


def record_reading(
    ledger: Ledger, what: Mapping[str, Any], purpose: str, person: Person, clock: Clock
) -> Leaf:
    """Record that somebody reads, before they do."""
    # The case is not named as this entry's own: a reading must not overtake anybody's act.
    content = Content(who=person.who, payload={**what, "purpose": purpose})
    return append(ledger, Act("read", person.role, content), clock)


def _check_not_blind(ledger: Ledger, found: Iterable[Entry]) -> None:
    for one in found:
        if one.leaf.act not in ("determine", "judge-tie"):
            continue
        case = one.value("case")
        if case is None or one.leaf.number in replayed(case, of_case(ledger, case)).unread:
            raise NotNow(
                f"Entry {one.leaf.number} is a first determination: nobody reads it until the "
                "second is recorded.",
                "Record the second: `evenhand case second`, or of a tie `evenhand families assert` "
                "or `reject`.",
            )


def only(whole: Entry, names: Iterable[str]) -> Entry:
    """Give an entry with the named parts and no others."""
    shown = {name: whole.parts[name] for name in names if name in whole.parts}
    return Entry(whole.leaf, shown, whole.destroyed)
