"""Counting: a population divided in some ways, as the exact table that is handed on."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from evenhand.engines.duck import literal, name
from evenhand.measures.cells.dimensions import DIVISIONS, FEW, Division, says_of
from evenhand.measures.cells.people import has_families
from evenhand.measures.cells.populations import table_of
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Dimension, Value

# A cell of fewer families is small, whatever its people: below this they are counted exactly.
ENOUGH_FAMILIES = 5
# Whose families the ledger itself says.
OWN_FAMILIES = ("asylum_denied",)
NO_FAMILIES = (
    "The record does not say who belongs to one family; people who share one decision are "
    "counted, and intervals take them, as if each had been decided alone."
)


def counted(
    cells: Cells,
    population: str,
    by: Sequence[str],
    *,
    measure: str,
    title: str,
    source: str,
    limits: Sequence[str] = (),
) -> CountTable:
    """Count a population by some divisions."""
    found = cells_of(cells, population, by)
    more = () if "families" in found.column_names else (NO_FAMILIES,)
    return CountTable(
        measure=measure,
        title=title,
        population=population,
        period=str(cells.inputs.period),
        dimensions=tuple(dimension(one, found) for one in by),
        cells=found,
        source=source,
        limits=(*limits, *more),
    )


def cells_of(
    cells: Cells, population: str, by: Sequence[str], whole: Sequence[str] = ()
) -> pa.Table:
    """Give the cells of a population: one text column per division, then people (and families).

    ``whole`` divisions keep the codes of few people too: for a model, which hands none of them on.
    """
    table = table_of(cells, population, by)
    columns = ", ".join(
        f"{DIVISIONS[one].column if one in whole else _column(table, DIVISIONS[one])} "
        f"AS {name(one)}"
        for one in by
    )
    texts = ", ".join(f"CAST({name(one)} AS VARCHAR) AS {name(one)}" for one in by)
    listed = ", ".join(str(place) for place in range(1, len(by) + 1))
    select = f"SELECT {columns}, count(*) AS persons FROM {table} GROUP BY {listed}"
    if _knows_families(cells, table):
        select = _with_families(table, columns, [name(one) for one in by], listed)
    told = f"SELECT {texts}, * EXCLUDE ({', '.join(map(name, by))}) FROM ({select})"
    return cells.con.sql(f"{told} ORDER BY {listed}").to_arrow_table()


def _with_families(table: str, columns: str, by: Sequence[str], listed: str) -> str:
    """Write the cells with families, exact where they are few.

    Who is nobody's rider is of a family of their own, so that there are at least so many. Only
    where these are fewer than ENOUGH_FAMILIES are families told apart one by one.
    """
    named = ", ".join(by)
    few = f"SELECT {named} FROM counts WHERE own < {ENOUGH_FAMILIES}"
    return (
        f"WITH people AS NOT MATERIALIZED (SELECT {columns}, key, family FROM {table}), "
        f"counts AS (SELECT {named}, count(*) AS persons, count(*) FILTER (family = key) AS own "
        f"FROM people GROUP BY {listed}), "
        f"apart AS (SELECT {named}, count(DISTINCT family) AS families FROM people "
        f"SEMI JOIN ({few}) USING ({named}) GROUP BY {listed}) "
        f"SELECT {named}, persons, coalesce(families, own) AS families FROM counts "
        f"LEFT JOIN apart USING ({named})"
    )


def _column(table: str, division: Division) -> str:
    if not division.least:
        return division.column
    # Over the whole population, so that a code is named in all of its tables or in none.
    many = f"SELECT {division.column} FROM {table} GROUP BY ALL HAVING count(*) >= {division.least}"
    return f"CASE WHEN {division.column} IN ({many}) THEN {division.column} ELSE {literal(FEW)} END"


def _knows_families(cells: Cells, table: str) -> bool:
    if table in OWN_FAMILIES:
        return True
    if cells.inputs.docket is None or not has_families(cells):
        return False
    described = cells.con.execute(f"DESCRIBE {table}").fetchall()
    return any(row[0] == "family" for row in described)


def dimension(which: str, found: pa.Table) -> Dimension:
    """Give a division's values: those with words of their own in their order, then what was met."""
    division = DIVISIONS[which]
    met = {str(code) for code in found.column(which).to_pylist()}
    codes = [*division.codes, *sorted(met - set(division.codes))]
    return Dimension(
        which, division.says, tuple(Value(code, says_of(division, code)) for code in codes)
    )


def families_of(
    cells: Cells, population: str, met: str
) -> tuple[Sequence[int], Sequence[int], Sequence[int]] | None:
    """Give families by how many of them met something and how large they are, and how many.

    None where the record does not say who belongs to one family.
    """
    table = table_of(cells, population)
    if not _knows_families(cells, table):
        return None
    cells.needs(f"{table}_by_family_and_{met}", lambda cells: _make_families(cells, table, met))
    found = cells.con.sql(f"SELECT * FROM {table}_by_family_and_{met}").to_arrow_table()
    part, size, many = (found.column(place).to_pylist() for place in range(3))
    return part, size, many


def _make_families(cells: Cells, table: str, met: str) -> None:
    """Make the table of families by size and by how many met something.

    Most people are alone: only those of families with riders are brought together.
    """
    yes = f"{name(met)} = 'yes'"
    riding = f"SELECT DISTINCT family FROM {table} WHERE family <> key"
    each = (
        f"SELECT count(*) FILTER ({yes}) AS met, count(*) AS size FROM {table} "
        f"SEMI JOIN ({riding}) USING (family) GROUP BY family"
    )
    alone = (
        f"SELECT CASE WHEN {yes} THEN 1 ELSE 0 END AS met, 1 AS size, count(*) AS families "
        f"FROM {table} ANTI JOIN ({riding}) USING (family) GROUP BY ALL"
    )
    cells.make(
        f"{table}_by_family_and_{met}",
        "SELECT met, size, CAST(sum(families) AS BIGINT) AS families FROM ("
        f"SELECT met, size, count(*) AS families FROM ({each}) GROUP BY ALL "
        f"UNION ALL {alone}) GROUP BY ALL ORDER BY ALL",
    )
