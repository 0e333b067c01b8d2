"""The entries on a case as one person may see them: who did what, when, and what it said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.casework.show_case import Shown
from evenhand.casework.shown import notes_of
from evenhand.ledger.reading import Entry


@dataclass(frozen=True)
class Line:
    """One entry."""

    number: int
    act: str
    at: str
    role: str
    who: str
    said: Sequence[tuple[str, Any]]
    reasons: str
    notes: Sequence[str]


def history(shown: Shown) -> list[Line]:
    """Give the entries, the latest first; what a person may not see casework has left out."""
    return [_line(entry, shown) for entry in reversed(shown.entries)]


def _line(entry: Entry, shown: Shown) -> Line:
    leaf, who = entry.leaf, entry.value("who")
    return Line(
        leaf.number, leaf.act, leaf.at[:16].replace("T", " "), leaf.role,
        who["name"] if who else "destroyed by law",
        list(_said(entry.value("payload") or {})),
        entry.value("reasons") or "",
        list(notes_of(entry, shown)),
    )  # fmt: skip


def _said(payload: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in payload.items():
        if isinstance(value, Mapping):
            yield from _said({f"{name}: {inner}": one for inner, one in value.items()})
        elif isinstance(value, list):
            yield name, ", ".join(str(one) for one in value)
        else:
            yield name, ("yes" if value else "no") if isinstance(value, bool) else value
