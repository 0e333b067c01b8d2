"""Facts that people recorded or judged: which of them are in force, from the entries on a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from evenhand.ledger.reading import Entry

SOURCE = "ledger"
RECORD, JUDGE, CORRECT, STRIKE = "record-fact", "judge-fact", "correct", "strike"
ACTS = (RECORD, JUDGE, CORRECT, STRIKE)
BESIDE = "beside"  # the entry that said a fact when somebody handed it in again
COLUMN = {RECORD: "recorded by a person", JUDGE: "judged by a person"}


@dataclass(frozen=True)
class RecordedFact:
    """A fact on the ledger: its value as written, who says so, the entry, the one it began with."""

    fact: str
    value: str
    act: str
    role: str
    at: str
    entry: int
    first: int

    @property
    def typed(self) -> bool | str:
        """The value as facts are typed by hand."""
        return {"yes": True, "no": False}.get(self.value, self.value)


Facts = Mapping[str, RecordedFact]


def with_entry(facts: Facts, found: Entry) -> Facts:
    """Give the facts in force after one more entry on the case; destroyed content says nothing."""
    payload = found.value("payload")
    if found.leaf.act not in ACTS or not isinstance(payload, Mapping):
        return facts
    if found.leaf.act in (RECORD, JUDGE):
        if BESIDE in payload:
            return facts  # handed in where the fact was on the record: it changes nothing
        leaf = found.leaf
        made = RecordedFact(
            payload["fact"], payload["value"], leaf.act, leaf.role, leaf.at, leaf.number,
            leaf.number,
        )  # fmt: skip
        return {**facts, made.fact: made}
    changed = next((one for one in facts.values() if one.first == payload["entry"]), None)
    if changed is None:
        return facts
    if found.leaf.act == STRIKE:
        return {fact: one for fact, one in facts.items() if one is not changed}
    value = payload["changes"].get("value", {}).get("is", changed.value)
    return {**facts, changed.fact: replace(changed, value=value, entry=found.leaf.number,
                                           at=found.leaf.at)}  # fmt: skip


def facts_in_force(entries: Iterable[Entry]) -> Facts:
    """Give the facts of one case from its entries, in order."""
    facts: Facts = {}
    for found in entries:
        facts = with_entry(facts, found)
    return facts
