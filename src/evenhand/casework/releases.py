"""Releases: folders for the public, each under the hash of its checksums, and who said what of it.

A release is not about a case. Its entries stand under the hash of its list of checksums, where
those about a case have the case's number; its state is computed from them and from nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from evenhand.casework.person import Person
from evenhand.casework.register import register
from evenhand.casework.replay import who_of
from evenhand.casework.rule import Rule
from evenhand.casework.tables import Machine, Move, machines_in
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry, leaves, of_case
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow

_HASH = re.compile(r"[0-9a-f]{64}")


@cache
def machine() -> Machine:
    """Give the states of a release and the moves between them."""
    return machines_in("releases.toml")["release"]


@dataclass(frozen=True)
class Folder:
    """What a folder for the public says of itself; a door checks that it is so.

    ``sums`` is the hash of its list of checksums, which covers every other file; ``certificate``
    that of the certificate of its disclosure control.
    """

    sums: str
    certificate: str
    title: str

    @property
    def subject(self) -> str:
        """What the entries about it stand under."""
        return f"release {self.sums}"


@dataclass(frozen=True)
class Step:
    """One entry about a release."""

    entry: int
    at: str
    act: str
    role: str
    by: str | None
    reasons: str
    where: str = ""


@dataclass(frozen=True)
class ReleaseState:
    """What follows from the entries about a release."""

    subject: str
    state: str
    head: int = 0
    title: str = ""
    certificate: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def proposed_by(self) -> str | None:
        """The person who proposed it last; ``None`` where that was destroyed by law."""
        return next(step.by for step in reversed(self.steps) if step.act == "propose-release")


def release_state(ledger: Ledger, subject: str) -> ReleaseState:
    """Give the state of a release as its entries say."""
    return replayed_release(subject, of_case(ledger, subject))


def replayed_release(subject: str, entries: Iterable[Entry]) -> ReleaseState:
    """Compute the state of a release from its entries; what does not fit moves nothing."""
    state = ReleaseState(subject, machine().begins)
    for found in entries:
        state = _after(state, found)
    return state


def releases(ledger: Ledger) -> tuple[ReleaseState, ...]:
    """Give every release on the ledger, in the order in which they were first proposed."""
    words = {move.entry for move in machine().moves}
    numbers = [leaf.number for leaf in leaves(ledger) if leaf.act in words]
    found: dict[str, list[Entry]] = {}
    for one in (entry(ledger, number) for number in numbers):
        if one.value("case") is not None:
            found.setdefault(one.value("case"), []).append(one)
    return tuple(replayed_release(subject, entries) for subject, entries in found.items())


def _after(state: ReleaseState, found: Entry) -> ReleaseState:
    leaf, said = found.leaf, found.value("payload")
    move = machine().by_entry(leaf.act, state.state)
    if move is None:
        return replace(state, head=leaf.number)
    known: Mapping[str, Any] = said if isinstance(said, Mapping) else {}
    step = Step(
        leaf.number, leaf.at, leaf.act, leaf.role, who_of(found),
        str(found.value("reasons") or ""), known.get("where", ""),
    )  # fmt: skip
    return replace(
        state,
        state=move.to,
        head=leaf.number,
        title=known.get("title", state.title),
        certificate=known.get("certificate", state.certificate),
        steps=(*state.steps, step),
    )


@dataclass(frozen=True)
class ReleaseAttempt:
    """Somebody about to do something with a release."""

    ledger: Ledger
    clock: Clock
    person: Person
    folder: Folder
    reasons: str = ""
    where: str = ""

    def begin(self, rule: Rule) -> tuple[ReleaseState, Move]:
        """Ask what every act asks; gives the state of the release and where the act leads."""
        state, move = self.stand(rule)
        rule.check_reasons(self.reasons)
        return state, move

    def stand(self, rule: Rule) -> tuple[ReleaseState, Move]:
        """Ask what is asked before anything is typed: who it is, and how the release stands."""
        if not (_HASH.fullmatch(self.folder.sums) and _HASH.fullmatch(self.folder.certificate)):
            raise Incomplete(
                "A release is named by the hashes of its checksums and its certificate.",
                "Give the folder that `evenhand publish` wrote.",
            )
        register(self.ledger).confirm(self.person)
        state = release_state(self.ledger, self.folder.subject)
        (move,) = machine().allowed(rule.act, state.state, self.person.role, rule.says)
        return state, move

    def other_than(self, name: str | None, sentence: str) -> None:
        """Refuse that person; refuse everybody where it is not known who it was."""
        if name is None:
            raise NotNow(
                "Who proposed this release was destroyed by law, so nobody can be shown to be "
                "another person.",
                "Build the release anew and propose that one.",
            )
        if self.person.name == name:
            raise NotAllowed(sentence, "Ask another overseer, or headquarters.")

    def write(self, move: Move, state: ReleaseState) -> Leaf:
        """Append the entry, unless somebody was first."""
        payload = {
            "sums": self.folder.sums,
            "certificate": self.folder.certificate,
            "title": self.folder.title,
        } | ({"where": self.where.strip()} if self.where.strip() else {})
        content = Content(self.person.who, payload, self.reasons, self.folder.subject)
        act = Act(move.entry, self.person.role, content, after=state.head)
        return append(self.ledger, act, self.clock)
