"""The populations that measures count, each a working table with one row a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from evenhand.engines.duck import literal
from evenhand.measures.cells.handed_in import (
    make_asylum_denied,
    make_determined,
    make_earlier_cases,
    make_removals,
    make_reviewed,
    make_seconded,
)
from evenhand.measures.cells.kinds import (
    DISCRETION,
    MERITS,
    OPEN,
    RELIEVED,
    REMOVED,
    TRANSFER,
    in_our_words,
    meaning_of,
    word,
)
from evenhand.measures.cells.people import described, place, who
from evenhand.measures.cells.session import Cells
from evenhand.measures.cells.spells import met
from evenhand.measures.cells.survival import BEGUN


def of_period(cells: Cells) -> str:
    """Give the spells of the period with who each is about: joined once for all populations."""

    def make(cells: Cells) -> None:
        cells.make(
            "of_period",
            f"SELECT m.key, m.number, {place('m')}, m.begun_on, m.ended_on, m.kind, m.alone, "
            "w.office, w.nationality, w.represented, w.custody, w.priority, w.family "
            f"FROM {met(cells)} AS m JOIN {who(cells)} AS w USING (key)",
        )

    return cells.needs("of_period", make)


def _latest(cells: Cells, test: str, order: str) -> str:
    """Write the spells of the period that meet a test, of each case only the last by an order.

    Most cases have one spell: only the others are sorted.
    """
    table = of_period(cells)
    return (
        f"SELECT * EXCLUDE (alone) FROM {table} WHERE alone AND ({test}) UNION ALL "
        f"SELECT * EXCLUDE (alone) FROM {table} WHERE NOT alone AND ({test}) "
        f"QUALIFY row_number() OVER (PARTITION BY key ORDER BY {order}) = 1"
    )


def _last_ends(cells: Cells) -> str:
    """Give each case's last end in the period; a transfer is none."""

    def make(cells: Cells) -> None:
        test = (
            f"{cells.inputs.period.holds('ended_on')} "
            f"AND kind NOT IN ({literal(TRANSFER)}, {literal(OPEN)})"
        )
        cells.make("last_ends", _latest(cells, test, "ended_on DESC, number DESC"))

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
    cells.make("ended", flags)


def _yes(test: str) -> str:
    return f"CASE WHEN {test} THEN {word('yes')} ELSE {word('no')} END"


def _decided(cells: Cells) -> None:
    """Those of the ended whose case a judge decided on its merits."""
    ended = table_of(cells, "ended")
    cells.make("decided", f"SELECT * FROM {ended} WHERE {_in(MERITS)}")


def _pending_on(cells: Cells, day: str) -> str:
    """Write whose case was open on a day, in which court: the open proceeding begun last."""
    test = f"begun_on < {day} AND (ended_on >= {day} OR kind = {word(OPEN)})"
    return _latest(cells, test, "begun_on DESC, number DESC")


def _pending(cells: Cells) -> None:
    """Whose case was pending when the period began, and what became of it in the period."""
    ended = cells.inputs.period.holds("ended_on")
    became = (
        f"SELECT key, bool_or({_in(DISCRETION)}) AS discretion, "
        f"bool_or({_in(REMOVED)}) AS removal, min(ended_on) FILTER ({_in(DISCRETION)}) AS day "
        f"FROM {met(cells)} WHERE {ended} AND {_in((*DISCRETION, *REMOVED))} GROUP BY key"
    )
    flags = (
        f"SELECT p.*, {_yes('b.discretion')} AS by_discretion, {_yes('b.removal')} AS removed, "
        "coalesce(strftime(b.day, '%Y-%m'), 'not so ended') AS month "
        f"FROM ({_pending_on(cells, _day(cells))}) AS p LEFT JOIN ({became}) AS b USING (key)"
    )
    cells.make("pending", flags)


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
    cells.make("still_pending", f"SELECT *, {age} AS age FROM ({_pending_on(cells, until)})")


_CLAIMS = "application IN ('ASYL', 'ASYW', 'WCAT')"


def _asylum_result(ended: str) -> str:
    """Write each case's asylum result over its applications joined to how its proceeding ended.

    Relief of another kind goes before a denial: the respondent did not go away with nothing.
    """
    granted = "bool_or(asylum AND a.kind = 'granted')"
    other = f"bool_or(a.kind IN ('granted', 'other-relief')) OR bool_or({ended})"
    denied = "bool_or(asylum AND a.kind = 'denied')"
    open_ = "bool_and(undecided) FILTER (asylum)"
    return (
        f"CASE WHEN {granted} THEN 'granted' WHEN {other} THEN 'other-relief' "
        f"WHEN {denied} THEN 'denied' WHEN {open_} THEN 'pending' ELSE 'not-decided' END"
    )


def _applications(cells: Cells) -> str:
    """Give the applications for asylum, and for what is decided with it."""

    def make(cells: Cells) -> None:
        kind = in_our_words("decision", meaning_of("asylum_decisions.csv", "code"))
        cells.make(
            "claims",
            f"SELECT {cells.key} AS key, proceeding_id AS number, application = 'ASYL' AS asylum, "
            f"decision IS NULL AS undecided, received_on, {kind} AS kind "
            f"FROM {cells.docket.table('applications')} WHERE {_CLAIMS}",
        )

    return cells.needs("claims", make)


def _asylum_decided(cells: Cells) -> None:
    """Who had applied for asylum and whose proceeding ended in the period, with the result."""
    relieved = _in(RELIEVED).replace("kind", "e.kind", 1)
    ends = _last_ends(cells)
    results = (
        f"SELECT e.key, {_asylum_result(relieved)} AS result "
        f"FROM {ends} AS e JOIN {_applications(cells)} AS a USING (key, number) "
        "GROUP BY e.key HAVING bool_or(asylum)"
    )
    select = (
        f"SELECT e.*, r.result, strftime(ended_on, '%Y-%m') AS month FROM {ends} AS e "
        f"JOIN ({results}) AS r USING (key)"
    )
    cells.make("asylum_decided", _merits(select))


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
    claims, period = _applications(cells), cells.inputs.period
    first = "min(received_on) FILTER (asylum)"
    # Only who filed at all in the period is looked at: most applications are of other years.
    filed = f"SELECT key FROM {claims} WHERE asylum AND {period.holds('received_on')}"
    select = (
        "SELECT key, CAST(NULL AS VARCHAR) AS court, CAST(NULL AS VARCHAR) AS judge, "
        f"{_asylum_result('false')} AS result, strftime({first}, '%Y-%m') AS month "
        f"FROM {claims} AS a SEMI JOIN ({filed}) AS f USING (key) GROUP BY key "
        f"HAVING {period.holds(first)}"
    )
    who(cells)
    cells.make("asylum_filed", described(_merits(select)))


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


def table_of(cells: Cells, population: str, columns: Iterable[str] = ()) -> str:
    """Give a population's working table; one that needs settings of its own is made before.

    A table that was made narrow is widened where a column is asked for that it lacks.
    """
    table = population
    if population not in cells.made:
        cells.needs(population, _MAKERS[population])
    if population == "begun" and not BEGUN.issuperset(columns):
        return cells.needs("begun_in_full", _begun_in_full)
    return table


def _begun_in_full(cells: Cells) -> None:
    cells.make(
        "begun_in_full",
        f"SELECT b.*, {place('w')}, w.office, w.nationality, w.represented, w.custody "
        f"FROM begun AS b JOIN {who(cells)} AS w USING (key)",
    )
