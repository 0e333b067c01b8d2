"""Spells: each proceeding narrowed to what measures read of it, made once for all of them."""

from __future__ import annotations

from evenhand.measures.cells.kinds import OPEN, in_our_words, meaning_of, word
from evenhand.measures.cells.period import Period
from evenhand.measures.cells.session import Cells


def spells(cells: Cells) -> str:
    """Give the table of spells: case, number, court, judge, when begun and ended, and how.

    A spell that has not ended is of the kind ``open``. One that ended on a day that is not recorded
    has a kind and no day: it is counted in no period. An extract without proceedings has one spell
    a case: the outcome it names.
    """
    return cells.needs("spells", _of_court if cells.inputs.has("proceedings") else _of_cases)


def met(cells: Cells) -> str:
    """Give the spells open at any time of the period, or ended in it.

    ``alone``: no other of them is of the same case. Most are, and need no sorting.
    """
    period = cells.inputs.period

    def make(cells: Cells) -> None:
        found = (
            f"SELECT * FROM {spells(cells)} WHERE ({period.holds('ended_on')}) OR {running(period)}"
        )
        cells.make(
            "met",
            f"WITH found AS MATERIALIZED ({found}), "
            "many AS (SELECT key FROM found GROUP BY key HAVING count(*) > 1) "
            "SELECT f.*, m.key IS NULL AS alone FROM found AS f LEFT JOIN many AS m USING (key)",
        )

    return cells.needs("met", make)


def running(period: Period) -> str:
    """Write the test that a spell was open at any time of a period."""
    return (
        f"(begun_on < DATE '{period.until}' "
        f"AND (ended_on >= DATE '{period.since}' OR kind = {word(OPEN)}))"
    )


def _of_court(cells: Cells) -> None:
    never = "completed_on IS NULL AND decision IS NULL AND other_completion IS NULL"
    # A decision whose letter is not known must not lend the other's meaning.
    kind = (
        f"CASE WHEN {never} THEN {word(OPEN)} "
        f"WHEN decision IS NULL THEN {_kind('other_completion_says')} "
        f"ELSE {_kind('decision_says')} END"
    )
    cells.make(
        "spells",
        f"SELECT {cells.key} AS key, proceeding_id AS number, court, judge, "
        "coalesce(entered_in_system_on, charged_on) AS begun_on, completed_on AS ended_on, "
        f"{kind} AS kind FROM {cells.docket.table('proceedings')}",
    )


def _kind(column: str) -> str:
    known = in_our_words(f"lower({column})", meaning_of("outcomes.csv", "says"))
    return f"coalesce({known}, {word('other')})"


def _of_cases(cells: Cells) -> None:
    kind = f"CASE WHEN outcome_says IS NULL THEN {word(OPEN)} ELSE {_kind('outcome_says')} END"
    cells.make(
        "spells",
        f"SELECT {cells.key} AS key, CAST(0 AS BIGINT) AS number, court, judge, "
        f"CAST(NULL AS DATE) AS begun_on, outcome_on AS ended_on, {kind} AS kind "
        f"FROM {cells.docket.table('cases')}",
    )
