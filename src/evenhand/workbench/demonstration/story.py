"""What a story of a demonstration is: the kind of case it is about, and what people do on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from evenhand.workbench.accounts.demo import OFFICE

LIKELY, UNLIKELY = "propose", "hold"  # how the linkage holds a link: put before people, or not
# Said of a case with a link: the child whom the linkage puts to this parent first, and what the
# child's list calls the parent.
LINKED_CHILD, LINKED_RELATION = "the linked child", "what the list calls the parent"


@dataclass(frozen=True)
class Entry:
    """The number of the entry that an act made before, in the same story."""

    act: str


@dataclass(frozen=True)
class Day:
    """A day, by how many days it lies after the one on which the site is made."""

    after: int

    def of(self, today: dt.date) -> str:
        """Write it as it is typed."""
        return str(today + dt.timedelta(days=self.after))


class At(Day):
    """A moment of that day."""

    def of(self, today: dt.date) -> str:
        """Write it as it is typed."""
        return f"{super().of(today)}T10:00-08:00"


Said = str | Entry | Day


@dataclass(frozen=True)
class Kind:
    """A kind of case, by what the queue says of it; empty means any."""

    outcome: str = ""  # the class that the governing instrument finds
    hold: str = ""  # a safeguard that stands open
    decisive: str = ""  # a fact that would decide the case alone
    link: str = ""  # the linkage has a link of its parent that it holds so
    office: str = OFFICE[0]


@dataclass(frozen=True)
class Act:
    """One act: whose account, the act's word, what is typed, and why."""

    who: str
    act: str
    said: Mapping[str, Said] = field(default_factory=dict)
    reasons: str = ""


@dataclass(frozen=True)
class Story:
    """What is shown by it, the kind of case, and the acts, in their order."""

    shows: str
    kind: Kind
    acts: tuple[Act, ...]


def by(who: str, act: str, because: str = "", /, **said: Said) -> Act:
    """Write one act of a story."""
    return Act(who, act, said, f"Demonstration: {because}" if because else "")
