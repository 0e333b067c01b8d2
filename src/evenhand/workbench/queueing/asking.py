"""Asks the queue: which cases a person may see, cut by filters, in the queue's order; counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from evenhand.engines.duck import Connection, literal
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.models import CaseNow
from evenhand.workbench.queueing.loaded import Coded, Loaded

PAGE = 50
FEW = 500
SOON = 30  # days
WAITING = "waiting"  # also: no entry yet
CUSTODY = {
    "detained": "q.detained",
    "not-detained": "NOT q.detained",
    "unknown": "q.detained IS NULL",
}
IN_COURT = "pending"
NOW = "memory.main.cases_now"


@dataclass(frozen=True)
class Filters:
    """What a person asked for; empty means any."""

    coded: Coded
    office: str = ""
    court: str = ""
    custody: str = ""
    hearing: str = ""
    outcome: str = ""  # the class on the record
    possible: str = ""
    decisive: str = ""
    in_court: str = IN_COURT
    work: str = ""  # a state of casework, or "mine"


@dataclass(frozen=True)
class Found:
    """One row of the queue, with how it stands on the ledger."""

    place: int
    case: str
    row: Mapping[str, Any]


@dataclass(frozen=True)
class Counts:
    """Over all that a person may see under the filters: never for publication."""

    cases: int
    detained: int
    soon: int
    classes: Mapping[str, int] = field(default_factory=dict)


class Queue:
    """The queue as one person sees it."""

    def __init__(self, loaded: Loaded, actor: Actor, filters: Filters, followed: int) -> None:
        self.loaded, self.filters = loaded, filters
        self._con = loaded.session()
        _refresh(self._con, loaded, followed)
        self._tests, self._values = [], []  # type: tuple[list[str], list[Any]]
        self._only_visible(actor)
        self._only_asked(actor)

    def page(self, after: int = 0, before: int = 0) -> list[Found]:
        """Give the next rows in order, or those before a place; one more than fills a page."""
        if before:
            rows = self._rows(["q.place < ?"], [before], "DESC", PAGE + 1)
            return rows[::-1]
        return self._rows(["q.place > ?"], [after], "ASC", PAGE + 1)

    def next_free(self, after: int = 0) -> Found | None:
        """Give the first case from a place on that nobody has taken up."""
        tests = ["q.place > ?", *self._in_state(WAITING)]
        rows = self._rows(tests, [after], "ASC", 1)
        return rows[0] if rows else None

    def counts(self) -> Counts:
        """Count what there is under the filters."""
        number, day = self.filters.coded.number, self.loaded.day
        limit = f"DATE {literal(day)} + {SOON}" if day else "NULL"
        rows = self._con.execute(
            f"SELECT class_{number}, count(*), count(*) FILTER (q.detained), "
            f"count(*) FILTER (q.hearing_on <= {limit}) FROM site.queue AS q "
            f"WHERE {self._where()} GROUP BY 1",
            self._values,
        ).fetchall()
        total, detained, soon = (sum(row[n] for row in rows) for n in (1, 2, 3))
        return Counts(total, detained, soon, {row[0]: row[1] for row in rows})

    def choices(self) -> dict[str, list[str]]:
        """Give the offices and courts that stand in the queue."""
        return {
            what: [
                row[0]
                for row in self._con.execute(
                    f"SELECT DISTINCT {what} FROM site.queue WHERE {what} IS NOT NULL ORDER BY 1"
                ).fetchall()
            ]
            for what in ("office", "court")
        }

    def close(self) -> None:
        """Let go of the session."""
        self._con.close()

    def _rows(
        self, tests: Sequence[str], values: Sequence[Any], order: str, most: int
    ) -> list[Found]:
        number = self.filters.coded.number
        # First the places alone, then the rest of those few rows: the engine reads much less.
        places = self._con.execute(
            f"SELECT q.place FROM site.queue AS q WHERE {' AND '.join([self._where(), *tests])} "
            f"ORDER BY q.place {order} LIMIT {most}",
            [*self._values, *values],
        ).fetchall()
        if not places:
            return []
        found = self._con.execute(
            "SELECT q.place, q.case_id, q.court, q.office, q.state AS in_court, q.detained, "
            f"q.hearing_on, coalesce(n.holds, q.holds) AS holds, coalesce(n.state, '{WAITING}') "
            f"AS work, coalesce(n.holder, '') AS holder, q.class_{number} AS class, "
            f"q.possible_{number} AS possible, q.decisive_{number} AS decisive, "
            f"q.judged_{number} AS judged FROM site.queue AS q LEFT JOIN {NOW} AS n "
            f"ON n.place = q.place WHERE q.place IN ({', '.join(str(one) for (one,) in places)}) "
            f"ORDER BY q.place {order}"
        )
        names = [column[0] for column in found.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return [Found(row["place"], row["case_id"], row) for row in rows]

    def _where(self) -> str:
        return " AND ".join(self._tests) or "true"

    def _only_visible(self, actor: Actor) -> None:
        """Let through exactly the cases that casework's `scope` calls a person's own."""
        me = actor.person.name
        if not actor.everywhere:
            own = _any_of("office", actor.offices) + _any_of("court", actor.offices)
            # Whose a case is that was taken, its entry says; another docket may say otherwise.
            mine = f"list_has_any(offices, [{', '.join(map(literal, actor.offices))}]::VARCHAR[])"
            moved = [f"NOT ({one})" for one in self._touched(f"len(offices) > 0 AND NOT {mine}")]
            given = self._touched(f"holder = ? OR list_contains(assigned, ?) OR {mine}", me)
            here = " AND ".join([f"({' OR '.join(own) or 'false'})", *moved])
            self._tests.append(f"({' OR '.join([f'({here})', *given])})")
        self._tests += [f"NOT ({one})" for one in self._touched("list_contains(recused, ?)", me)]
        if actor.conflicts:
            self._tests.append(f"q.case_id NOT IN ({', '.join(map(literal, actor.conflicts))})")

    def _only_asked(self, actor: Actor) -> None:
        for test, values in _asked(self.filters, self.loaded):
            self._tests.append(test)
            self._values += values
        if self.filters.work == "mine":
            self._tests += self._touched("holder = ?", actor.person.name) or ["false"]
        elif self.filters.work:
            self._tests += self._in_state(self.filters.work)

    def _in_state(self, state: str) -> list[str]:
        if state == WAITING:
            return [f"NOT ({one})" for one in self._touched("state <> ?", WAITING)]
        return self._touched("state = ?", state) or ["false"]

    def _touched(self, test: str, value: str = "") -> list[str]:
        """Write that a case is among those touched of which a test holds; nothing if none is."""
        told = f"SELECT place FROM {NOW} WHERE {test.replace('?', literal(value))}"
        found = self._con.execute(f"{told} LIMIT {FEW + 1}").fetchall()
        if len(found) > FEW:
            return [f"q.place IN ({told})"]
        # Few places written out let the engine read only where they stand.
        return [f"q.place IN ({', '.join(str(one) for (one,) in found)})"] if found else []


def _any_of(column: str, values: Sequence[str]) -> list[str]:
    return [f"q.{column} IN ({', '.join(map(literal, values))})"] if values else []


def _asked(filters: Filters, loaded: Loaded) -> Iterator[tuple[str, list[Any]]]:
    number, coded = filters.coded.number, filters.coded
    for column in ("office", "court"):
        if wanted := getattr(filters, column):
            yield f"q.{column} = ?", [wanted]
    if filters.custody in CUSTODY:
        yield CUSTODY[filters.custody], []
    if filters.hearing.isdecimal() and len(filters.hearing) < 6 and loaded.day:
        yield f"q.hearing_on <= DATE {literal(loaded.day)} + {int(filters.hearing)}", []
    if filters.hearing == "none":
        yield "q.hearing_on IS NULL", []
    if filters.outcome:
        yield f"q.class_{number} = ?", [filters.outcome]
    for kind, bits, wanted in (
        ("possible", coded.classes, filters.possible),
        ("decisive", coded.facts, filters.decisive),
        ("judged", coded.judged, filters.decisive),
    ):
        if wanted in bits:
            yield f"q.{kind}_{number} & {bits[wanted]} <> 0", []
    if filters.in_court:
        yield "q.state = ?", [filters.in_court]


# How the touched cases stand, kept beside the queue in this process's engine.
_COLUMNS = {
    "place": "BIGINT", "state": "VARCHAR", "holder": "VARCHAR", "recused": "VARCHAR[]",
    "assigned": "VARCHAR[]", "offices": "VARCHAR[]", "holds": "BIGINT", "since": "VARCHAR",
    "determined_by": "VARCHAR[]",
    "stays": "STRUCT(stay BIGINT, until VARCHAR, review_on VARCHAR, ordered_by VARCHAR, "
    "flagged VARCHAR)[]",
    "inspected": "STRUCT(list VARCHAR, entry BIGINT, day VARCHAR, office VARCHAR)[]",
    "try_due": "VARCHAR", "try_lead": "VARCHAR", "try_first": "BIGINT",
}  # fmt: skip
_lock = Lock()
_fresh: dict[str, int] = {}


def _refresh(con: Connection, loaded: Loaded, followed: int) -> None:
    key = str(loaded.folder)
    with _lock:
        known = con.execute(
            "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'cases_now'"
        ).fetchone()
        if known == (0,):
            con.execute(f"CREATE TABLE {NOW} ({', '.join(map(' '.join, _COLUMNS.items()))})")
            _fresh.pop(key, None)
        since = _fresh.get(key, -1)
        if since >= followed:
            return
        changed = CaseNow.objects.filter(head__gt=since, place__isnull=False)
        rows = list(changed.values_list(*_COLUMNS))
        if rows:
            con.begin()
            con.executemany(f"DELETE FROM {NOW} WHERE place = ?", [[row[0]] for row in rows])
            con.executemany(f"INSERT INTO {NOW} VALUES ({', '.join('?' * len(_COLUMNS))})", rows)
            con.commit()
        _fresh[key] = followed
