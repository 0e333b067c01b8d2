"""Find readings on the ledger: by who read, on which days, of which case, facts of which mark.

Who may: a supervisor who is bound to no office, or headquarters. What must hold: nothing beside.
What is written: the act ``read`` with what was asked for, before anything is looked into.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from evenhand.casework.person import HEADQUARTERS, SUPERVISOR, Person
from evenhand.casework.read_content import record_reading
from evenhand.casework.register import register
from evenhand.casework.scope import check_every_office
from evenhand.ledger.append import Clock
from evenhand.ledger.content import PAYLOAD, WHO
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, leaves_after, several

WHO_MAY = (SUPERVISOR, HEADQUARTERS)
READ, REFUSED = "read", "read-refused"
AT_ONCE = 500
# No page looks into more readings than this; the next one goes on from there.
MOST_LOOKED_INTO = 4_000


@dataclass(frozen=True)
class Asked:
    """Which readings are wanted; empty means any. Days are the ledger's own, in UTC."""

    who: str = ""
    case: str = ""
    first: str = ""
    last: str = ""
    mark: str = ""

    @property
    def anything(self) -> bool:
        """Whether anything is asked for that a reading could fail."""
        return any(asdict(self).values())

    def on_its_day(self, leaf: Leaf) -> bool:
        """Whether a reading is of the days that are wanted; this stands in the open."""
        day = leaf.at[:10]
        return (not self.first or day >= self.first) and (not self.last or day <= self.last)

    def wants(self, found: Entry) -> bool:
        """Whether a reading is wanted; what was destroyed by law is found by its day alone."""
        who, said = found.value(WHO) or {}, found.value(PAYLOAD) or {}
        return (
            (not self.who or who.get("name") == self.who)
            and (not self.case or self.case in _cases(said))
            and (not self.mark or self.mark in said.get("marks", ()))
        )


@dataclass(frozen=True)
class Found:
    """The readings found, the newest first; ``older`` is before which entry to go on, 0: nowhere.

    ``back_to`` is the day to which was looked, where a page ended before all was looked into.
    """

    entries: list[Entry]
    older: int
    back_to: str = ""


def find_readings(
    ledger: Ledger, asked: Asked, before: int, most: int, purpose: str, person: Person, clock: Clock
) -> Found:
    """Give the newest readings before an entry that are wanted."""
    person.must_be(WHO_MAY, "look over who read what")
    known = register(ledger)
    known.confirm(person)
    check_every_office(known, person)
    what = {name: value for name, value in asdict(asked).items() if value}
    record_reading(ledger, {"readings": what}, purpose, person, clock)
    found: list[Entry] = []
    looked = 0
    for some in _of_those_days(ledger, asked, before):
        for one in several(ledger, [leaf.number for leaf in some]):
            if asked.wants(one):
                if len(found) == most:
                    return Found(found, found[-1].leaf.number)
                found.append(one)
        looked += len(some)
        if looked >= MOST_LOOKED_INTO:
            return Found(found, some[-1].number, some[-1].at[:10])
    return Found(found, 0)


def _of_those_days(ledger: Ledger, asked: Asked, before: int) -> Iterator[list[Leaf]]:
    """Give readings of the days that are wanted, some at a time, the newest first."""
    while before > 1:
        start = max(1, before - AT_ONCE)
        leaves = leaves_after(ledger, start - 1, before - start)[::-1]
        some = [leaf for leaf in leaves if leaf.act in (READ, REFUSED) and asked.on_its_day(leaf)]
        if some:
            yield some
        if leaves and asked.first and leaves[-1].at[:10] < asked.first:
            return
        before = start


def _cases(said: dict[str, object]) -> list[str]:
    families = said.get("families")
    return [str(said.get("case", "")), *(families if isinstance(families, list) else [])]
