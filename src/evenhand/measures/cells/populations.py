"""The populations that measures count, each a working table with one row a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evenhand.engines.duck import literal
from evenhand.measures.cells.handed_in import (
    make_asylum_denied,
    make_determined,
    make_earlier_cases,
    make_removals,
    make_reviewed,
    make_seconded,
)
from evenhand.measures.cells.kinds import DISCRETION, MERITS, RELIEVED, REMOVED, TRANSFER
from evenhand.measures.cells.people import described
from evenhand.measures.cells.session import Cells
from evenhand.measures.cells.spells import OPEN, latest, spells


def _last_ends(cells: Cells) -> str:
    """Give each case's last end in the period; a transfer is none."""

    def make(cells: Cells) -> None:
        select = (
            f"SELECT * FROM {spells(cells)} WHERE {cells.inputs.period.holds('ended_on')} "
            f"AND kind NOT IN ({literal(TRANSFER)}, {literal(OPEN)})"
        )
        cells.make("last_ends", latest(select, "ended_on DESC, number DESC"))

    return cells.needs("last_ends", make)


def _in(kinds: tuple[str, ...]) -> str:
    return f"kind IN ({', '.join(map(literal, kinds))})"


def _ended(cells: Cells) -> None:
    """Whose proceedings ended in the period, each by the last end in it."""
    flags = (
        f"SELECT *, {_yes(_in(DISCRETION))} AS by_discretion, {_yes(_in(REMOVED))} AS removed, "
        f"{_yes(_in(RELIEVED))} AS relieved, strftime(ended_on, '%Y-%m') AS month, "
        "CAST(year(ended_on + INTERVAL 3 MONTH) AS VARCHAR) AS fiscal_year "
        f"FROM {_last_ends(cells)}"
    )
    cells.make("ended", described(cells, flags))


def _yes(test: str) -> str:
    return f"CASE WHEN {test} THEN 'yes' ELSE 'no' END"


def _decided(cells: Cells) -> None:
    """Those of the ended whose case a judge decided on its merits."""
    ended = table_of(cells, "ended")
    cells.make("decided", f"SELECT * FROM {ended} WHERE {_in(MERITS)}")


def pending_on(cells: Cells, day: str) -> str:
    """Write whose case was open on a day, in which court: the open proceeding begun last."""
    select = (
        f"SELECT key, number, court, judge, begun_on FROM {spells(cells)} WHERE begun_on < {day} "
        f"AND (ended_on >= {day} OR kind = {literal(OPEN)})"
    )
    return latest(select, "begun_on DESC, number DESC")


def _pending(cells: Cells) -> None:
    """Whose case was pending when the period began, and what became of it in the period."""
    became = (
        f"SELECT key, bool_or({_in(DISCRETION)}) AS discretion, "
        f"bool_or({_in(REMOVED)}) AS removal, "
        f"min(strftime(ended_on, '%Y-%m')) FILTER ({_in(DISCRETION)}) AS month "
        f"FROM {spells(cells)} WHERE {cells.inputs.period.holds('ended_on')} GROUP BY key"
    )
    flags = (
        f"SELECT p.*, {_yes('b.discretion')} AS by_discretion, {_yes('b.removal')} AS removed, "
        "coalesce(b.month, 'not so ended') AS month "
        f"FROM ({pending_on(cells, _day(cells))}) AS p LEFT JOIN ({became}) AS b USING (key)"
    )
    cells.make("pending", described(cells, flags))


def _day(cells: Cells) -> str:
    return f"DATE '{cells.inputs.period.since}'"


def _still_pending(cells: Cells) -> None:
    """Whose case was pending when the period ended, and for how long it had been."""
    until = f"DATE '{cells.inputs.period.until}'"
    years = f"date_diff('day', begun_on, {until}) / 365.25"
    age = (
        f"CASE WHEN {years} < 1 THEN 'under 1 year' WHEN {years} < 2 THEN '1 to 2 years' "
        f"WHEN {years} < 5 THEN '2 to 5 years' ELSE '5 years or more' END"
    )
    cells.make(
        "still_pending",
        described(cells, f"SELECT *, {age} AS age FROM ({pending_on(cells, until)})"),
    )


