"""Adds entries to a ledger. Only `casework` may import this: every entry is somebody's act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evenhand.ledger import leaf, merkle
from evenhand.ledger.content import Content, Part, canonical
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger, finder
from evenhand.ledger.stores.store import (
    ADD_ENTRY,
    ADD_NODE,
    ADD_PART,
    ENTRY,
    HEAD,
    NAME_LEDGER,
    OF_CASE,
    Session,
    Store,
)
from evenhand.terms.refusal import BadLedger, Overtaken

Clock = Callable[[], dt.datetime]
LONGEST_CASE = 100


@dataclass(frozen=True)
class Act:
    """What is to be recorded: the kind of act, the role it is done in, and its content.

    ``after`` is the last entry on the case that the person had seen when they acted (0 for none);
    if there is a later one, nothing is recorded and they are told. ``None`` for acts that rest on
    nothing earlier.
    """

    name: str
    role: str
    content: Content
    after: int | None = None
    key: str = ""
    destroys: Sequence[tuple[int, str]] = ()


def append(ledger: Ledger, act: Act, clock: Clock) -> Leaf:
    """Record one act. When this returns, the entry is on the disk."""
    _check(act)
    with ledger.store.writing() as session:
        added = _added(session, act, ledger.origin, clock)
    if act.destroys:
        ledger.store.scrub()
    return added


def begin(store: Store, origin: str, act: Act, clock: Clock) -> Leaf:
    """Name a new ledger and record its first act, both or neither."""
    _check(act)
    with store.writing() as session:
        session.add(NAME_LEDGER, origin)
        return _added(session, act, origin, clock)


def _check(act: Act) -> None:
    for what, word in (("act", act.name), ("role", act.role)):
        if not leaf.WORD.fullmatch(word):
            raise ValueError(f"{word!r} is no name of an {what}: write small letters and hyphens")
    if len(act.content.case) > LONGEST_CASE:
        raise BadLedger(
            f"A case number has {LONGEST_CASE} characters at most; nothing was recorded.",
            "Use the case's number in the docket.",
        )


def _added(session: Session, act: Act, origin: str, clock: Clock) -> Leaf:
    head = _head(session)
    _check_not_overtaken(session, act)
    _check_can_be_destroyed(session, act)
    parts = act.content.parts()
    made = _leaf(act, parts, head, origin, _written(clock()))
    text = made.text
    # What cannot be read back must not be written.
    if leaf.parse(text) != made:
        raise ValueError("the entry would not read back as it was written")
    session.add(ADD_ENTRY, made.number, text, leaf.leaf_hash(text))
    for part in parts:
        session.add(ADD_PART, made.number, part.name, part.salt, part.body)
    _grow(session, made.number - 1, bytes.fromhex(leaf.leaf_hash(text)))
    for number, name in made.destroys:
        session.destroy(number, name)
    return made


def _leaf(act: Act, parts: Sequence[Part], head: Leaf | None, origin: str, clock: str) -> Leaf:
    before = leaf.leaf_hash(head.text) if head else leaf.before_the_first(origin)
    return Leaf(
        number=head.number + 1 if head else 1,
        # A clock that was set back does not reorder the record, and what it said is kept.
        at=max(clock, head.at) if head else clock,
        clock=clock,
        act=act.name,
        role=act.role,
        previous=before,
        parts={part.name: part.commitment for part in parts},
        key=act.key,
        destroys=tuple(sorted(act.destroys)),
    )


def _head(session: Session) -> Leaf | None:
    found = session.rows(HEAD)
    if not found:
        return None
    number, text, hashed = found[0]
    try:
        head = leaf.parse(text)
    except leaf.NotALeaf:
        head = None
    if head is None or head.number != number or leaf.leaf_hash(text) != hashed:
        raise BadLedger(
            f"The last entry of the ledger, {number}, was changed. Nothing was recorded.",
            "Stop recording, and run `evenhand ledger verify`.",
        )
    return head


def _check_not_overtaken(session: Session, act: Act) -> None:
    if act.after is None or not act.content.case:
        return
    numbers = [n for (n,) in session.rows(OF_CASE, canonical(act.content.case))]
    later = [n for n in numbers if n > act.after]
    if later:
        last = leaf.parse(session.rows(ENTRY, later[-1])[0][1])
        raise Overtaken(
            f"Somebody recorded an act on this case in the meantime: entry {last.number} "
            f"({last.act}, by a person in the role {last.role}, {last.at}). Yours was not "
            "recorded.",
            "Read that entry, and act again if your reasons still hold.",
        )


def _check_can_be_destroyed(session: Session, act: Act) -> None:
    for number, name in act.destroys:
        found = session.rows("SELECT 1 FROM parts WHERE number = ? AND name = ?", number, name)
        if not found:
            raise BadLedger(
                f"Entry {number} has no part {name} to destroy. Nothing was recorded.",
                "`evenhand ledger log` shows the parts of each entry.",
            )


def _grow(session: Session, index: int, leaf_hash: bytes) -> None:
    for level, place, whole in merkle.completed_by(finder(session), index, leaf_hash):
        session.add(ADD_NODE, level, place, whole.hex())


def _written(moment: dt.datetime) -> str:
    utc = moment.astimezone(dt.UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
