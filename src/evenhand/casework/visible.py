"""What of a case a person may see: entries, state, facts, findings; the rest as if not there.

An entry about a fact or a hold that a person may not read is left out of the case for them, and so
is everything that follows from it: the state they are shown is computed from the entries they may
see. What they themselves handed in they see. Nothing here tells that something was left out; where
words are needed, they are the same for every case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evenhand.casework.person import Person
from evenhand.casework.replay import CaseState, replayed, who_of
from evenhand.casework.rights import (
    ANYTHING,
    CLAIM,
    CONFIDENTIAL,
    ENTRY,
    FACT,
    FAMILY,
    HOLD,
    PERSONAL,
    REMOVAL,
    SAID,
    marks,
    may,
    reads_all,
    rights,
    whom_to_ask,
)
from evenhand.docket.catalogue import Protection, catalogue
from evenhand.docket.on_ledger import BESIDE
from evenhand.guidance.instrument import Instrument
from evenhand.ledger.content import CASE, PAYLOAD, REASONS, WHO, Part, canonical
from evenhand.ledger.reading import Entry
from evenhand.safeguards.library import shipped

# What of a first determination would tell a second person how it came out.
BLIND_PARTS = {PAYLOAD, REASONS}
# What a first judgement on a tie is about, which its second must know.
ABOUT = ("child",)


def only(whole: Entry, names: Iterable[str]) -> Entry:
    """Give an entry with the named parts and no others."""
    shown = {name: whole.parts[name] for name in names if name in whole.parts}
    return Entry(whole.leaf, shown, whole.destroyed)


def mark_of(entry: Entry, entries: Mapping[int, Entry]) -> Protection | None:
    """Give the mark of what an entry can tell; none where it can tell anything."""
    kind = rights().kind(entry.leaf.act)
    payload = entry.value("payload")
    said: Mapping[str, Any] = payload if isinstance(payload, Mapping) else {}
    if kind == ENTRY:
        about = entries.get(said.get("entry", 0))
        # Only an earlier entry can be meant, so this ends.
        earlier = about is not None and about.leaf.number < entry.leaf.number
        return mark_of(about, entries) if about is not None and earlier else None
    if kind == FACT:
        fact = catalogue().get(str(said.get("fact")))
        return fact.protection if fact else None
    if kind == HOLD:
        found = (one.protection for one in shipped() if one.id == said.get("hold"))
        return next(found, None)
    if kind == SAID:
        mark: Protection | None = said.get("mark", PERSONAL) if said else None
        return mark
    if kind == FAMILY:
        return FAMILY
    if kind == CLAIM:
        return CONFIDENTIAL
    return PERSONAL if kind in (PERSONAL, REMOVAL) else None


def visible_entries(entries: Sequence[Entry], person: Person) -> list[Entry]:
    """Give the entries on a case as a person may see them; what is blind without its content."""
    state = replayed("", entries)
    by_number = {entry.leaf.number: entry for entry in entries}
    found: list[Entry] = []
    for entry in entries:
        shown = _seen(entry, by_number, person)
        if shown is None:
            continue
        if entry.leaf.number in state.unread:
            shown = _blinded(shown)
        found.append(shown)
    if not reads_all(person.role):
        kept = {entry.leaf.number for entry in found}
        found = [_without_others(entry, kept) for entry in found]
    return found


def visible_state(case: str, entries: Sequence[Entry], person: Person) -> CaseState:
    """Give the state of a case as it follows from what a person may see of it."""
    return replayed(case, visible_entries(entries, person))


def _blinded(entry: Entry) -> Entry:
    """Leave of a first determination who made it; of a first judgement also about which child."""
    said = entry.value("payload")
    known = {name: said[name] for name in ABOUT if name in said} if said else {}
    blinded = only(entry, (CASE, WHO, PAYLOAD))
    return _saying(blinded, known) if known else only(entry, (CASE, WHO))


def _seen(entry: Entry, entries: Mapping[int, Entry], person: Person) -> Entry | None:
    if reads_all(person.role) or who_of(entry) == person.name:
        return entry
    mark = mark_of(entry, entries)
    if mark is None:
        unlisted = rights().kind(entry.leaf.act) != ANYTHING
        return None if unlisted else only(entry, (CASE, WHO))
    if not may(person.role, "read", mark):
        return None
    removal = rights().kind(entry.leaf.act) == REMOVAL
    return _without_holds(entry, person) if removal else entry


def _without_holds(entry: Entry, person: Person) -> Entry:
    """Take out of a removal the holds that a person may not see."""
    seen = {one.id for one in shipped() if may(person.role, "read", one.protection)}
    said = dict(entry.value("payload") or {})
    for name in ("holds", "holds_open"):
        if name in said:
            said[name] = [hold for hold in said[name] if hold["hold"] in seen]
    return _saying(entry, said)


def _without_others(entry: Entry, kept: set[int]) -> Entry:
    """Take the numbers of entries out that a person does not see."""
    said = dict(entry.value("payload") or {})
    if BESIDE not in said:
        return entry
    beside = said.pop(BESIDE)
    if isinstance(beside, list):
        said[BESIDE] = [number for number in beside if number in kept]
    return _saying(entry, said)


def _saying(entry: Entry, payload: Mapping[str, Any]) -> Entry:
    if PAYLOAD not in entry.parts or payload == entry.value("payload"):
        return entry
    # Shown only: such a part opens no commitment, and nothing is proved with it.
    part = Part(PAYLOAD, "", canonical(payload))
    return Entry(entry.leaf, {**entry.parts, PAYLOAD: part}, entry.destroyed)


def visible_instruments(
    instruments: Sequence[Instrument], person: Person
) -> tuple[list[Instrument], list[Instrument]]:
    """Part instruments into those whose findings a person may see and the others.

    A class tells of the facts behind it, so an instrument is shown only to those who may read every
    fact that it reads; this depends on the instrument and never on the case.
    """
    readable = marks(person.role, "read")
    seen = [one for one in instruments if one.marks_read <= readable]
    return seen, [one for one in instruments if one not in seen]


def visible_explanation(explained: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """Leave out of an explained case the facts, and notes on facts, that a person may not read."""
    if reads_all(person.role):
        return dict(explained)
    readable = marks(person.role, "read")
    known = {fact.name for fact in catalogue().values() if fact.protection in readable}
    return {
        **explained,
        "facts": [one for one in explained["facts"] if one["fact"] in known],
        "unusable": [one for one in explained["unusable"] if one["fact"] in known],
    }


def not_shown(what: str) -> str:
    """Say, in the same words for every case, that something is not for this reader."""
    return (
        f"{what} is not shown in your role. Ask somebody in the role {' or '.join(whom_to_ask())}."
    )
