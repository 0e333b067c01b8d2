"""The family of a case, computed from its entries: ties, contact, reunification, preference.

Each tie has three separate states beside its standing. A tie is never taken away: what people
found, doubted or settled follows one after another, and all of it stays. An entry that was struck
does not count; one that does not fit the tables changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evenhand.casework.tables import family_machines

BELONG, DO_NOT = "they belong together", "they do not belong together"
PARTS = ("contact", "reunification", "preference")


@dataclass(frozen=True)
class Told:
    """One entry about a family: its number, word, time, who made it and what it says."""

    entry: int
    word: str
    at: str
    by: str | None
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Judgement:
    """What one person found about a tie."""

    entry: int
    by: str | None
    finding: str


@dataclass(frozen=True)
class Tie:
    """A parent and a child: how the tie stands, its three states, and all entries on it.

    ``round`` is who judged it since it was last open; ``unread`` the first judgement while nobody
    may read it; ``facts`` the fingerprint of the rows it was last proposed or judged on.
    """

    child: str
    standing: str = family_machines()["tie"].begins
    contact: str = family_machines()["contact"].begins
    reunification: str = family_machines()["reunification"].begins
    preference: str = family_machines()["preference"].begins
    relation: str = ""
    parent_row: str = ""
    facts: str = ""
    round: tuple[str | None, ...] = ()
    judged: tuple[Judgement, ...] = ()
    unread: int = 0
    since: Mapping[str, Told] = field(default_factory=dict)  # of each part, its last move
    entries: tuple[int, ...] = ()

    @property
    def judged_on(self) -> str:
        """The entry of the last judgement, as text."""
        return str(self.judged[-1].entry) if self.judged else ""


@dataclass(frozen=True)
class Withholding:
    """What must not reach whom, by the number of its entry."""

    state: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Family:
    """All that the entries of one case say of the parent's family."""

    ties: Mapping[str, Tie] = field(default_factory=dict)
    leads: Mapping[int, Told] = field(default_factory=dict)
    whereabouts: Told | None = None
    attempts: tuple[Told, ...] = ()
    withheld: Mapping[int, Withholding] = field(default_factory=dict)
    shares: Mapping[int, Told] = field(default_factory=dict)

    @property
    def unread(self) -> frozenset[int]:
        """The judgements that nobody may read yet."""
        return frozenset(tie.unread for tie in self.ties.values() if tie.unread)

    def tie(self, child: str) -> Tie:
        """Give the tie to a child, in the state in which nobody has named it if nobody has."""
        return self.ties.get(child, Tie(child))


def family_of(told: Iterable[Told], struck: frozenset[int] = frozenset()) -> Family:
    """Compute a family from what was told, in order."""
    family = Family()
    for one in told:
        if one.entry not in struck:
            family = with_told(family, one) or family
    return family


def with_told(family: Family, told: Told) -> Family | None:
    """Give the family after one more entry; ``None`` where it does not fit."""
    step = _STEPS.get(told.word)
    return step(family, told) if step and told.said else None


Step = Callable[[Family, Told], Family | None]


def _tie(family: Family, told: Told) -> Family | None:
    """A proposal, a claim or a judgement."""
    children = told.said.get("ties") or [told.said]
    for said in children:
        moved = _judged(family, told, said)
        if moved is None:
            return None
        family = replace(family, ties={**family.ties, moved.child: moved})
    return family


def _judged(family: Family, told: Told, said: Mapping[str, Any]) -> Tie | None:
    if "child" not in said:
        return None
    tie = family.tie(said["child"])
    move = family_machines()["tie"].by_entry(told.word, tie.standing)
    if move is None:
        return None
    to = move.after(tie.standing)
    made = replace(
        tie, standing=to, relation=said.get("relation", tie.relation),
        parent_row=said.get("parent_row", tie.parent_row), facts=said.get("facts", tie.facts),
        entries=(*tie.entries, told.entry),
        unread=(tie.unread or told.entry) if to == "judged-once" else 0,
    )  # fmt: skip
    if to != tie.standing:
        made = replace(made, since={**tie.since, "tie": told})
    if "finding" in said:
        judgement = Judgement(told.entry, told.by, said["finding"])
        made = replace(made, judged=(*tie.judged, judgement), round=(*tie.round, told.by))
    elif to == "doubted":
        made = replace(made, round=(told.by,))
    elif to == "possible" and tie.standing == "rejected":
        made = replace(made, round=())
    return made


def _part(part: str) -> Step:
    """An entry on one of the three states, for every child it names."""

    def step(family: Family, told: Told) -> Family | None:
        ties = dict(family.ties)
        for child in told.said.get("children", ()):
            tie = ties.get(child)
            if tie is None:
                return None
            now = getattr(tie, part)
            move = family_machines()[part].by_entry(told.word, now)
            if move is None:
                return None
            to = move.after(now)
            since = tie.since if to == now else {**tie.since, part: told}
            states: dict[str, Any] = {part: to}
            ties[child] = replace(tie, since=since, entries=(*tie.entries, told.entry), **states)
        return replace(family, ties=ties)

    return step


def _contact(family: Family, told: Told) -> Family | None:
    moved = _part("contact")(family, told)
    if moved is None:
        return None
    if told.word == "record-lead":
        return replace(moved, leads={**moved.leads, told.entry: told})
    if told.word == "record-whereabouts":
        return replace(moved, whereabouts=told)
    if told.word.startswith("attempt-"):
        return replace(moved, attempts=(*moved.attempts, told))
    return moved


def _withholding(family: Family, told: Told) -> Family | None:
    number = told.said.get("withholding", told.entry)
    now = family.withheld.get(number)
    move = family_machines()["withholding"].by_entry(told.word, now.state if now else "none")
    if move is None:
        return None
    made = Withholding(move.to, now.said if now else told.said)
    return replace(family, withheld={**family.withheld, number: made})


def _share(family: Family, told: Told) -> Family | None:
    return replace(family, shares={**family.shares, told.entry: told})


def _words(machine: str) -> set[str]:
    return {move.entry for move in family_machines()[machine].moves}


_STEPS: Mapping[str, Step] = {
    **dict.fromkeys(_words("tie"), _tie),
    **dict.fromkeys(_words("contact"), _contact),
    **dict.fromkeys(_words("reunification"), _part("reunification")),
    **dict.fromkeys(_words("preference"), _part("preference")),
    **dict.fromkeys(_words("withholding"), _withholding),
    "share": _share,
}
FAMILY_WORDS = frozenset(_STEPS)
