"""The entries on a case as one person may see them: who did what, when, and what it said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.casework.show_case import Shown
from evenhand.casework.shown import notes_of
from evenhand.docket.catalogue import catalogue
from evenhand.ledger.reading import Entry
from evenhand.safeguards.library import shipped
from evenhand.workbench.access.policy import Actor

# Acts whose words may be about anything, so that only who may see everything reads them.
_ABOUT_ANYTHING = {"account", "correct", "strike", "determine", "second-agrees", "second-differs",
                   "settle", "decide-at-headquarters", "disagree", "escalate"}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One entry. ``said`` is nothing where what it is about is kept from the person."""

    number: int
    act: str
    at: str
    role: str
    who: str
    said: Sequence[tuple[str, Any]]
    reasons: str
    notes: Sequence[str]
    kept_back: bool


def history(shown: Shown, actor: Actor) -> list[Line]:
    """Give the entries, the latest first."""
    return [_line(entry, shown, actor) for entry in reversed(shown.entries)]


def _line(entry: Entry, shown: Shown, actor: Actor) -> Line:
    leaf, who = entry.leaf, entry.value("who")
    payload = entry.value("payload") or {}
    hidden = not _may_see(leaf.act, payload, actor)
    return Line(
        leaf.number, "" if hidden else leaf.act, leaf.at[:16].replace("T", " "), leaf.role,
        who["name"] if who else "destroyed by law",
        [] if hidden else list(_said(payload)),
        "" if hidden else (entry.value("reasons") or ""),
        list(notes_of(entry, shown)), hidden,
    )  # fmt: skip


def _may_see(act: str, payload: Mapping[str, Any], actor: Actor) -> bool:
    marks = set(_marks(act, payload))
    return marks <= actor.marks


def _marks(act: str, payload: Mapping[str, Any]) -> Iterator[str]:
    """Give the marks of what an entry speaks of."""
    if payload.get("fact") in catalogue():
        yield catalogue()[payload["fact"]].protection
    if "hold" in payload:
        yield from (one.protection for one in shipped() if one.id == payload["hold"])
    if act in _ABOUT_ANYTHING:
        yield from {fact.protection for fact in catalogue().values()}


def _said(payload: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in payload.items():
        if isinstance(value, Mapping):
            yield from _said({f"{name}: {inner}": one for inner, one in value.items()})
        elif isinstance(value, list):
            yield name, ", ".join(str(one) for one in value)
        else:
            yield name, ("yes" if value else "no") if isinstance(value, bool) else value
