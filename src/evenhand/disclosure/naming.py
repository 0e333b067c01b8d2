"""Which judges are named, and which divisions are too fine: before any number is looked at.

A judge with few decisions stands with the others who have few, under no name. A group of one would
be a name by another word, so that the next smallest joins it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.disclosure.periods import shorter_than_a_year
from evenhand.disclosure.rule import house
from evenhand.measures.counts import FAMILIES, PERSONS, CountTable, Dimension, Value
from evenhand.terms.refusal import Unsafe

OTHERS = "~others"


def named(tables: Sequence[CountTable]) -> tuple[list[CountTable], frozenset[str]]:
    """Give the tables with judges of few decisions put together, and the codes of those judges.

    Whether a judge has few is asked of every table of a release, and few in one is few in all.
    """
    for table in tables:
        _refuse_fine(table)
    few: set[str] = set()
    for table in tables:
        for dimension in _judges(table):
            few |= _few(table, dimension)
    found = []
    for table in tables:
        merged = table
        for dimension in _judges(table):
            merged = _put_together(merged, dimension, few)
        found.append(merged)
    return found, frozenset(few)


def says_others(number: int) -> str:
    """Say what the unnamed judges are called."""
    return f"{number} judges with fewer than {house().judge_decisions} decisions each"


def _judges(table: CountTable) -> list[Dimension]:
    return [d for d in table.dimensions if d.name in house().judge]


def _refuse_fine(table: CountTable) -> None:
    names = {dimension.name for dimension in table.dimensions}
    if not (names & house().judge and names & house().nationality):
        return
    periods = [table.period] + [
        value.code for d in table.dimensions if d.name in house().time for value in d.values
    ]
    for period in periods:
        if shorter_than_a_year(period) is not False:
            said = (
                f"{table.title!r} divides judges by nationality in the period {period!r}, which is "
                "shorter than a year or not a known way to write one."
            )
            raise Unsafe(
                said,
                "Leave out the judge, the nationality, or the division of the year.",
                of=[table.measure],
                openly=said,
            )


def _few(table: CountTable, dimension: Dimension) -> set[str]:
    """Give the judges with few decisions in a table, never one alone."""
    sums = table.cells.group_by(dimension.name).aggregate([(PERSONS, "sum")])
    counts = dict(
        zip(sums[dimension.name].to_pylist(), sums[f"{PERSONS}_sum"].to_pylist(), strict=True)
    )
    ordered = sorted((counts.get(value.code, 0), value.code) for value in dimension.values)
    few = {code for count, code in ordered if count < house().judge_decisions}
    if len(few) == 1 and len(ordered) > 1:
        few.add(ordered[1][1])
    if few and len(ordered) == 1:
        raise Unsafe(
            f"{table.title!r} has one judge, with fewer than {house().judge_decisions} decisions.",
            "Leave out the judge: the table would be about one person's few cases.",
            of=[table.measure],
        )
    return few


def _put_together(table: CountTable, dimension: Dimension, few: set[str]) -> CountTable:
    inside = [value for value in dimension.values if value.code in few]
    if not inside:
        return table
    if len(inside) == 1:
        raise Unsafe(
            f"In {table.title!r} one judge alone would stand for those who are not named.",
            "Leave out the judge there, or give the table all judges of the release.",
            of=[table.measure],
        )
    others = Value(OTHERS, says_others(len(inside)))
    values = (*(value for value in dimension.values if value.code not in few), others)
    dimensions = tuple(
        replace(d, values=values) if d.name == dimension.name else d for d in table.dimensions
    )
    column = table.cells.column(dimension.name)
    belongs = pc.is_in(column, value_set=pa.array(sorted(few), column.type))
    renamed = pc.if_else(belongs, pa.scalar(OTHERS, column.type), column)
    place = table.cells.column_names.index(dimension.name)
    cells = table.cells.set_column(place, dimension.name, renamed)
    kept = [name for name in (PERSONS, FAMILIES) if name in cells.column_names]
    names = [d.name for d in table.dimensions]
    summed = cells.group_by(names).aggregate([(name, "sum") for name in kept])
    return replace(
        table,
        dimensions=dimensions,
        cells=summed.rename_columns([*names, *kept]),
    )
