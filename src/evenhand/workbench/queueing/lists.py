"""Lists over the cases that people touched: second reviews, escalations, stays, parents to try.

Each is asked of what follows from the ledger, for all cases at once, and cut to what a person may
see by the same tests as the queue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.engines.duck import literal
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.queueing.asking import NOW, PAGE, Filters, Queue
from evenhand.workbench.queueing.loaded import Loaded

# Detained people first, then those who wait longest.
_WAITING = "(q.detained IS TRUE) DESC, n.since, q.place"
_GROUP = (
    "CASE WHEN n.try_due <> '' AND n.try_due <= {day} THEN 0 WHEN n.try_lead <> '' THEN 1 "
    "WHEN n.try_due = '' THEN 2 ELSE 3 END"
)
_KEY = (
    "CASE turn WHEN 1 THEN n.try_lead WHEN 2 THEN printf('%018d', n.try_first) ELSE n.try_due END"
)
SOON, LATER = 7, 30  # days


@dataclass(frozen=True)
class Listing:
    """One page of a list, how many there are in all, and where the page begins."""

    rows: Sequence[Mapping[str, Any]]
    total: int
    start: int

    @property
    def following(self) -> int:
        """Where the next page begins; 0 if there is none."""
        return self.start + PAGE if self.start + PAGE < self.total else 0

    @property
    def has_earlier(self) -> bool:
        """Whether there is a page before."""
        return self.start > 0

    @property
    def earlier(self) -> int:
        """Where the page before begins."""
        return max(0, self.start - PAGE)


class Lists(Queue):
    """The lists as one person sees them."""

    def __init__(self, loaded: Loaded, actor: Actor, followed: int) -> None:
        super().__init__(loaded, actor, Filters(loaded.governing, in_court=""), followed)
        self._me = actor.person.name

    def second_reviews(self, start: int) -> Listing:
        """Give the cases that one person has determined, and that was not this one."""
        mine = f"list_contains(determined_by, {literal(self._me)})"
        return self._listed(f"state = 'determined' AND NOT {mine}", "", _WAITING, start)

    def escalations(self, start: int) -> Listing:
        """Give the cases before headquarters; ``mine`` where this person decided in this round."""
        mine = f", list_contains(n.determined_by, {literal(self._me)}) AS mine"
        return self._listed("state = 'escalated'", mine, _WAITING, start)

    def stays(self, today: dt.date, within: int | None, start: int) -> Listing:
        """Give the stays granted, by the first day on which something is due, as ordered."""
        limit = literal(str(today + dt.timedelta(days=within))) if within is not None else ""
        return self._listed(
            "len(stays) > 0 AND state <> 'removed'",
            ", n.s.stay AS stay, n.s.until AS until, n.s.review_on AS review_on, n.s.flagged AS "
            "flagged, n.s.ordered_by AS ordered_by, "
            "least(nullif(n.s.until, ''), nullif(n.s.review_on, '')) AS due",
            "due NULLS LAST, q.place, stay",
            start,
            f"(SELECT *, unnest(stays) AS s FROM {NOW})",
            f"due <= {limit}" if limit else "",
        )

    def stays_due(self, today: dt.date) -> Mapping[str, int]:
        """Count the stays by when they end: past, soon, later, after that, or on no day."""
        visible = self._touched("len(stays) > 0 AND state <> 'removed'")
        names = ("passed", "soon", "later", "after", "no_day")
        if not visible:
            return dict.fromkeys(names, 0)
        days = [literal(str(today + dt.timedelta(days=n))) for n in (0, SOON, LATER)]
        found = self._con.execute(
            f"SELECT count(*) FILTER (until < {days[0]}), "
            f"count(*) FILTER (until >= {days[0]} AND until <= {days[1]}), "
            f"count(*) FILTER (until > {days[1]} AND until <= {days[2]}), "
            f"count(*) FILTER (until > {days[2]}), count(*) FILTER (until IS NULL) FROM "
            f"(SELECT nullif(n.s.until, '') AS until FROM (SELECT place, unnest(stays) AS s FROM "
            f"{NOW}) AS n JOIN site.queue AS q ON q.place = n.place "
            f"WHERE {' AND '.join([self._where(), *visible])})"
        ).fetchone()
        return dict(zip(names, found or (), strict=True))

    def to_try(self, today: dt.date, start: int) -> Listing:
        """Give the cases whose parent is to be tried, in the order that casework states."""
        turn = f", {_GROUP.format(day=literal(str(today)))} AS turn"
        return self._listed(
            "try_first IS NOT NULL", turn, f"turn, {_KEY}, q.case_id", start
        )  # fmt: skip

    def _listed(
        self, test: str, more: str, order: str, start: int, touched: str = NOW, cut: str = ""
    ) -> Listing:
        places = self._touched(test)
        if not places:
            return Listing((), 0, 0)
        asked = f"""
            SELECT q.place, q.case_id AS "case", q.court, q.office, q.detained, q.hearing_on,
                   n.state, n.since, n.holder{more}
            FROM {touched} AS n JOIN site.queue AS q ON q.place = n.place
            WHERE {" AND ".join([self._where(), *places])}"""
        told = f"SELECT *, count(*) OVER () AS total FROM ({asked} ORDER BY {order})"
        if cut:
            told = f"{told} WHERE {cut}"
        found = self._con.execute(f"{told} LIMIT {PAGE} OFFSET {start}")
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        if not rows and start:
            return self._listed(test, more, order, 0, touched, cut)
        return Listing(rows, rows[0]["total"] if rows else 0, start)
