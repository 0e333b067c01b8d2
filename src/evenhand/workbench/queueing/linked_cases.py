"""The links of a linkage over the cases that a person may see: to be judged, waiting, settled."""

from __future__ import annotations

from typing import Any

from evenhand.workbench.access.policy import Actor
from evenhand.workbench.queueing.asking import NOW, PAGE, Filters, Queue
from evenhand.workbench.queueing.lists import Listing
from evenhand.workbench.queueing.loaded import LINKAGE, Loaded

NOT_ON_RECORD = "not on record"
TO_JUDGE = ("possible", "judged-once", "contested", "doubted")
# What a page of links can be asked for.
SHOWN = ("to-judge", "not-on-record", "settled", "all")
_STANDS = "list_filter(n.ties, lambda t: t.child = l.child_id)[1].standing"
# What two people rejected comes back where the lists say something else now.
_TIE = (
    f"CASE WHEN {_STANDS} = 'rejected' AND l.rejected_before THEN '{NOT_ON_RECORD}' "
    f"ELSE coalesce({_STANDS}, '{NOT_ON_RECORD}') END"
)
_JOINED = (
    f"{LINKAGE}.links AS l JOIN site.queue AS q ON q.case_id = l.case_id "
    f"LEFT JOIN {NOW} AS n ON n.place = q.place"
)


class LinkedCases(Queue):
    """The links as one person sees them."""

    def __init__(self, loaded: Loaded, actor: Actor, followed: int) -> None:
        super().__init__(loaded, actor, Filters(loaded.governing, in_court=""), followed)

    def listed(self, shown: str, start: int) -> Listing:
        """Give a page of links, the likeliest first; likely or not, each waits for people."""
        judge = ", ".join(f"'{one}'" for one in TO_JUDGE)
        tests = {
            "to-judge": f"tie IN ({judge})",
            "not-on-record": f"tie = '{NOT_ON_RECORD}'",
            "settled": f"tie NOT IN ({judge}, '{NOT_ON_RECORD}')",
        }
        found = self._con.execute(
            f"SELECT *, count(*) OVER () AS total FROM (SELECT l.*, l.standing AS link, "
            f'q.case_id AS "case", q.office, q.court, {_TIE} AS tie '
            f"FROM {_JOINED} WHERE {self._where()}) WHERE {tests.get(shown, 'true')} "
            f"ORDER BY probability DESC, child_id, parent_id LIMIT {PAGE} OFFSET {start}",
            self._values,
        )
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        if not rows and start:
            return self.listed(shown, 0)
        return Listing(rows, rows[0]["total"] if rows else 0, start)

    def by_tie(self) -> dict[str, int]:
        """Count the links by how their ties stand."""
        rows = self._con.execute(
            f"SELECT tie, count(*) FROM (SELECT {_TIE} AS tie FROM {_JOINED} "
            f"WHERE {self._where()}) GROUP BY 1 ORDER BY 1", self._values,
        ).fetchall()  # fmt: skip
        return dict(rows)

    def not_on_record(self, cases: int) -> list[Any]:
        """Give the links of the first cases that have any of which the ledger does not know."""
        missing = (
            f"SELECT DISTINCT q.place FROM {_JOINED} WHERE {self._where()} "
            f"AND {_TIE} = '{NOT_ON_RECORD}' ORDER BY 1 LIMIT {cases}"
        )
        return self._con.execute(
            "SELECT l.case_id, l.parent_id, l.child_id, l.facts, l.standing, "
            f"printf('%.6f', l.probability), l.warnings FROM {_JOINED} "
            f"WHERE q.place IN ({missing})", self._values,
        ).fetchall()  # fmt: skip
