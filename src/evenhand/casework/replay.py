"""The state of a case, computed from its entries and from nothing else.

``after`` takes one entry; a whole history is that, entry by entry, so a state kept up to date and
a state computed anew are the same thing. An entry that does not fit the tables (another program
wrote it, or its content was destroyed by law) never stops the reading: it is listed as irregular.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evenhand.casework.claims import CLAIM_WORDS, Claims, claims_of, with_claim_told
from evenhand.casework.family import FAMILY_WORDS, Family, Told, family_of, with_told
from evenhand.casework.tables import Move, machines
from evenhand.docket.on_ledger import BESIDE, Facts, with_entry
from evenhand.ledger.reading import Entry

HoldKey = tuple[str, str]  # the hold, and the child it is about ("" where it is about no child)
PARENTAL = "parental-decision"
_FINAL = ("second-agrees", "settle", "decide-at-headquarters")


@dataclass(frozen=True)
class Decision:
    """One determination at any level; content that was destroyed is empty."""

    entry: int
    word: str
    by: str | None
    level: str
    form: str = ""
    decides: str = ""
    finding: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""


@dataclass(frozen=True)
class Ended:
    """A clearance or override that counted once: from its entry to the day before ``ended``."""

    state: str
    entry: int
    at: str
    until: str
    ended: str


@dataclass(frozen=True)
class Hold:
    """What people did about one hold: its state, the entry that made it so, all entries on it."""

    state: str
    entry: int = 0
    by: str | None = None
    at: str = ""
    until: str = ""  # the last day on which the document counts, if it states one
    entries: tuple[int, ...] = ()
    ended: tuple[Ended, ...] = ()  # what it was before it was opened again


@dataclass(frozen=True)
class ParentRecord:
    """What was recorded of a parent's decision about one child, the latest record of it."""

    entry: int
    at: str
    record: Mapping[str, Any]


@dataclass(frozen=True)
class Stay:
    """A stay, by the number of the entry that recorded it; what its orders say."""

    state: str
    until: str
    order: Mapping[str, Any]
    entries: tuple[int, ...]


@dataclass(frozen=True)
class Consent:
    """A consent, by the number of its entry."""

    state: str
    given: Mapping[str, Any]
    entries: tuple[int, ...]


@dataclass(frozen=True)
class CaseState:
    """Everything that follows from the entries on a case."""

    case: str
    head: int = 0
    state: str = machines()["case"].begins
    before_removal: str = ""
    holder: str | None = None
    assigned: frozenset[str] = frozenset()
    offices: tuple[str, ...] = ()  # the field office and the court, as of when it was last taken
    round: tuple[str | None, ...] = ()  # who has determined since it was last taken up
    blind: frozenset[int] = frozenset()
    decisions: tuple[Decision, ...] = ()
    holds: Mapping[HoldKey, Hold] = field(default_factory=dict)
    parents: Mapping[str, ParentRecord] = field(default_factory=dict)
    stays: Mapping[int, Stay] = field(default_factory=dict)
    consents: Mapping[int, Consent] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    facts_changed: int = 0
    handed_in: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # beside a fact
    accounts: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    recused: frozenset[str] = frozenset()
    removal: tuple[int, Mapping[str, Any]] | None = None
    corrected: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    irregular: tuple[int, ...] = ()
    told: tuple[Told, ...] = ()  # the entries about family and claims, with what they say now
    family: Family = field(default_factory=Family)  # the parent's family, as those entries say
    claims: Claims = field(default_factory=Claims)  # to protection, as the same entries say

    @property
    def unread(self) -> frozenset[int]:
        """The entries that nobody may read until a second person has judged."""
        return self.blind | self.family.unread

    @property
    def decided(self) -> bool:
        """Whether a decision stands that nobody disputes or has taken up again."""
        final = any(decision.word in _FINAL for decision in self.decisions)
        return final and self.state not in ("taken", "determined", "disputed", "escalated")

    @property
    def decided_at(self) -> str:
        """When the decision that stands was made; empty if none stands."""
        made = [decision.at for decision in self.decisions if decision.word in _FINAL]
        return made[-1] if self.decided else ""

    def superseded(self, decision: Decision) -> int:
        """Give the entry whose facts came after the finding a decision rests on, or 0."""
        return self.facts_changed if self.facts_changed > decision.entry else 0


def who_of(entry: Entry) -> str | None:
    """Give the name of the person who acted; ``None`` if it was destroyed."""
    who = entry.value("who")
    return str(who["name"]) if isinstance(who, Mapping) and "name" in who else None


