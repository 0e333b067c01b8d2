"""Stock and flow by court: what is pending, what came and went, and what does not add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from evenhand.engines.duck import name
from evenhand.measures.answers.table import Split, estimate
from evenhand.measures.cells.counting import dimension
from evenhand.measures.cells.flow import make_flow
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import Figure
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

EVENTS = "Events are counted, not people: a case that ended twice in a month counts twice."
# What is counted of each court and month; the stock on the first of the month.
COUNTED: Mapping[str, str] = {
    "pending_start": "cases pending when the month began",
    "received": "cases received",
    "reopened": "cases reopened or put back on the calendar",
    "moved_in": "cases moved in from another court",
    "completed": "cases completed",
    "moved_out": "cases moved out to another court",
}


def flows(cells: Cells, measure: Measure) -> Result:
    """Give stock and flows by court and month, and for each court what is left over."""
    period = cells.inputs.period
    if not (period.since.day == period.until.day == 1):
        said = (
            f"Pending cases are counted on the first of each month; the period ({period}) begins "
            "or ends within one. Let --from and --until be firsts of months."
        )
        return Result(measure, unanswered=(said,))
    make_flow(cells)
    if not cells.number("SELECT count(*) FROM flow"):
        return Result(measure, unanswered=("No case was open at any time of the period.",))
    tables = tuple(_table(cells, measure, what) for what in COUNTED)
    left = list(_residuals(cells, measure, tables[0]))
    return Result(measure, tables, tuple(left), tuple(_missing(cells)))


def _table(cells: Cells, measure: Measure, what: str) -> CountTable:
    found = cells.con.sql(
        f"SELECT court, month, CAST({name(what)} AS BIGINT) AS persons FROM flow "
        f"WHERE {name(what)} > 0 ORDER BY court, month"
    ).to_arrow_table()
    return CountTable(
        measure=measure.id,
        title=f"{measure.title}: {COUNTED[what]}",
        population=f"flow: {what}",
        period=str(cells.inputs.period),
        # The same case is pending in one month after the other: its months have no sum.
        dimensions=(
            dimension("court", found),
            replace(dimension("month", found), total=what != "pending_start"),
        ),
        cells=found,
        source=measure.cited,
        limits=(*measure.cannot_show, EVENTS),
    )


def _residuals(cells: Cells, measure: Measure, found: CountTable) -> Iterator[Estimate]:
    """Give what each court, and all together, have more or fewer than came and went tells."""
    first, last = "arg_min(pending_start, month)", "arg_max(pending_end, month)"
    each = (
        f"SELECT court, {first} AS had, {last} AS has, sum(residual) AS beyond FROM flow GROUP BY 1"
    )
    rows = cells.con.execute(
        f"SELECT NULL AS court, sum(had), sum(has), sum(beyond) FROM ({each}) UNION ALL "
        f"SELECT * FROM ({each} ORDER BY 1)"
    ).fetchall()
    for court, had, has, left in rows:
        number = abs(int(left))
        more = "more" if left >= 0 else "fewer"
        where = f" (court {court})" if court is not None else ""
        yield estimate(
            measure,
            found,
            f"{measure.title}: cases {more} at the end than came and went accounts for{where}",
            Figure(number, number, number),
            unit="count",
            split=Split(number, max(int(had), int(has))),
            method="end = start + received + reopened + moved in - completed - moved out + this",
            about={"court": court} if court is not None else {},
            interval=False,
        )


def _missing(cells: Cells) -> Iterator[str]:
    """Say in which months no court recorded any coming or going: such months are missing."""
    found = cells.con.execute(
        "SELECT month FROM flow GROUP BY month HAVING sum(received + reopened + moved_in + "
        "completed + moved_out) = 0 ORDER BY month"
    ).fetchall()
    if found:
        yield (
            f"In {', '.join(month for (month,) in found)} nothing came and nothing went: the "
            "record probably lacks these months."
        )
