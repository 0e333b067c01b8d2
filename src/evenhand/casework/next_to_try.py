"""Whom to try next: parents not reached, in an order that is stated, without any score.

First those whose next attempt is due or overdue, the longest overdue first; then those who have a
lead that nobody has tried, the oldest lead first; then those of whom nothing is on file, the
longest on record first; last those whose next attempt lies ahead. Left out: who is reached, who
declined, and where it would be unsafe; they are counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from evenhand.casework.family import Tie, Told
from evenhand.casework.replay import CaseState

ORDER = (
    "due or overdue, the longest overdue first",
    "a lead nobody has tried, the oldest lead first",
    "nothing on file, the longest on record first",
    "due later, the soonest first",
)
OLD_DAYS = 365  # a lead's source older than this is marked: a newer list may know better
LEFT_OUT = ("declined", "stopped")


@dataclass(frozen=True)
class Turn:
    """One parent to try: the case, the children, why now, what was tried last."""

    group: int
    key: str  # what orders it within its group: a day, or the time of an entry
    case: str
    children: tuple[str, ...]
    due: str
    attempts: int
    last: str
    leads: int
    old_leads: bool

    @property
    def says(self) -> str:
        """Why it stands where it stands."""
        return ORDER[self.group]


@dataclass(frozen=True)
class Wait:
    """What a turn follows from, whatever the day: when one is due, the oldest lead that nobody
    tried, the first entry that named a child.
    """

    due: str
    lead: str
    first: int


def wait_of(state: CaseState) -> Wait | None:
    """Say what the turn of a parent follows from; nothing where there is nobody to try."""
    waiting = [tie for tie in _ties(state) if tie.contact not in ("reached", *LEFT_OUT)]
    if not waiting:
        return None
    _, _, due, new = _steps(state, {tie.child for tie in waiting})
    lead = min((lead.at for lead in new), default="")
    return Wait(due, lead, min(tie.entries[0] for tie in waiting))


def turns(states: Iterable[CaseState], today: dt.date) -> tuple[list[Turn], dict[str, int]]:
    """Give the parents to try, in order, and how many are left out, by why."""
    found, left = [], dict.fromkeys(("reached", *LEFT_OUT), 0)
    for state in states:
        ties = _ties(state)
        waiting = [tie for tie in ties if tie.contact not in left]
        for name in left:
            left[name] += not waiting and bool(ties) and _foremost(ties, tuple(left)) == name
        if waiting:
            found.append(_turn(state, waiting, today))
    return sorted(found, key=lambda turn: (turn.group, turn.key, turn.case)), left


def _foremost(ties: Iterable[Tie], names: tuple[str, ...]) -> str:
    return min((tie.contact for tie in ties), key=names.index)


def _ties(state: CaseState) -> list[Tie]:
    return [tie for tie in state.family.ties.values() if tie.standing not in ("none", "rejected")]


def _steps(state: CaseState, children: set[str]) -> tuple[list[Told], list[Told], str, list[Told]]:
    """Give the attempts, the leads, the day on which the next attempt is due, the new leads."""
    steps = [
        one
        for one in state.told
        if one.word.startswith(("attempt-", "resume-contact"))
        and one.entry not in state.struck
        and children & set(one.said["children"])
    ]
    tried = [one for one in steps if one.word != "resume-contact"]
    leads = [one for one in state.family.leads.values() if children & set(one.said["children"])]
    # The last step says when the next is due; one that says nothing makes nothing due.
    due = steps[-1].said.get("next_due", "") if steps else ""
    last_entry = steps[-1].entry if steps else 0
    return tried, leads, due, [lead for lead in leads if lead.entry > last_entry]


def _turn(state: CaseState, ties: list[Tie], today: dt.date) -> Turn:
    children = {tie.child for tie in ties}
    tried, leads, due, new = _steps(state, children)
    group, key = _place(due, str(today), [lead.at for lead in new], min(t.entries[0] for t in ties))
    dated = [lead.said.get("dated", lead.at[:10]) for lead in leads]
    old = bool(dated) and max(dated) < str(today - dt.timedelta(days=OLD_DAYS))
    return Turn(
        group, key, state.case, tuple(sorted(children)), due, len(tried),
        tried[-1].said["outcome"] if tried else "", len(leads), old,
    )  # fmt: skip


def _place(due: str, today: str, leads: list[str], first_entry: int) -> tuple[int, str]:
    if due and due <= today:
        return 0, due
    if leads:
        return 1, min(leads)
    if not due:
        return 2, f"{first_entry:018d}"
    return 3, due
