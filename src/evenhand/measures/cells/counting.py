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
    table = table_of(cells, population)
    columns = ", ".join(
        f"{DIVISIONS[one].column if one in whole else _column(table, DIVISIONS[one])} "
        f"AS {name(one)}"
        for one in by
    )
    families = ", count(DISTINCT family) AS families" if _knows_families(cells, table) else ""
    listed = ", ".join(str(place) for place in range(1, len(by) + 1))
    return cells.con.sql(
        f"SELECT {columns}, count(*) AS persons{families} FROM {table} "
        f"GROUP BY {listed} ORDER BY {listed}"
    ).to_arrow_table()


def _column(table: str, division: Division) -> str:
    if not division.least:
        return division.column
    # Over the whole population, so that a code is named in all of its tables or in none.
    many = f"SELECT {division.column} FROM {table} GROUP BY ALL HAVING count(*) >= {division.least}"
    return f"CASE WHEN {division.column} IN ({many}) THEN {division.column} ELSE {literal(FEW)} END"


def _knows_families(cells: Cells, table: str) -> bool:
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
    each = (
        f"SELECT count(*) FILTER ({name(met)} = 'yes') AS met, count(*) AS size FROM {table} "
        "GROUP BY family"
    )
    found = cells.con.sql(
        f"SELECT met, size, count(*) AS families FROM ({each}) GROUP BY ALL ORDER BY ALL"
    ).to_arrow_table()
    met_, size, many = (found.column(place).to_pylist() for place in range(3))
    return met_, size, many