_CLAIMS = "application IN ('ASYL', 'ASYW', 'WCAT')"


def _asylum_result(ended: str) -> str:
    """Write each case's asylum result over its applications joined to how its proceeding ended.

    Relief of another kind goes before a denial: the respondent did not go away with nothing.
    """
    granted = "bool_or(application = 'ASYL' AND a.kind = 'granted')"
    other = f"bool_or(a.kind IN ('granted', 'other-relief')) OR bool_or({ended})"
    denied = "bool_or(application = 'ASYL' AND a.kind = 'denied')"
    open_ = "bool_and(decision IS NULL) FILTER (application = 'ASYL')"
    return (
        f"CASE WHEN {granted} THEN 'granted' WHEN {other} THEN 'other-relief' "
        f"WHEN {denied} THEN 'denied' WHEN {open_} THEN 'pending' ELSE 'not-decided' END"
    )


def _applications(cells: Cells) -> str:
    return (
        f"SELECT {cells.key} AS key, proceeding_id AS number, application, decision, received_on, "
        f"k.kind FROM {cells.docket.table('applications')} AS a "
        f"LEFT JOIN asylum_kinds AS k ON k.code = a.decision WHERE {_CLAIMS}"
    )


def _asylum_decided(cells: Cells) -> None:
    """Who had applied for asylum and whose proceeding ended in the period, with the result."""
    relieved = _in(RELIEVED).replace("kind", "e.kind", 1)
    select = (
        "SELECT e.key, any_value(e.court) AS court, any_value(e.judge) AS judge, "
        f"{_asylum_result(relieved)} AS result, "
        "strftime(any_value(ended_on), '%Y-%m') AS month "
        f"FROM {_last_ends(cells)} AS e JOIN ({_applications(cells)}) AS a USING (key, number) "
        "GROUP BY e.key HAVING bool_or(application = 'ASYL')"
    )
    cells.make("asylum_decided", described(cells, _merits(select)))


def _merits(select: str) -> str:
    """Add whether asylum was granted, and whether it was decided on its merits at all."""
    granted, merits = _yes("result = 'granted'"), _yes("result IN ('granted', 'denied')")
    return f"SELECT *, {granted} AS granted, {merits} AS merits FROM ({select})"


def _asylum_merits(cells: Cells) -> None:
    """Those of the decided whose asylum claim was granted or denied."""
    decided = table_of(cells, "asylum_decided")
    cells.make("asylum_merits", f"SELECT * FROM {decided} WHERE merits = 'yes'")


def _asylum_filed(cells: Cells) -> None:
    """Whose asylum application was received in the period, with what has become of it since."""
    first = "min(received_on) FILTER (application = 'ASYL')"
    # Only who filed at all in the period is looked at: most applications are of other years.
    filed = (
        f"SELECT key FROM ({_applications(cells)}) WHERE application = 'ASYL' "
        f"AND {cells.inputs.period.holds('received_on')}"
    )
    select = (
        "SELECT key, CAST(NULL AS VARCHAR) AS court, CAST(NULL AS VARCHAR) AS judge, "
        f"{_asylum_result('false')} AS result, strftime({first}, '%Y-%m') AS month "
        f"FROM ({_applications(cells)}) AS a SEMI JOIN ({filed}) AS f USING (key) GROUP BY key "
        f"HAVING {cells.inputs.period.holds(first)}"
    )
    cells.make("asylum_filed", described(cells, _merits(select)))


_MAKERS: Mapping[str, Callable[[Cells], None]] = {
    "ended": _ended,
    "decided": _decided,
    "pending": _pending,
    "still_pending": _still_pending,
    "asylum_decided": _asylum_decided,
    "asylum_merits": _asylum_merits,
    "asylum_filed": _asylum_filed,
    "removals": make_removals,
    "determined": make_determined,
    "seconded": make_seconded,
    "reviewed": make_reviewed,
    "asylum_denied": make_asylum_denied,
    "earlier_cases": make_earlier_cases,
}


def table_of(cells: Cells, population: str) -> str:
    """Give a population's working table; one that needs settings of its own is made before."""
    if population in cells.made:
        return population
    return cells.needs(population, _MAKERS[population])
