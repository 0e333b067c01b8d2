"""Where a value came from: the file, row and column behind each fact of a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.snapshot import Docket, known_facts
from evenhand.engines.duck import Connection

# Facts that the court's files state in a table of their own, several rows to a case.
_COURT_ROWS = {
    "entered_unlawfully": "charges",
    "violated_admission": "charges",
    "aggravated_felony": "charges",
    "relief_pending": "applications",
    "detained": "custody",
}


def origins(con: Connection, docket: Docket, case_id: str, fact: str) -> Iterator[dict[str, Any]]:
    """Give what each source says of a fact of a case, with file, row and column.

    Derived facts name the rule instead. Sources come in the order of their import; the most
    trusted one that knows the fact is believed (see ``facts.TRUST``).
    """
    entry = catalogue()[fact]
    for source, table in docket.source_files():
        known = known_facts(con, docket.table(table), case_id, catalogue())
        if fact not in known:
            continue
        row = con.execute(
            f"SELECT file, row FROM {docket.table(table)} WHERE case_id = ?", [case_id]
        ).fetchone()
        if row is not None:
            value = known[fact]
            shown = value if isinstance(value, bool) else str(value)
            yield {"source": source, "value": shown, **_place(con, docket, case_id, entry, source, row)}


def _place(
    con: Connection, docket: Docket, case_id: str, fact: Fact, source: str, row: tuple[Any, ...]
) -> dict[str, Any]:
    column = docket.manifest.get("columns", {}).get(source, {}).get(fact.name)
    column = column or fact.sources.get(source)
    if column is None:
        return {"file": row[0], "row": row[1], "column": f"derived: {fact.rule or 'from other facts'}"}
    table = _COURT_ROWS.get(fact.name) if source == "eoir" else None
    if table:
        found = con.execute(
            f"SELECT any_value(file), list(row ORDER BY row) FROM {docket.table(table)} "
            "WHERE case_id = ?",
            [case_id],
        ).fetchone()
        if found and found[1]:
            return {"file": found[0], "row": ", ".join(map(str, found[1])), "column": column}
    return {"file": row[0], "row": row[1], "column": column}
