"""Populations that come from elsewhere than court proceedings: the ledger, findings, a release."""

from __future__ import annotations

import datetime as dt

from evenhand.asylum.elements import NOT_STATED
from evenhand.engines.duck import literal
from evenhand.measures.cells.dimensions import SEVERAL
from evenhand.measures.cells.kinds import NOT_RECORDED
from evenhand.measures.cells.people import who
from evenhand.measures.cells.session import Cells, key_of
from evenhand.safeguards.inspection import REFUSED_AGAINST, inspect


def make_removals(cells: Cells) -> None:
    """Make ``removals``: the removals on the ledger, and what stood when each was recorded."""
    ledger = cells.inputs.ledger
    cells.con.register("listed", inspect(ledger["removals"], ledger["states"]).listed)
    cells.make(
        "removals",
        f"SELECT r.entry AS key, coalesce(r.office, {literal(NOT_RECORDED)}) AS office, "
        "strftime(r.day, '%Y-%m') AS month, "
        f"{_yes('len(l.open) > 0')} AS stood_open, "
        f"{_yes('l.children_without_decision > 0')} AS undocumented, "
        f"{_yes('len(l.overridden) > 0')} AS overridden "
        "FROM ledger_removals AS r LEFT JOIN listed AS l ON l.entry = r.entry",
    )


def _yes(test: str) -> str:
    return f"CASE WHEN {test} THEN 'yes' ELSE 'no' END"


def make_determined(cells: Cells) -> None:
    """Make ``determined``: every determination on the ledger, with the office of its case."""
    offices = (
        f"SELECT case_id, office FROM {cells.docket.table('cases')}"
        if cells.inputs.docket
        else "SELECT '' AS case_id, CAST(NULL AS VARCHAR) AS office WHERE false"
    )
    cells.make(
        "determined",
        f"SELECT entry AS key, coalesce(c.office, {literal(NOT_RECORDED)}) AS office, "
        f"strftime(day, '%Y-%m') AS month, {_yes(REFUSED_AGAINST)} AS refused_against "
        f"FROM ledger_determinations AS d LEFT JOIN ({offices}) AS c USING (case_id)",
    )


def make_seconded(cells: Cells) -> None:
    """Make ``seconded``: the cases determined twice, blind until the second, one row a pair."""
    cells.make(
        "seconded",
        "SELECT b.entry AS key, a.decides AS first_decides, b.decides AS second_decides, "
        "a.form AS first_form, b.form AS second_form, "
        f"{_yes('a.decides = b.decides AND a.form = b.form')} AS alike "
        'FROM ledger_determinations AS b JOIN ledger_determinations AS a ON a.entry = b."first"',
    )


def make_asylum_denied(cells: Cells) -> None:
    """Make ``asylum_denied``: each person whose asylum claim was denied, by their last denial.

    Members whose filings share a key are one family, of the member whose number comes first.
    """
    described = (
        f"SELECT case_id, court, nationality FROM {cells.docket.table('cases')}"
        if cells.inputs.docket
        else "SELECT '' AS case_id, CAST(NULL AS VARCHAR) AS court, "
        "CAST(NULL AS VARCHAR) AS nationality WHERE false"
    )
    last = (
        "SELECT * FROM ledger_claims WHERE form = 'asylum' AND result = 'denied' QUALIFY "
        "row_number() OVER (PARTITION BY case_id ORDER BY decided_on DESC NULLS LAST, "
        "CAST(entry AS BIGINT) DESC) = 1"
    )
    unrecorded = literal(NOT_RECORDED)
    element = (
        f"CASE coalesce(len(elements), 0) WHEN 0 THEN {unrecorded} WHEN 1 THEN elements[1] "
        f"ELSE {literal(SEVERAL)} END"
    )
    named = f"coalesce(len(elements), 0) > 0 AND NOT list_contains(elements, {literal(NOT_STATED)})"
    cells.make(
        "asylum_denied",
        f"SELECT case_id AS key, coalesce(c.court, {unrecorded}) AS court, "
        f"coalesce(c.nationality, {unrecorded}) AS nationality, "
        f"{element} AS element, {_yes(named)} "
        f"AS element_named, coalesce(CAST(year(decided_on + INTERVAL 3 MONTH) AS VARCHAR), "
        f"{unrecorded}) AS fiscal_year, "
        "min(case_id) OVER (PARTITION BY coalesce(nullif(family, ''), 'case ' || case_id)) "
        f"AS family FROM ({last}) AS d LEFT JOIN ({described}) AS c USING (case_id)",
    )


def make_reviewed(cells: Cells) -> None:
    """Make ``reviewed``: the class on the record of each case under the instrument."""
    cells.con.execute(
        "CREATE OR REPLACE TEMP VIEW reviewed AS SELECT key, class, office, "
        f"coalesce(court, {literal(NOT_RECORDED)}) AS court FROM {who(cells)} "
        "WHERE class IS NOT NULL"
    )


def make_earlier_cases(cells: Cells) -> None:
    """Make ``earlier_cases``: every case of the earlier release, and whether the later has it."""
    earlier = cells.inputs.earlier
    assert earlier is not None
    cells.make(
        "earlier_cases",
        f"SELECT e.key, e.court, e.state, {_yes('l.key IS NULL')} AS vanished FROM "
        f"(SELECT case_id AS key, coalesce(court, {literal(NOT_RECORDED)}) AS court, "
        f"coalesce(state, {literal(NOT_RECORDED)}) AS state FROM {earlier.table('cases')}) AS e "
        f"LEFT JOIN (SELECT case_id AS key FROM {cells.docket.table('cases')}) AS l USING (key)",
    )


def make_before_after(cells: Cells, at: dt.date) -> None:
    """Make ``removed_before_after``: a list of removals, each before or after a day.

    A conviction that is not recorded is not "no conviction": it is told as not recorded.
    """
    docket = cells.docket
    period = cells.inputs.period.holds("outcome_on")
    offenses = (
        f"SELECT {key_of(docket, 'case_id')} AS key, min(offense) AS offense "
        f"FROM {docket.table('convictions')} GROUP BY ALL"
        if docket.has("convictions")
        else "SELECT CAST(NULL AS VARCHAR) AS key, CAST(NULL AS VARCHAR) AS offense WHERE false"
    )
    cells.make(
        "removed_before_after",
        f"SELECT c.*, coalesce(o.offense, {literal(NOT_RECORDED)}) AS conviction, "
        f"{_yes('o.offense IS NOT NULL')} AS has_conviction FROM (SELECT {cells.key} AS key, "
        f"CASE WHEN outcome_on < DATE '{at}' THEN 'before' ELSE 'after' END AS half, "
        f"coalesce(state, {literal(NOT_RECORDED)}) AS category, "
        f"coalesce(nationality, {literal(NOT_RECORDED)}) AS nationality "
        f"FROM {docket.table('cases')} WHERE {period}) AS c "
        f"LEFT JOIN ({offenses}) AS o USING (key)",
    )
