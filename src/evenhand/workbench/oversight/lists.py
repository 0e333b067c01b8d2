"""The inspector's lists as one person may see them: how many, by office and month, and the cases.

Counted over the cases that are a person's own, for work: what anybody else may see of these counts
is in a release. Which case stands on which list the follower keeps; what stood is read of the
ledger, and that it is read is an entry first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.casework.inspected import LISTS, read_inspected
from evenhand.engines.duck import literal
from evenhand.ledger.opening import Ledger
from evenhand.safeguards.library import shipped
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.asking import NOW
from evenhand.workbench.queueing.lists import Listing, Lists
from evenhand.workbench.queueing.loaded import Loaded

PURPOSE = "look over what an inspector asks for, by its page"
_LINES = f"(SELECT *, unnest(inspected) AS s FROM {NOW} WHERE len(inspected) > 0)"
_OFFICE = "coalesce(nullif(n.s.office, ''), q.office, '')"


@dataclass(frozen=True)
class Count:
    """How many lines a list has in one office and month."""

    office: str
    month: str
    lines: int


class InspectorsLists(Lists):
    """The lists as one person sees them."""

    def totals(self) -> dict[str, int]:
        """Count the lines of every list."""
        found = self._con.execute(
            f"SELECT n.s.list, count(*) {self._from()} GROUP BY 1", self._values
        ).fetchall()
        return {name: int(dict(found).get(name, 0)) for name in LISTS}

    def by_office_and_month(self, name: str) -> list[Count]:
        """Count the lines of one list by office and month, both in their own order."""
        rows = self._con.execute(
            f"SELECT {_OFFICE}, n.s.day[:7], count(*) {self._from(name)} GROUP BY 1, 2 "
            "ORDER BY 2 DESC, 1",
            self._values,
        ).fetchall()
        return [Count(*row) for row in rows]

    def lines(self, name: str, office: str, month: str, start: int) -> Listing:
        """Give a page of a list, the newest first."""
        of_office = f" AND {_OFFICE} = {literal(office)}" if office else ""
        of_month = f" AND n.s.day[:7] = {literal(month)}" if month else ""
        return self._listed(
            "len(inspected) > 0",
            f", n.s.entry AS entry, n.s.day AS day, {_OFFICE} AS where_, "
            f"(n.s.list = {literal(name)}{of_office}{of_month}) AS wanted",
            "day DESC, entry",
            start,
            _LINES,
            "wanted",
        )

    def _from(self, name: str = "") -> str:
        wanted = f" AND n.s.list = {literal(name)}" if name else ""
        return (
            f"FROM {_LINES} AS n JOIN site.queue AS q ON q.place = n.place "
            f"WHERE {self._where()}{wanted}"
        )


def with_what_stood(
    loaded: Loaded, ledger: Ledger, actor: Actor, name: str, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Give rows with what the ledger says of each; the reading is recorded before."""
    cases = {row["case"]: loaded.shelf(row["case"]) for row in rows}
    found = read_inspected(ledger, name, cases, PURPOSE, actor.person, clock)
    by_entry = {(one.case, one.entry): one for some in found.values() for one in some}
    titles = {one.id: one.title for one in shipped()}
    return [
        {**row, "children": one.children, "said": [titles.get(said, said) for said in one.said]}
        for row in rows
        if (one := by_entry.get((row["case"], row["entry"])))
    ]
