"""The board of holds: for which safeguards removal waits, over all cases that a person may see."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.safeguards.library import shipped
from evenhand.safeguards.safeguard import Safeguard
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.queueing.asking import NOW, Filters, Found, Queue
from evenhand.workbench.queueing.loaded import Loaded, bits_of

# What people did since counts, where they did anything; else what the docket said when loaded.
_MASK = "coalesce(n.holds, q.holds)"


@dataclass(frozen=True)
class Line:
    """How many cases wait for one thing: a safeguard, or one safeguard at one office."""

    name: str
    cases: int
    detained: int
    safeguard: Safeguard | None = None


class HoldsBoard(Queue):
    """The board as one person sees it; safeguards whose mark they may not read are not on it."""

    def __init__(self, loaded: Loaded, actor: Actor, filters: Filters, followed: int) -> None:
        super().__init__(loaded, actor, filters, followed)
        self._shown = [one for one in shipped() if one.protection in actor.marks]
        self._bits = bits_of(shipped())
        self._tests += [f"NOT ({one})" for one in self._touched("state = 'removed'")]

    def named(self, hold: str) -> Safeguard | None:
        """Give a safeguard that this person may see, by its name."""
        return next((one for one in self._shown if one.id == hold), None)

    def by_hold(self) -> list[Line]:
        """Count the cases for each safeguard that stands open somewhere, the most first."""
        counts = ", ".join(
            f"count(*) FILTER ({_MASK} & {self._bits[one.id]} <> 0), "
            f"count(*) FILTER ({_MASK} & {self._bits[one.id]} <> 0 AND q.detained)"
            for one in self._shown
        )
        (found,) = self._con.execute(f"SELECT {counts} {self._from()}", self._values).fetchall()
        pairs = zip(found[::2], found[1::2], strict=True)
        made = [
            Line(one.title, cases, detained, one)
            for one, (cases, detained) in zip(self._shown, pairs, strict=True)
        ]
        return sorted(made, key=lambda line: -line.cases)

    def waiting(self) -> tuple[int, int]:
        """Count the cases that wait for anything this person may see, and the detained of them."""
        every = sum(self._bits[one.id] for one in self._shown)
        (found,) = self._con.execute(
            f"SELECT count(*), count(*) FILTER (q.detained) {self._from(every)}", self._values
        ).fetchall()
        return int(found[0]), int(found[1])

    def by_office(self, hold: Safeguard) -> list[Line]:
        """Count the cases of one safeguard by field office, the most first."""
        rows = self._con.execute(
            "SELECT coalesce(q.office, ''), count(*), count(*) FILTER (q.detained) "
            f"{self._from(self._bits[hold.id])} GROUP BY 1 ORDER BY 2 DESC, 1",
            self._values,
        ).fetchall()
        return [Line(*row) for row in rows]

    def cases(self, hold: Safeguard, after: int, before: int) -> list[Found]:
        """Give the next cases that wait for a safeguard, in the order of the queue."""
        bit = self._bits[hold.id]
        touched = f"SELECT place FROM {NOW} WHERE holds IS NOT NULL"
        stands = (
            f"((q.holds & {bit} <> 0 AND q.place NOT IN ({touched})) OR q.place IN "
            f"(SELECT place FROM {NOW} WHERE holds & {bit} <> 0))"
        )
        self._tests.append(stands)
        try:
            return self.page(after, before)
        finally:
            self._tests.remove(stands)

    def _from(self, bits: int = 0) -> str:
        stands = f" AND {_MASK} & {bits} <> 0" if bits else ""
        return (
            f"FROM site.queue AS q LEFT JOIN {NOW} AS n ON n.place = q.place "
            f"WHERE {self._where()}{stands}"
        )
