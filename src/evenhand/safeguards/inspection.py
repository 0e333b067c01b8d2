"""The list an inspector general asks for: removals recorded while a safeguard stood open.

Exact and internal. Counts leave the house through disclosure control only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from evenhand.engines.duck import Connection, connect, literal
from evenhand.safeguards.live import Hold
from evenhand.safeguards.state import STANDING, State
from evenhand.terms.refusal import BadInput

PARENTAL = "parental-decision"
# A removal that was recorded: the entry that records it, the day where it happened, the office.
REMOVALS = pa.schema(
    [
        ("entry", pa.string()),
        ("case_id", pa.string()),
        ("day", pa.date32()),
        ("office", pa.string()),
    ]
)
# How each hold stood when a removal was recorded: one row a hold, under the removal's entry.
STATES = pa.schema(
    [
        ("entry", pa.string()),
        ("hold", pa.string()),
        ("child", pa.string()),
        ("state", pa.string()),
    ]
)

# One determination. By whom is left out: nobody is counted by name.
DETERMINATIONS = pa.schema(
    [
        ("entry", pa.string()),
        ("case_id", pa.string()),
        ("day", pa.date32()),
        ("act", pa.string()),
        ("level", pa.string()),
        ("form", pa.string()),
        ("decides", pa.string()),
        ("instrument", pa.string()),
        ("class", pa.string()),
        ("bearing", pa.string()),
        ("first", pa.string()),
    ]
)

# A determination that refuses discretion where the class on the record speaks for the respondent.
REFUSED_AGAINST = "decides = 'refused' AND bearing = 'for'"

_NEEDED = ("entry", "case_id", "day")  # what a determination has whatever else is known of it


@dataclass(frozen=True)
class Inspection:
    """The list, and its counts by month and office.

    ``listed`` has one row for each removal that belongs on the list; ``counts`` one for each month
    and office that has a removal, listed or not.
    """

    listed: pa.Table
    counts: pa.Table


def inspect(removals: pa.Table, states: pa.Table) -> Inspection:
    """Set removals against the states of holds when they were recorded.

    A removal is on the list if a hold stood open or had been overridden, or if no state of any
    hold was kept with it: what was not looked at is not taken for settled. It is without a
    documented parental decision if that hold stood open or was overridden for any child: an
    override is a reason given, not a decision by the parent.
    """
    con = connect(threads=1)
    try:
        _register(con, "removals", removals, REMOVALS)
        _register(con, "states", states, STATES)
        _refuse_repeated(con)
        con.execute(f"CREATE TEMP TABLE found AS {_found()}")
        listed = con.sql(
            "SELECT * FROM found WHERE len(open) > 0 OR len(overridden) > 0 OR NOT looked_at "
            "ORDER BY day, entry"
        ).to_arrow_table()
        counts = con.sql(_COUNTS).to_arrow_table()
    finally:
        con.close()
    return Inspection(listed, counts)


def _found() -> str:
    stood = ", ".join(literal(state.value) for state in STANDING)
    undocumented = f"{stood}, {literal(State.OVERRIDDEN.value)}"
    return (
        "SELECT r.entry, r.case_id, r.day, r.office, "
        "strftime(r.day, '%Y-%m') AS month, "
        f"coalesce(list_sort(list(DISTINCT s.hold) FILTER (s.state IN ({stood}))), []) AS open, "
        "coalesce(list_sort(list(DISTINCT s.hold) FILTER (s.state = "
        f"{literal(State.OVERRIDDEN.value)})), []) AS overridden, "
        f"count(*) FILTER (s.hold = {literal(PARENTAL)} AND s.state IN ({undocumented})) "
        "AS children_without_decision, "
        "count(s.hold) > 0 AS looked_at "
        "FROM removals r LEFT JOIN states s USING (entry) GROUP BY ALL"
    )


_COUNTS = """
SELECT month, office, count(*) AS removals,
    count(*) FILTER (len(open) > 0) AS with_a_hold_open,
    count(*) FILTER (children_without_decision > 0) AS without_parental_decision,
    CAST(sum(children_without_decision) AS BIGINT) AS children_without_decision,
    count(*) FILTER (len(overridden) > 0) AS with_a_hold_overridden,
    count(*) FILTER (NOT looked_at) AS not_looked_at
FROM found GROUP BY month, office ORDER BY month, office
"""


def _register(
    con: Connection, what: str, table: pa.Table, schema: pa.Schema, needed: Iterable[str] = ()
) -> None:
    try:
        con.register(what, table.select(schema.names).cast(schema))
    except (KeyError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise BadInput(
            f"The table of {what} is not of its form: {str(error).splitlines()[0]}",
            f"Its columns are {', '.join(f'{f.name} ({f.type})' for f in schema)}.",
        ) from None
    filled = [*needed] or [name for name in schema.names if name != "office"]
    lacking = " OR ".join(f"{name} IS NULL" for name in filled)
    [(found,)] = con.execute(f"SELECT count(*) FROM {what} WHERE {lacking}").fetchall()
    if found:
        raise BadInput(
            f"{found:,} rows of the table of {what} have an empty cell.",
            f"Fill in {', '.join(filled)}.",
        )


def _refuse_repeated(con: Connection) -> None:
    twice = "SELECT entry FROM removals GROUP BY entry HAVING count(*) > 1 ORDER BY entry"
    if found := con.execute(twice).fetchall():
        raise BadInput(
            f"The entry {found[0][0]} records two removals.", "Each removal is an entry of its own."
        )


def refused_against(determinations: pa.Table) -> pa.Table:
    """Give the determinations that refuse discretion against the finding, by day and entry."""
    con = connect(threads=1)
    try:
        _register(con, "determinations", determinations, DETERMINATIONS, _NEEDED)
        return con.sql(
            f"SELECT * FROM determinations WHERE {REFUSED_AGAINST} ORDER BY day, entry"
        ).to_arrow_table()
    finally:
        con.close()


def states_of(entry: str, holds: Iterable[Hold]) -> list[dict[str, str]]:
    """Give the states of a case's holds as the rows to keep with the entry of its removal."""
    return [
        {"entry": entry, "hold": h.safeguard.id, "child": h.child, "state": str(h.state)}
        for h in holds
    ]
