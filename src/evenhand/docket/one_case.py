"""One case with the facts on the ledger: merged by the same statement as a whole snapshot."""

from __future__ import annotations

from typing import Any

from evenhand.docket.catalogue import catalogue
from evenhand.docket.derive import derive
from evenhand.docket.merging import together
from evenhand.docket.on_ledger import COLUMN, SOURCE, Facts
from evenhand.docket.snapshot import Docket, Known, known_facts
from evenhand.docket.tracing import in_words
from evenhand.docket.typed import columns_of
from evenhand.engines.duck import Connection, name
from evenhand.terms.span import Span


def known_with(con: Connection, docket: Docket, case_id: str, recorded: Facts) -> dict[str, Known]:
    """Give what is known of a case when what people recorded on the ledger is believed first.

    What the docket itself took from the ledger at an earlier time gives way to what is there now.
    """
    if not recorded and SOURCE not in docket.sources:
        return docket.known(con, case_id)  # merged by this very statement when it was made
    tables: list[tuple[str, str]] = []
    for n, (source, table) in enumerate(docket.source_files(), 1):
        if source != SOURCE:
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE one_{n} AS SELECT * FROM {docket.table(table)} "
                "WHERE case_id = ?",
                [case_id],
            )
            tables.append((source, f"one_{n}"))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE cases_made AS "
        f"SELECT * FROM {docket.table('cases')} WHERE case_id = ?",
        [case_id],
    )
    _typed(con, case_id, recorded)
    derive(con, "one_given", "one_ledger", catalogue())
    day = f"DATE '{docket.as_of}'" if docket.as_of else None
    merged = together(catalogue(), [*tables, (SOURCE, "one_ledger")], day)
    con.execute(f"CREATE OR REPLACE TEMP TABLE one_merged AS {merged}")
    return known_facts(con, "one_merged", case_id, catalogue())


def _typed(con: Connection, case_id: str, recorded: Facts) -> None:
    columns = [(column, f.column_type) for f in catalogue().values() for column in f.columns]
    described = ", ".join(f"{name(column)} {kind}" for column, kind in columns)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE one_given (case_id VARCHAR, recorded_on DATE, {described})"
    )
    given = columns_of({one.fact: one.typed for one in recorded.values()}, catalogue())
    marks = ", ".join("?" * (len(columns) + 2))
    row = [case_id, None, *(given.get(column) for column, _ in columns)]
    con.execute(f"INSERT INTO one_given VALUES ({marks})", row)


def origin_on(recorded: Facts, fact: str, ledger: str) -> list[dict[str, Any]]:
    """Say what the ledger says of a fact, and where."""
    one = recorded.get(fact)
    if one is None:
        return []
    value = one.value if isinstance(one.typed, bool) else _spoken(one.fact, one.typed)
    return [{"source": SOURCE, "value": value, "file": ledger, "row": str(one.entry),
             "column": COLUMN[one.act]}]  # fmt: skip


def _spoken(fact: str, typed: str) -> str:
    """Write a date or a count as other sources' are written."""
    low, high = columns_of({fact: typed}, catalogue()).values()
    return in_words(Span(low, high))
