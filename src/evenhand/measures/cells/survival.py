"""Day tables: how many cases first ended, in which way, or were still open, after so many days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evenhand.engines.duck import literal
from evenhand.measures.cells.kinds import OPEN, TRANSFER, WAYS, word
from evenhand.measures.cells.people import who
from evenhand.measures.cells.session import Cells
from evenhand.measures.cells.spells import spells

Days = npt.NDArray[np.int64]
BEGUN = frozenset({"key", "way", "days", "priority", "family"})
# Where the day and the kind lie in a packed end: above a spell's number, and below it.
DAY_AT, KIND = 80, 255


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
    """Make ``begun``: cases begun in the years before the period's end, with their first end.

    It has only what the measure itself reads (BEGUN): most cases there are, are in it.
    """

    def make(cells: Cells) -> None:
        until = cells.inputs.period.until
        since = until.replace(year=until.year - years)
        ended = f"ended_on >= DATE '{since}' AND ended_on < DATE '{until}'"
        each = (
            f"SELECT key, min(begun_on) FILTER (begun_on < DATE '{until}') AS begun_on, "
            f"min({_packed(since)}) FILTER (kind NOT IN ({literal(TRANSFER)}, {literal(OPEN)}) "
            f"AND {ended}) AS first FROM {spells(cells)} GROUP BY key"
        )
        told = (
            f"SELECT key, begun_on, DATE '{since}' + CAST(first >> {DAY_AT} AS INTEGER) AS day, "
            f"CAST(first & {KIND} AS INTEGER) AS kind FROM ({each}) "
            f"WHERE begun_on >= DATE '{since}'"
        )
        cells.make(
            "begun",
            f"SELECT key, CASE WHEN day >= begun_on THEN {_way()} ELSE {word(OPEN)} END AS way, "
            "date_diff('day', begun_on, CASE WHEN day >= begun_on THEN day "
            f"ELSE DATE '{until}' END) AS days, priority, family "
            f"FROM ({told}) JOIN {who(cells)} USING (key)",
        )

    return cells.needs("begun", make)


def _packed(since: dt.date) -> str:
    """Write an end as one number: its day, then the spell's number, then its kind.

    The least of a case's is its first end; of two on one day, that of the lower number.
    """
    day = f"CAST(greatest(ended_on - DATE '{since}', 0) AS HUGEINT)"
    return f"({day} << {DAY_AT}) + CAST(number AS HUGEINT) * {KIND + 1} + enum_code(kind)"


def _way() -> str:
    """Write the way of a kind's code."""
    kinds = " ".join(
        f"WHEN kind IN ({', '.join(f'enum_code({word(kind)})' for kind in kinds)}) THEN {word(way)}"
        for way, kinds in WAYS.items()
    )
    return f"CASE {kinds} END"


def day_tables(cells: Cells, years: int) -> dict[str, DayTable]:
    """Give the day table of all cases (under ``""``) and, with findings, of each priority."""
    table = make_begun(cells, years)
    found = cells.con.execute(
        f"SELECT CAST(priority AS VARCHAR) AS priority, days, CAST(way AS VARCHAR) AS way, "
        f"count(*) AS cases FROM {table} GROUP BY ALL"
    ).fetchnumpy()
    priorities, days, ways = (np.asarray(found[one]) for one in ("priority", "days", "way"))
    cases = np.asarray(found["cases"], dtype=np.int64)
    made = {"": _table(days, ways, cases)}
    if cells.inputs.has("findings"):
        for one in sorted(set(priorities.tolist())):
            mine = priorities == one
            made[str(one)] = _table(days[mine], ways[mine], cases[mine])
    return made


def _table(days: Days, ways: npt.NDArray[np.object_], cases: Days) -> DayTable:
    listed, place = np.unique(days.astype(np.int64), return_inverse=True)
    columns = [*WAYS, OPEN]
    counts = np.zeros((len(listed), len(columns)), dtype=np.int64)
    which = np.array([columns.index(way) for way in ways.tolist()], dtype=np.int64)
    np.add.at(counts, (place, which), cases)
    return DayTable(listed, counts[:, :-1], counts[:, -1])
