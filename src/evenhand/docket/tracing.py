"""Where a value came from: the file, row and column behind each fact of a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.snapshot import Docket, Known
from evenhand.engines.duck import Connection, literal

# Facts that the court's files state in a table of their own, several rows to a case.
_COURT_ROWS = {
    "entered_unlawfully": "charges",
    "violated_admission": "charges",
    "aggravated_felony": "charges",
    "relief_pending": "applications",
    "detained": "custody",
}


def in_words(known: Known) -> str:
    """Write what is known of a fact."""
    if isinstance(known, bool):
        return "yes" if known else "no"
    return str(known)


class Origins:
    """What each source of a docket says of one case, read once."""

    def __init__(self, con: Connection, docket: Docket, case_id: str) -> None:
        self.docket = docket
        self.columns: dict[str, dict[str, str]] = docket.manifest.get("columns", {})
        self.known: dict[str, dict[str, Known]] = {}
        self.rows: dict[str, tuple[str, int]] = {}
        for source, table in docket.source_files():
            found = docket.stated(con, table, case_id)
            if found is not None:
                self.rows[source], self.known[source] = found
        self.court_rows = self._court_rows(con, case_id)

    def _court_rows(self, con: Connection, case_id: str) -> dict[str, tuple[str, str]]:
        """Give the file and the rows of a case in each table of the courts, in one statement."""
        tables = [table for table in sorted(set(_COURT_ROWS.values())) if self.docket.has(table)]
        if not tables:
            return {}
        each = " UNION ALL ".join(
            f"SELECT {literal(table)}, any_value(file), "
            "string_agg(CAST(row AS VARCHAR), ', ' ORDER BY row) "
            f"FROM {self.docket.table(table)} WHERE case_id = $1"
            for table in tables
        )
        found = con.execute(each, [case_id]).fetchall()
        return {table: (file, rows) for table, file, rows in found if file}

    def of(self, fact: str) -> Iterator[dict[str, Any]]:
        """Give what each source says of a fact, with file, row and column.

        Derived facts name the rule instead. Sources come in the order of their import; the most
        trusted one that knows the fact is believed (see ``merging.TRUST``).
        """
        for source, known in self.known.items():
            if fact in known:
                yield {
                    "source": source,
                    "value": in_words(known[fact]),
                    **self._place(catalogue()[fact], source),
                }

    def _place(self, fact: Fact, source: str) -> dict[str, Any]:
        file, row = self.rows[source]
        column = self.columns.get(source, {}).get(fact.name) or fact.sources.get(source)
        if column is None:
            rule = f"derived: {fact.rule or 'from other facts'}"
            return {"file": file, "row": str(row), "column": rule}
        table = _COURT_ROWS.get(fact.name) if source == "eoir" else None
        found = self.court_rows.get(table) if table else None
        file, rows = found or (file, str(row))
        return {"file": file, "row": rows, "column": column}
