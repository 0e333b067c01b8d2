"""The family of one case as one person may see it; no number and no place is among it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.casework.attempt import Attempt
from evenhand.casework.family import PARTS, Judgement, Tie, Told
from evenhand.casework.family_open_to import OpenOnFamily, open_on_family, open_on_tie
from evenhand.casework.next_to_try import Turn, turns
from evenhand.casework.parental import standing_of
from evenhand.casework.replay import CaseState, ParentRecord
from evenhand.casework.rights import FAMILY
from evenhand.casework.show_case import Shown, show_case
from evenhand.casework.tables import family_machines
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock, this_day
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.reading.links import ShownLink, links_of, percent

PURPOSE = "work on the family, by its page"


@dataclass(frozen=True)
class Part:
    """One of the three states of a tie: what it is about, how it stands, what that means."""

    about: str
    state: str
    says: str


@dataclass(frozen=True)
class Judged:
    """What one person found about a tie, once it may be read."""

    entry: int
    who: str
    finding: str
    said: Mapping[str, Any]
    reasons: str


@dataclass(frozen=True)
class Decision:
    """What a parent decided about one child, as recorded, and what that comes to."""

    record: ParentRecord
    counts_as: str
    lacks: Sequence[str]


@dataclass(frozen=True)
class TieView:
    """A parent and a child: standing, states, what speaks for it, what was decided, what to do."""

    tie: Tie
    says: str
    owner: Sequence[str]
    parts: Sequence[Part]
    proposals: Sequence[Mapping[str, Any]]
    evidence: Sequence[Mapping[str, str]]
    claims: Sequence[Mapping[str, Any]]
    judgements: Sequence[Judged]
    decision: Decision | None
    link: ShownLink | None
    can: Sequence[OpenOnFamily]
    cannot: Sequence[OpenOnFamily]


@dataclass(frozen=True)
class FamilyView:
    """Everything the page of a family shows."""

    case: str
    state: CaseState
    reads: bool  # whether this person's role may read what is marked so
    ties: Sequence[TieView]
    not_on_record: Sequence[ShownLink]  # links for which no removal waits yet
    decided_beside: Sequence[tuple[str, Decision]]  # of children whose tie is not shown
    attempts: Sequence[Told]
    leads: Sequence[Told]
    withheld: Sequence[tuple[int, str, Mapping[str, Any]]]
    turn: Turn | None
    acts: Sequence[OpenOnFamily]

    @property
    def can(self) -> list[OpenOnFamily]:
        """The acts about no child on record that are open."""
        return [act for act in self.acts if act.refusal is None]

    @property
    def cannot(self) -> list[OpenOnFamily]:
        """Those that are not."""
        return [act for act in self.acts if act.refusal is not None]


def family_view(loaded: Loaded, ledger: Ledger, actor: Actor, case: str) -> FamilyView:
    """Give the family. The reading is recorded first; if it cannot be, nothing is shown."""
    shelf = loaded.shelf(case)
    shown = show_case(ledger, case, PURPOSE, actor.person, clock, shelf)
    state, family = shown.state, shown.state.family
    attempt = Attempt(ledger, clock, actor.person, case, docket=shelf)
    decided = {child: _decision(record) for child, record in sorted(state.parents.items())}
    found, _ = turns([state], this_day())
    reads = FAMILY in actor.marks
    links = {one.child: one for one in links_of(loaded, case)} if reads else {}
    return FamilyView(
        case=case,
        state=state,
        reads=reads,
        ties=[
            _tie(tie, shown, attempt, decided.pop(child, None), links.pop(child, None))
            for child, tie in sorted(family.ties.items())
        ],
        not_on_record=list(links.values()),
        decided_beside=list(decided.items()),
        attempts=family.attempts[::-1],
        leads=list(family.leads.values())[::-1],
        withheld=[(number, one.state, one.said) for number, one in family.withheld.items()],
        turn=found[0] if found else None,
        acts=list(open_on_family(attempt, family)),
    )


def _tie(
    tie: Tie, shown: Shown, attempt: Attempt, decision: Decision | None, link: ShownLink | None
) -> TieView:
    entries = [one for one in shown.entries if one.leaf.number in tie.entries]
    stands = family_machines()["tie"].states[tie.standing]
    acts = list(open_on_tie(attempt, tie))
    return TieView(
        tie=tie,
        says=stands.says,
        owner=stands.owner,
        parts=[_part(part, getattr(tie, part)) for part in PARTS],
        proposals=list(_proposals(entries, tie.child)),
        evidence=_evidence(entries),
        claims=[_said(one) for one in entries if one.leaf.act == "claim-tie"],
        judgements=[_judged(one, entries) for one in tie.judged],
        decision=decision,
        link=link if link and tie.parent_row in ("", link.parent) else None,
        can=[act for act in acts if act.refusal is None],
        cannot=[act for act in acts if act.refusal is not None],
    )


def _part(part: str, state: str) -> Part:
    machine = family_machines()[part]
    return Part(machine.says, state, machine.states[state].says)


def _said(entry: Entry) -> dict[str, Any]:
    return {"entry": entry.leaf.number, "day": entry.leaf.at[:10], **(entry.value("payload") or {})}


def _proposals(entries: Sequence[Entry], child: str) -> Iterator[dict[str, Any]]:
    """Give what the linkage proposed, the latest first; likely or not, it asserts nothing."""
    for entry in reversed(entries):
        if entry.leaf.act == "propose-tie":
            for link in _said(entry).get("ties", ()):
                if link["child"] == child:
                    about = {"entry": entry.leaf.number, "day": entry.leaf.at[:10]}
                    yield {**link, **about, "percent": percent(float(link["probability"]))}


def _evidence(entries: Sequence[Entry]) -> Sequence[Mapping[str, str]]:
    """Give the lines of the link as it was shown to whoever judged last and may be read."""
    for entry in reversed(entries):
        proposal = _said(entry).get("proposal")
        if proposal:
            lines: Sequence[Mapping[str, str]] = proposal["lines"]
            return lines
    return ()


def _judged(judgement: Judgement, entries: Sequence[Entry]) -> Judged:
    (entry,) = (one for one in entries if one.leaf.number == judgement.entry)
    said = {name: value for name, value in _said(entry).items() if name in _TOLD}
    who = judgement.by or "destroyed by law"
    return Judged(judgement.entry, who, judgement.finding, said, entry.value("reasons") or "")


_TOLD = ("relation", "evidence", "kept", "beside")


def _decision(record: ParentRecord) -> Decision:
    found = standing_of(record.record)
    return Decision(record, found.counts_as, found.lacks)