def replayed(case: str, entries: Iterable[Entry]) -> CaseState:
    """Compute the state of a case from its entries, in order."""
    state = CaseState(case)
    for entry in entries:
        state = after(state, entry)
    return state


def after(state: CaseState, entry: Entry) -> CaseState:
    """Give the state after one more entry."""
    step = _STEPS.get(entry.leaf.act)
    payload = entry.value("payload")
    said: Mapping[str, Any] = payload if isinstance(payload, Mapping) else {}
    moved = None if step is None else step(state, entry, said)
    if moved is None:
        moved = replace(state, irregular=(*state.irregular, entry.leaf.number))
    return replace(moved, head=entry.leaf.number)


Step = Callable[[CaseState, Entry, Mapping[str, Any]], CaseState | None]


def _moved(state: CaseState, entry: Entry) -> tuple[Move, str] | None:
    move = machines()["case"].by_entry(entry.leaf.act, state.state)
    return (move, move.after(state.state)) if move else None


def _taken(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    moved = _moved(state, entry)
    if moved is None:
        return None
    offices = tuple(said.get("offices", state.offices))
    return replace(state, state=moved[1], holder=who_of(entry), round=(), offices=offices)


def _determined(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    moved = _moved(state, entry)
    if moved is None:
        return None
    move, to = moved
    made = Decision(
        entry.leaf.number, entry.leaf.act, who_of(entry), move.level, said.get("form", ""),
        said.get("decides", ""), said.get("finding", {}), entry.leaf.at,
    )  # fmt: skip
    # The first of two is not to be read until the second is there.
    blind = state.blind | {made.entry} if to == "determined" else frozenset[int]()
    return replace(
        state, state=to, blind=blind, decisions=(*state.decisions, made),
        round=(*state.round, made.by),
    )  # fmt: skip


def _passed_on(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    moved = _moved(state, entry)
    return None if moved is None else replace(state, state=moved[1])


def _closed(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    moved = _moved(state, entry)
    if moved is None:
        return None
    return replace(state, state=moved[1], blind=frozenset(), holder=None, round=())


def _removed(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    moved = _moved(state, entry)
    if moved is None:
        return None
    removal = (entry.leaf.number, said)
    return replace(
        state, state=moved[1], before_removal=state.state, removal=removal, blind=frozenset()
    )


def _hold(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if "hold" not in said:
        return None
    key = (said["hold"], said.get("child", ""))
    now = state.holds.get(key, Hold(machines()["hold"].begins))
    move = machines()["hold"].by_entry(entry.leaf.act, now.state)
    if move is None:
        return None
    made = Hold(
        move.after(now.state), entry.leaf.number, who_of(entry), entry.leaf.at,
        said.get("until", ""), (*now.entries, entry.leaf.number), _ended(now, entry, said),
    )  # fmt: skip
    return replace(state, holds={**state.holds, key: made})


def _ended(now: Hold, entry: Entry, said: Mapping[str, Any]) -> tuple[Ended, ...]:
    """Keep what counted until a hold was opened again, or until what is new began."""
    opened = entry.leaf.act in ("reopen-hold", "new-episode")
    if not opened or now.state not in ("cleared", "overridden"):
        return now.ended
    ended = min(entry.leaf.at[:10], said.get("began_on") or entry.leaf.at[:10])
    return (*now.ended, Ended(now.state, now.entry, now.at, now.until, ended))


def _parent(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if "child" not in said:
        return None
    made = ParentRecord(entry.leaf.number, entry.leaf.at, said)
    return replace(state, parents={**state.parents, said["child"]: made})


def _stay(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    number = said.get("stay", entry.leaf.number if entry.leaf.act == "grant-stay" else None)
    now = state.stays.get(number, Stay("none", "", {}, ())) if said else None
    move = machines()["stay"].by_entry(entry.leaf.act, now.state) if now else None
    if now is None or move is None:
        return None
    until = said.get("until", now.until)
    order = said if entry.leaf.act == "grant-stay" else now.order
    made = Stay(move.after(now.state), until, order, (*now.entries, entry.leaf.number))
    return replace(state, stays={**state.stays, number: made})


def _consent(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    number = said.get("consent", entry.leaf.number if entry.leaf.act == "consent" else None)
    now = state.consents.get(number, Consent("none", {}, ())) if said else None
    move = machines()["consent"].by_entry(entry.leaf.act, now.state) if now else None
    if now is None or move is None:
        return None
    given = said if entry.leaf.act == "consent" else now.given
    made = Consent(move.after(now.state), given, (*now.entries, entry.leaf.number))
    return replace(state, consents={**state.consents, number: made})


def _fact(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if not said:
        return None
    if BESIDE in said:
        told = (*state.handed_in.get(said["fact"], ()), entry.leaf.number)
        return replace(state, handed_in={**state.handed_in, said["fact"]: told})
    return replace(state, facts=with_entry(state.facts, entry), facts_changed=entry.leaf.number)


def _account(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if "event" not in said:
        return None
    event = said["event"]
    told = (*state.accounts.get(event, ()), entry.leaf.number)
    return replace(state, accounts={**state.accounts, event: told})


def _recused(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if "person" not in said:
        return None
    return replace(state, recused=state.recused | {said["person"]})


def _assigned(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if "person" not in said:
        return None
    name = {said["person"]}
    to = entry.leaf.act == "assign"
    return replace(state, assigned=state.assigned | name if to else state.assigned - name)


def _told(entry: Entry, said: Mapping[str, Any]) -> Told:
    return Told(entry.leaf.number, entry.leaf.act, entry.leaf.at, who_of(entry), said)


def _family(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    told = _told(entry, said)
    family = with_told(state.family, told)
    if family is None:
        return None
    return replace(state, told=(*state.told, told), family=family)


def _claim(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    told = _told(entry, said)
    claims = with_claim_told(state.claims, told)
    if claims is None:
        return None
    return replace(state, told=(*state.told, told), claims=claims)


def _corrected(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if "changes" not in said:
        return None
    number = said["entry"]
    new = {name: change["is"] for name, change in said["changes"].items()}
    noted = (*state.corrected.get(number, ()), entry.leaf.number)
    state = replace(state, corrected={**state.corrected, number: noted})
    if number in state.stays:
        stay = state.stays[number]
        extended = stay.until != stay.order.get("until")
        until = stay.until if extended else new.get("until", stay.until)
        made = replace(stay, order={**stay.order, **new}, until=until)
        return replace(state, stays={**state.stays, number: made})
    if number in state.consents:
        consent = state.consents[number]
        now = replace(consent, given={**consent.given, **new})
        return replace(state, consents={**state.consents, number: now})
    if state.removal and state.removal[0] == number:
        return replace(state, removal=(number, {**state.removal[1], **new}))
    if any(one.first == number for one in state.facts.values()):
        return _fact(state, entry, said)
    told = tuple(
        replace(one, said={**one.said, **new}) if one.entry == number else one for one in state.told
    )
    return _as_told(replace(state, told=told))


def _as_told(state: CaseState) -> CaseState:
    """Compute family and claims anew, from what their entries say now."""
    told, struck = state.told, state.struck
    return replace(state, family=family_of(told, struck), claims=claims_of(told, struck))


def _struck(state: CaseState, entry: Entry, said: Mapping[str, Any]) -> CaseState | None:
    if "entry" not in said:
        return None
    number = said["entry"]
    struck = state.struck | {number}
    state = _as_told(replace(state, struck=struck))
    if state.removal and state.removal[0] == number:
        return replace(state, state=state.before_removal, before_removal="", removal=None)
    if any(one.first == number for one in state.facts.values()):
        return _fact(state, entry, said)
    parents = {child: kept for child, kept in state.parents.items() if kept.entry != number}
    stays = {first: stay for first, stay in state.stays.items() if first != number}
    accounts = {
        event: tuple(n for n in told if n != number) for event, told in state.accounts.items()
    }
    return replace(state, parents=parents, stays=stays, accounts=accounts)


_STEPS: Mapping[str, Step] = {
    **dict.fromkeys(("take", "take-over", "take-again"), _taken),
    **dict.fromkeys(
        ("determine", "settle", "decide-at-headquarters", "second-agrees", "second-differs"),
        _determined,
    ),
    **dict.fromkeys(("disagree", "escalate"), _passed_on),
    **dict.fromkeys(("close", "recalendar"), _closed),
    "remove": _removed,
    **dict.fromkeys((move.entry for move in machines()["hold"].moves), _hold),
    "parent-decision": _parent,
    **dict.fromkeys((move.entry for move in machines()["stay"].moves), _stay),
    **dict.fromkeys((move.entry for move in machines()["consent"].moves), _consent),
    **dict.fromkeys(("record-fact", "judge-fact"), _fact),
    "account": _account,
    "recuse": _recused,
    **dict.fromkeys(("assign", "unassign"), _assigned),
    **dict.fromkeys(FAMILY_WORDS, _family),
    **dict.fromkeys(CLAIM_WORDS, _claim),
    "correct": _corrected,
    "strike": _struck,
}
