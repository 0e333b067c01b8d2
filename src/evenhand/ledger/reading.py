"""Reads entries back: what was recorded, and what was destroyed since, by which entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from evenhand.ledger import leaf
from evenhand.ledger.content import Part, canonical
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.stores.store import (
    ALL_ENTRIES,
    ENTRIES_AFTER,
    ENTRY,
    OF_CASE,
    PARTS,
    Session,
)
from evenhand.terms.refusal import BadLedger

AT_A_TIME = 1000


@dataclass(frozen=True)
class Entry:
    """One entry with the content that is still there.

    ``destroyed`` names the parts that were destroyed, and the number of the entry that did it.
    """

    leaf: Leaf
    parts: dict[str, Part]
    destroyed: dict[str, int]

    def value(self, name: str) -> Any:
        """Give what a part says; ``None`` if the entry has no such part or it was destroyed."""
        part = self.parts.get(name)
        return part.value if part else None


def entry(ledger: Ledger, number: int) -> Entry:
    """Read one entry, checked against its own hash and commitments."""
    with ledger.store.reading() as session:
        return _read(session, number)


def several(ledger: Ledger, numbers: Iterable[int]) -> Iterator[Entry]:
    """Read entries in the order of their numbers given, checked likewise, many at a time."""
    left = iter(numbers)
    while some := list(islice(left, AT_A_TIME)):
        with ledger.store.reading() as session:
            read = [_read(session, number) for number in some]
        yield from read


def of_case(ledger: Ledger, case: str) -> list[Entry]:
    """Read every entry on a case, in order."""
    with ledger.store.reading() as session:
        return [_read(session, n) for (n,) in session.rows(OF_CASE, canonical(case))]


def numbers_of_case(ledger: Ledger, case: str) -> list[int]:
    """Give the numbers of the entries on a case, in order, and nothing of what they say."""
    with ledger.store.reading() as session:
        return [n for (n,) in session.rows(OF_CASE, canonical(case))]


def leaves_after(ledger: Ledger, number: int, most: int) -> list[Leaf]:
    """Give what the next entries after one say in the open, at most so many."""
    with ledger.store.reading() as session:
        return [_parsed(n, text) for n, text, _ in session.rows(ENTRIES_AFTER, number, most)]


def leaves(ledger: Ledger, first: int = 1) -> Iterator[Leaf]:
    """Give what each entry says in the open, from the entry ``first`` on."""
    with ledger.store.reading() as session:
        for number, text, _ in session.stream(ALL_ENTRIES):
            if number >= first:
                yield _parsed(number, text)


def _parsed(number: int, text: str) -> Leaf:
    try:
        return leaf.parse(text)
    except leaf.NotALeaf as wrong:
        raise _changed(number, str(wrong)) from None


def _read(session: Session, number: int) -> Entry:
    found = session.rows(ENTRY, number)
    if not found:
        raise BadLedger(
            f"There is no entry {number} on this ledger.", "`evenhand ledger log` lists them."
        )
    _, text, hashed = found[0]
    known = _parsed(number, text)
    if leaf.leaf_hash(text) != hashed:
        raise _changed(number, "is not the one its hash stands for")
    parts = {name: Part(name, salt, body) for name, salt, body in session.rows(PARTS, number)}
    for part in parts.values():
        if known.parts.get(part.name) != part.commitment:
            raise _changed(number, f"has a part {part.name} that it does not commit to")
    gone = {name: _destroyer(session, number, name) for name in known.parts if name not in parts}
    return Entry(known, parts, gone)


def _destroyer(session: Session, number: int, name: str) -> int:
    by = session.destroyed_by(number, name)
    if by is None:
        raise _changed(number, f"has lost its part {name}, and no entry destroys it")
    return by


def _changed(number: int, how: str) -> BadLedger:
    return BadLedger(
        f"The ledger was changed behind Evenhand's back: entry {number} {how}.",
        "Stop recording, keep the database as it is, and run `evenhand ledger verify`.",
    )
