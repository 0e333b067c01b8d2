"""Spells: each proceeding narrowed to what measures read of it, made once for all of them."""

from __future__ import annotations

from evenhand.measures.cells.session import Cells

OPEN = "open"


def spells(cells: Cells) -> str:
    """Give the table of spells: case, number, court, judge, when begun and ended, and how.

    A spell that has not ended is of the kind ``open``. One that ended on a day that is not recorded
    has a kind and no day: it is counted in no period. An extract without proceedings has one spell
    a case: the outcome it names.
    """
    return cells.needs("spells", _of_court if cells.inputs.has("proceedings") else _of_cases)


def _of_court(cells: Cells) -> None:
    never = "completed_on IS NULL AND decision IS NULL AND other_completion IS NULL"
    # A decision whose letter is not known must not lend the other's meaning.
    kind = (
        f"CASE WHEN {never} THEN '{OPEN}' WHEN decision IS NULL THEN coalesce(o.kind, 'other') "
        "ELSE coalesce(d.kind, 'other') END"
    )
    cells.make(
        "spells",
        f"SELECT {cells.key} AS key, proceeding_id AS number, court, judge, "
        "coalesce(entered_in_system_on, charged_on) AS begun_on, completed_on AS ended_on, "
        f"{kind} AS kind FROM {cells.docket.table('proceedings')} AS p "
        "LEFT JOIN outcome_kinds AS d ON d.says = lower(p.decision_says) "
        "LEFT JOIN outcome_kinds AS o ON o.says = lower(p.other_completion_says)",
    )


def _of_cases(cells: Cells) -> None:
    cells.make(
        "spells",
        f"SELECT {cells.key} AS key, CAST(0 AS BIGINT) AS number, court, judge, "
        "CAST(NULL AS DATE) AS begun_on, outcome_on AS ended_on, "
        f"CASE WHEN outcome_says IS NULL THEN '{OPEN}' ELSE coalesce(k.kind, 'other') END AS kind "
        f"FROM {cells.docket.table('cases')} AS c "
        "LEFT JOIN outcome_kinds AS k ON k.says = lower(c.outcome_says)",
    )


def latest(select: str, order: str) -> str:
    """Write the rows of a SELECT, of each case only the last by an order.

    Most cases have one row: only the others are sorted.
    """
    return (
        f"WITH listed AS MATERIALIZED ({select}), "
        "many AS (SELECT key FROM listed GROUP BY key HAVING count(*) > 1) "
        "SELECT * FROM listed ANTI JOIN many USING (key) UNION ALL "
        "SELECT * FROM (SELECT * FROM listed SEMI JOIN many USING (key) "
        f"QUALIFY row_number() OVER (PARTITION BY key ORDER BY {order}) = 1)"
    )
