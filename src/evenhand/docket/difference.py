"""What changed between two snapshots: rows added, changed and vanished, and what was lost."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.snapshot import Docket
from evenhand.docket.words import word_columns
from evenhand.engines.duck import Connection, connect, engine_share, name, usual_memory

# By what a row is known again in another snapshot. A table that is not here, or whose rows lack
# such a number, is compared by its size alone.
KEYS = {
    "cases": "case_id",
    "facts": "case_id",
    "proceedings": "proceeding_id",
    "charges": "charge_id",
    "applications": "application_id",
    "custody": "custody_id",
    "ties": "tie_id",
}
# Where a row stood and which day its snapshot stands for: another in every release.
_PLACE = ("file", "row", "as_of", "recorded_on")
# Of an earlier snapshot's rows so many may vanish before it is called a loss: courts correct and
# expunge single records, and a release that lacks more than these has been cut.
TOLERATED = Fraction(1, 1000)

Tell = Callable[[str, int, int], None]


def difference(
    before: Docket,
    after: Docket,
    *,
    memory: int | None = None,
    tell: Tell = lambda what, done, of: None,
) -> dict[str, Any]:
    """Compare two snapshots: rows by table, cases added, vanished and changed, and which facts.

    ``losses`` names the tables that have shrunk, or of whose rows more than the tolerated share
    have vanished. ``memory`` is what the process may have; what does not fit goes to disk.
    """
    with tempfile.TemporaryDirectory(prefix="evenhand-diff-") as spill:
        con = connect(engine_share(memory or usual_memory()), temp=Path(spill))
        try:
            return _difference(con, before, after, tell)
        finally:
            con.close()


def _difference(con: Connection, before: Docket, after: Docket, tell: Tell) -> dict[str, Any]:
    shown = sorted(
        table
        for table in {*before.manifest["tables"], *after.manifest["tables"]}
        if "/" not in table
    )
    tables = []
    for place, table in enumerate(shown):
        tell(table, place, len(shown))
        tables.append(_table(con, before, after, table))
    tell("facts", len(shown), len(shown))
    found = {row["table"]: row for row in tables}
    facts = [
        fact
        for fact in catalogue().values()
        if not found["facts"]["columns"].keys().isdisjoint(fact.columns)
    ]
    return {
        "before": before.snapshot,
        "after": after.snapshot,
        "tables": tables,
        "cases": {
            "added": found["cases"]["added"],
            "vanished": found["cases"]["vanished"],
            "changed": found["facts"]["changed"],
        },
        "facts": list(_facts(con, before, after, facts)) if facts else [],
        "losses": [loss for row in tables for loss in _losses(row)],
    }


def _table(con: Connection, before: Docket, after: Docket, table: str) -> dict[str, Any]:
    """Compare one table; without a key in common, only its size is told."""
    counts = {
        "table": table,
        "before": before.manifest["tables"].get(table, 0),
        "after": after.manifest["tables"].get(table, 0),
    }
    key = KEYS.get(table)
    if key is None:
        return counts
    if not (before.has(table) and after.has(table)):
        return {**counts, "added": counts["after"], "vanished": counts["before"]} | {
            "changed": 0,
            "columns": {},
        }
    sides = [docket.table(table) for docket in (before, after)]
    columns = _in_common(con, sides)
    if key not in columns or any(_nameless(con, side, key) for side in sides):
        return counts
    compared = [c for c in columns if c != key]
    shared, apart = _find_changed(con, sides, key, compared)
    # Most tables of most releases are large, and most of them say of every row what they said.
    changed, *each = _changes(con, sides, key, compared) if apart else (0,)
    return {
        **counts,
        "added": counts["after"] - shared,
        "vanished": counts["before"] - shared,
        "changed": changed,
        "columns": {column: count for column, count in zip(compared, each, strict=False) if count},
    }


def _in_common(con: Connection, sides: Sequence[str]) -> list[str]:
    """Give the columns both sides have whose change says something."""
    first, second = (
        [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {side}").fetchall()]
        for side in sides
    )
    unsaid = {*_PLACE, *word_columns(catalogue())}
    return [column for column in first if column in second and column not in unsaid]


def _nameless(con: Connection, side: str, key: str) -> bool:
    """Whether any row lacks its key."""
    found = con.execute(f"SELECT 1 FROM {side} WHERE {name(key)} IS NULL LIMIT 1").fetchone()
    return found is not None


def _find_changed(
    con: Connection, sides: Sequence[str], key: str, columns: list[str]
) -> tuple[int, int]:
    """Make ``met``: every key both sides have, and whether anything of its row is another now.

    Gives how many there are, and of how many something is.

    By a hash of the row, so that what is joined is narrow however wide the table.
    """
    # A column that is NULL must not hash like one that is empty: the engine's hash sees to that.
    row = f"hash(row({', '.join(map(name, columns))}))" if columns else "0"
    first, second = (f"(SELECT {name(key)}, {row} AS said FROM {side})" for side in sides)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE met AS SELECT {name(key)}, b.said <> a.said AS apart "
        f"FROM {first} AS b JOIN {second} AS a USING ({name(key)})"
    )
    found = con.execute("SELECT count(*), count(*) FILTER (apart) FROM met").fetchone()
    return found or (0, 0)


def _changes(
    con: Connection, sides: Sequence[str], key: str, columns: list[str]
) -> tuple[int, ...]:
    """Count how many keys are met and apart, and apart in each column."""
    known = name(key)
    first, second = (
        f"(SELECT * FROM {side} SEMI JOIN (SELECT {known} FROM met WHERE apart) USING ({known}))"
        for side in sides
    )
    each = "".join(f", count(*) FILTER (b.{name(c)} IS DISTINCT FROM a.{name(c)})" for c in columns)
    found = con.execute(
        f"SELECT count(*){each} FROM {first} AS b JOIN {second} AS a USING ({known})"
    ).fetchone()
    return found or (0,)


def _facts(
    con: Connection, before: Docket, after: Docket, facts: Sequence[Fact]
) -> Iterator[dict[str, Any]]:
    """Count for each of these facts how often it is another now, became known, became unknown.

    After the tables, of which ``facts`` is one: ``met`` is made anew for it.
    """
    sides = [docket.table("facts") for docket in (before, after)]
    _find_changed(con, sides, "case_id", [column for fact in facts for column in fact.columns])
    first, second = (
        f"(SELECT * FROM {side} SEMI JOIN (SELECT case_id FROM met WHERE apart) USING (case_id))"
        for side in sides
    )
    kinds = ", ".join(f"{_changed(fact)} AS kind_{n}" for n, fact in enumerate(facts))
    counts = ", ".join(
        f"count(*) FILTER (kind_{n} = {kind})" for n in range(len(facts)) for kind in (1, 2, 3)
    )
    found = con.execute(
        f"SELECT {counts} FROM "
        f"(SELECT {kinds} FROM {first} AS b JOIN {second} AS a USING (case_id))"
    ).fetchone()
    for fact, row in zip(facts, zip(*[iter(found or ())] * 3, strict=True), strict=True):
        if sum(row):
            yield {"fact": fact.name, "changed": sum(row), "known": row[1], "unknown": row[2]}


def _changed(fact: Fact) -> str:
    """Write 0 for no change, 1 for another value, 2 for become known, 3 for become unknown."""
    alike = " AND ".join(f"a.{name(c)} IS NOT DISTINCT FROM b.{name(c)}" for c in fact.columns)
    none_before = " AND ".join(f"b.{name(c)} IS NULL" for c in fact.columns)
    none_after = " AND ".join(f"a.{name(c)} IS NULL" for c in fact.columns)
    return f"CASE WHEN {alike} THEN 0 WHEN {none_before} THEN 2 WHEN {none_after} THEN 3 ELSE 1 END"


def _losses(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Say of one table whether it has shrunk, or too many of its rows have vanished.

    Rows told apart only by what could not be read or used (rejects, notes) may well become fewer.
    """
    if row["table"] in ("rejects", "notes"):
        return
    shrunk = max(0, row["before"] - row["after"])
    vanished = row.get("vanished", shrunk)
    if shrunk or vanished > TOLERATED * row["before"]:
        yield {
            "table": row["table"],
            "before": row["before"],
            "shrunk_by": shrunk,
            "vanished": vanished,
        }
