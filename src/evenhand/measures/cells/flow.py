"""Stock and flow by court and month: cases pending, what came and went, what does not add up."""

from __future__ import annotations

from evenhand.engines.duck import literal
from evenhand.measures.cells.kinds import NOT_RECORDED, OPEN, TRANSFER, word
from evenhand.measures.cells.period import Period
from evenhand.measures.cells.session import Cells
from evenhand.measures.cells.spells import met, running, spells

FLOWS = ("received", "reopened", "moved_in", "completed", "moved_out")


def residual(start: int, end: int, received: int, completed: int, *, moved: int = 0) -> int:
    """Give what the stock at the end is more than start and flows say; 0 if all adds up.

    ``received`` has reopened cases with it; ``moved`` is in less out.
    """
    return end - (start + received + moved - completed)


def make_flow(cells: Cells) -> str:
    """Make ``flow``: per court and month, the stock at its start and end, the flows, the residual.

    The stock is counted by itself, case by case on each first of a month, and not from the flows.
    """

    def make(cells: Cells) -> None:
        _make_running(cells)
        _make_stock(cells)
        _make_moves(cells)
        flows = ", ".join(f"coalesce(m.{flow}, 0) AS {flow}" for flow in FLOWS)
        cells.make(
            "flow",
            "SELECT *, pending_end - (pending_start + received + reopened + moved_in - completed "
            "- moved_out) AS residual FROM (SELECT court, strftime(month, '%Y-%m') AS month, "
            f"coalesce(s.cases, 0) AS pending_start, coalesce(n.cases, 0) AS pending_end, {flows} "
            f"FROM (SELECT court, unnest({_months(cells)}) AS month FROM "
            "(SELECT DISTINCT court FROM running)) AS g "
            "LEFT JOIN stock AS s USING (court, month) "
            "LEFT JOIN (SELECT court, CAST(month - INTERVAL 1 MONTH AS DATE) AS month, cases "
            "FROM stock) AS n USING (court, month) "
            "LEFT JOIN moves AS m USING (court, month)) ORDER BY court, month",
        )

    return cells.needs("flow", make)


def _months(cells: Cells) -> str:
    listed = ", ".join(f"DATE '{month}-01'" for month in cells.inputs.period.months())
    return f"[{listed}]"


def _make_running(cells: Cells) -> None:
    """Make ``running``: the proceedings open at any time of the period.

    Each with the firsts of months on which it was open, numbered: from ``enters`` up to, and
    without, ``leaves``.
    """
    period = cells.inputs.period
    months = len(list(period.months()))
    cells.make(
        "running",
        f"SELECT key, number, coalesce(court, {literal(NOT_RECORDED)}) AS court, begun_on, "
        f"ended_on, kind, alone, {_firsts_up_to('begun_on', period, months)} AS enters, "
        f"CASE WHEN kind = {word(OPEN)} THEN {months + 1} "
        f"ELSE {_firsts_up_to('ended_on', period, months)} END AS leaves "
        f"FROM {met(cells)} WHERE {running(period)}",
    )


def _firsts_up_to(column: str, period: Period, months: int) -> str:
    """Write how many firsts of the period's months, and of the one after, are no later than a day.

    A spell is open on a first that comes after its beginning and not after its end.
    """
    before = period.since.year * 12 + period.since.month - 1
    number = f"year({column}) * 12 + month({column}) - {before}"
    return f"CAST(least(greatest({number}, 0), {months + 1}) AS SMALLINT)"


def _make_stock(cells: Cells) -> None:
    """Make ``stock``: cases open on the first of each month, each once, where it was begun last.

    Cases are counted by when they come in and go out; only those that were open twice on one first
    are laid out month by month.
    """
    firsts = f"{_months(cells)[:-1]}, DATE '{cells.inputs.period.until}']"
    cells.make(
        "stock",
        "WITH several AS MATERIALIZED (SELECT key, number, court, begun_on, enters, leaves "
        "FROM running WHERE NOT alone AND enters < leaves), "
        "crossing AS (SELECT DISTINCT key FROM (SELECT key, enters, max(leaves) OVER (PARTITION BY "
        "key ORDER BY begun_on, number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gone "
        "FROM several) WHERE gone > enters), "
        f"firsts AS (SELECT unnest({firsts}) AS month, unnest(range(len({firsts}))) AS place), "
        "plain AS (SELECT court, enters, leaves, count(*) AS cases FROM running "
        "WHERE alone AND enters < leaves GROUP BY ALL UNION ALL "
        "SELECT court, enters, leaves, count(*) FROM several ANTI JOIN crossing USING (key) "
        "GROUP BY ALL), "
        "crossed AS (SELECT court, month, key FROM (SELECT * FROM several SEMI JOIN crossing "
        "USING (key)) JOIN firsts ON enters <= place AND place < leaves QUALIFY row_number() "
        "OVER (PARTITION BY key, month ORDER BY begun_on DESC, number DESC) = 1) "
        "SELECT court, month, CAST(sum(cases) AS BIGINT) AS cases FROM ("
        "SELECT court, month, cases FROM plain JOIN firsts ON enters <= place AND place < leaves "
        "UNION ALL SELECT court, month, count(*) FROM crossed GROUP BY ALL) GROUP BY ALL",
    )


def _make_moves(cells: Cells) -> None:
    """Make ``moves``: what began and ended in each month, a beginning by what it came after."""
    period = cells.inputs.period
    moved = f"before = {literal(TRANSFER)}"
    cells.make(
        "moves",
        "WITH entering AS (SELECT DISTINCT key FROM running WHERE "
        f"{period.holds('begun_on')}), "
        f"history AS (SELECT key, begun_on, court, lag(kind) OVER (PARTITION BY key ORDER BY "
        f"begun_on, number) AS before FROM ({_all_of(cells)})), "
        "came AS (SELECT court, CAST(date_trunc('month', begun_on) AS DATE) AS month, "
        f"count(*) FILTER (before IS NULL) AS received, count(*) FILTER ({moved}) AS moved_in, "
        f"count(*) FILTER (NOT ({moved})) AS reopened FROM history "
        f"WHERE {period.holds('begun_on')} GROUP BY ALL), "
        "went AS (SELECT court, CAST(date_trunc('month', ended_on) AS DATE) AS month, "
        f"count(*) FILTER (kind <> {literal(TRANSFER)}) AS completed, "
        f"count(*) FILTER (kind = {literal(TRANSFER)}) AS moved_out FROM running "
        f"WHERE {period.holds('ended_on')} GROUP BY ALL) "
        "SELECT coalesce(c.court, w.court) AS court, coalesce(c.month, w.month) AS month, "
        "coalesce(received, 0) AS received, coalesce(reopened, 0) AS reopened, "
        "coalesce(moved_in, 0) AS moved_in, coalesce(completed, 0) AS completed, "
        "coalesce(moved_out, 0) AS moved_out FROM came AS c FULL JOIN went AS w "
        "ON c.court = w.court AND c.month = w.month",
    )


def _all_of(cells: Cells) -> str:
    """Write every proceeding of the cases that had one begun in the period, ended or not."""
    return (
        f"SELECT key, begun_on, number, coalesce(court, {literal(NOT_RECORDED)}) AS court, kind "
        f"FROM {spells(cells)} SEMI JOIN entering USING (key)"
    )
