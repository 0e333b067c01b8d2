"""Day tables: how many cases first ended, in which way, or were still open, after so many days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.engines.duck import literal
from evenhand.measures.cells.kinds import TRANSFER, WAYS
from evenhand.measures.cells.people import NO_FINDING, described
from evenhand.measures.cells.session import Cells
from evenhand.measures.cells.spells import OPEN, spells

Days = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DayTable:
    """For each day since the beginning: cases that ended in each way, and those no longer followed.

    ``days`` ascend; ``ended`` has one column per way, in the order of WAYS.
    """

    days: Days
    ended: Days
    censored: Days

    @property
    def cases(self) -> int:
        """How many cases are in the table."""
        return int(self.ended.sum() + self.censored.sum())


def make_begun(cells: Cells, years: int) -> str:
    """Make ``begun``: cases begun in the years before the period's end, with their first end."""

    def make(cells: Cells) -> None:
        until = cells.inputs.period.until
        since = until.replace(year=until.year - years)
        first = (
            f"SELECT key, min(ended_on) AS ended_on, arg_min(kind, ended_on) AS kind "
            f"FROM {spells(cells)} WHERE kind NOT IN ({literal(TRANSFER)}, {literal(OPEN)}) "
            f"AND ended_on >= DATE '{since}' AND ended_on < DATE '{until}' GROUP BY key"
        )
        select = (
            "SELECT b.key, CAST(NULL AS VARCHAR) AS court, CAST(NULL AS VARCHAR) AS judge, "
            f"{_way()} AS way, "
            f"date_diff('day', begun_on, coalesce(ended_on, DATE '{until}')) AS days "
            f"FROM ({_first_begun(cells, since, until)}) AS b LEFT JOIN ({first}) AS e "
            "ON e.key = b.key AND e.ended_on >= b.begun_on"
        )
        cells.make("begun", described(cells, select))

    return cells.needs("begun", make)


def _first_begun(cells: Cells, since: dt.date, until: dt.date) -> str:
    """Write when each case was first begun, for those first begun in the years."""
    return (
        f"SELECT key, min(begun_on) AS begun_on FROM {spells(cells)} WHERE begun_on < "
        f"DATE '{until}' GROUP BY key HAVING min(begun_on) >= DATE '{since}'"
    )


def _way() -> str:
    kinds = " ".join(
        f"WHEN e.kind IN ({', '.join(map(literal, kinds))}) THEN {literal(way)}"
        for way, kinds in WAYS.items()
    )
    return f"CASE {kinds} ELSE 'open' END"


def day_tables(cells: Cells, years: int) -> dict[str, DayTable]:
    """Give the day table of all cases (under ``""``) and, with findings, of each priority."""
    table = make_begun(cells, years)
    priority = "priority" if cells.inputs.has("findings") else literal(NO_FINDING)
    counts = ", ".join(
        f"count(*) FILTER (way = {literal(way)}) AS {way}" for way in (*WAYS, "open")
    )
    found = cells.con.sql(
        f"SELECT {priority} AS priority, days, {counts} FROM {table} GROUP BY 1, 2 ORDER BY 1, 2"
    ).to_arrow_table()
    made = {"": _table(found.drop_columns("priority").to_pydict())}
    if cells.inputs.has("findings"):
        for one in sorted(set(found.column("priority").to_pylist())):
            chosen = found.filter([p == one for p in found.column("priority").to_pylist()])
            made[str(one)] = _table(chosen.drop_columns("priority").to_pydict())
    return made


def _table(columns: dict[str, list[int]]) -> DayTable:
    days, place = np.unique(np.asarray(columns["days"], dtype=np.int64), return_inverse=True)
    sums = [
        np.bincount(place, weights=np.asarray(columns[way], dtype=np.int64), minlength=len(days))
        for way in (*WAYS, "open")
    ]
    whole = np.rint(np.stack(sums, axis=1)).astype(np.int64)
    return DayTable(days, whole[:, :-1], whole[:, -1])
