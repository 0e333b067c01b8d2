"""The same cells made by Evenhand and by SQL by hand, over one docket: what each takes, and that
they are equal.
"""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import peak_mb, timed
from benchmarks.measures.by_hand import Docket, queries

Row = tuple[Any, ...]
Found = dict[str, list[Row]]


def by_evenhand(place: Path, since: str, until: str) -> Found:
    """Give the cells as measures make them: one session, working tables shared."""
    from evenhand.measures.cells.session import session
    from evenhand.measures.handing_in import Asked, gather

    inputs, _ = gather(
        Asked(place / "docket", place / "findings.parquet",
              since=dt.date.fromisoformat(since), until=dt.date.fromisoformat(until))
    )  # fmt: skip
    with session(inputs) as cells:
        return from_cells(cells, [(of, by) for of, by, _ in _queries(place, since, until)])


def from_cells(cells: Any, wanted: list[tuple[str, tuple[str, ...]]]) -> Found:
    """Give cells of a session of Evenhand's."""
    from evenhand.measures.cells.counting import cells_of
    from evenhand.measures.cells.flow import make_flow
    from evenhand.measures.cells.survival import make_begun

    found: Found = {}
    for population, by in wanted:
        if population == "begun":
            table = make_begun(cells, 10)
            found[_named(population, by)] = cells.con.execute(
                f"SELECT CAST(priority AS VARCHAR), CAST(way AS VARCHAR), days, count(*) "
                f"FROM {table} GROUP BY ALL ORDER BY ALL"
            ).fetchall()
        elif population == "stock":
            make_flow(cells)
            found[_named(population, by)] = cells.con.execute(
                "SELECT court, month, pending_start FROM flow WHERE pending_start > 0 ORDER BY ALL"
            ).fetchall()
        else:
            told = cells_of(cells, population, by).select([*by, "persons"])
            found[_named(population, by)] = [tuple(row.values()) for row in told.to_pylist()]
    return found


def by_sql(place: Path, since: str, until: str, *, memory: str) -> tuple[Found, dict[str, float]]:
    """Give the cells by hand, and the seconds of each query."""
    import duckdb

    con = duckdb.connect(config={"memory_limit": memory})
    con.execute("SET enable_progress_bar = false")
    con.execute("SET preserve_insertion_order = false")
    found: Found = {}
    took: dict[str, float] = {}
    for population, by, sql in _queries(place, since, until):
        begun = time.perf_counter()
        found[_named(population, by)] = con.execute(sql).fetchall()
        took[_named(population, by)] = time.perf_counter() - begun
    return found, took


def _named(population: str, by: tuple[str, ...]) -> str:
    return f"{population} by {', '.join(by)}"


def _queries(place: Path, since: str, until: str) -> list[tuple[str, tuple[str, ...], str]]:
    from evenhand.measures.cells.period import Period

    period = Period(dt.date.fromisoformat(since), dt.date.fromisoformat(until))
    docket = Docket(str(place / "docket"), str(place / "findings.parquet"), since, until,
                    list(period.months()))  # fmt: skip
    return list(queries(docket))


def one_way(place: str, way: str, since: str, until: str, memory: str) -> dict[str, Any]:
    """Do one way in this process; gives its times and what it found, to be compared."""
    found: Found = {}
    took: dict[str, float] = {}

    def work() -> None:
        if way == "Evenhand":
            found.update(by_evenhand(Path(place), since, until))
        else:
            made, seconds = by_sql(Path(place), since, until, memory=memory)
            found.update(made)
            took.update(seconds)

    measured: dict[str, Any] = timed(work)
    cells = {what: [list(map(str, row)) for row in rows] for what, rows in found.items()}
    return {**measured, "peak_mb": peak_mb(), "notes": {"cells": cells, "took": took}}
