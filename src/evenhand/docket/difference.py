"""What changed between two snapshots: tables, cases and facts."""

from __future__ import annotations

from typing import Any

from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import connect, name


def difference(before: Docket, after: Docket) -> dict[str, Any]:
    """Compare two snapshots: rows by table, cases added, vanished and changed, and which facts."""
    con = connect()
    tables = sorted({*before.manifest["tables"], *after.manifest["tables"]})
    counts = [
        {
            "table": table,
            "before": before.manifest["tables"].get(table, 0),
            "after": after.manifest["tables"].get(table, 0),
        }
        for table in tables
        if "/" not in table
    ]
    facts = catalogue().values()
    tests = ", ".join(f"{_changed(fact)} AS {name(fact.name)}" for fact in facts)
    con.execute(
        f"CREATE TEMP TABLE compared AS SELECT case_id, {tests} FROM {before.table('facts')} AS b "
        f"JOIN {after.table('facts')} AS a USING (case_id)"
    )
    any_changed = " OR ".join(name(fact.name) + " <> 0" for fact in facts)
    changed = con.execute(f"SELECT count(*) FROM compared WHERE {any_changed}").fetchone()
    sums = con.execute(
        "SELECT "
        + ", ".join(
            f"count(*) FILTER ({name(f.name)} = {kind})" for f in facts for kind in (1, 2, 3)
        )
        + " FROM compared"
    ).fetchone()
    found = {"added": _only(con, after, before), "vanished": _only(con, before, after)}
    con.close()
    rows = list(zip(*[iter(sums or ())] * 3, strict=True))
    return {
        "before": before.snapshot,
        "after": after.snapshot,
        "tables": counts,
        "cases": {**found, "changed": int(changed[0]) if changed else 0},
        "facts": [
            {"fact": fact.name, "changed": sum(row), "known": row[1], "unknown": row[2]}
            for fact, row in zip(facts, rows, strict=True)
            if sum(row)
        ],
    }


def _only(con: Any, one: Docket, other: Docket) -> int:
    row = con.execute(
        f"SELECT count(*) FROM {one.table('cases')} WHERE case_id NOT IN "
        f"(SELECT case_id FROM {other.table('cases')})"
    ).fetchone()
    return int(row[0])


def _changed(fact: Fact) -> str:
    """Write 0 for no change, 1 for another value, 2 for become known, 3 for become unknown."""
    alike = " AND ".join(f"a.{name(c)} IS NOT DISTINCT FROM b.{name(c)}" for c in fact.columns)
    none_before = " AND ".join(f"b.{name(c)} IS NULL" for c in fact.columns)
    none_after = " AND ".join(f"a.{name(c)} IS NULL" for c in fact.columns)
    return f"CASE WHEN {alike} THEN 0 WHEN {none_before} THEN 2 WHEN {none_after} THEN 3 ELSE 1 END"
