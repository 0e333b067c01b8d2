"""Count tables from a plain mapping, and safe tables by the real rule, for any test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from evenhand.disclosure.releasing import SafeRelease, make_safe
from evenhand.measures.counts import CountTable, Dimension, Estimate, Value


def counted(
    cells: Mapping[tuple[str, ...], int],
    names: Sequence[str],
    *,
    population: str = "cases decided",
    period: str = "2015",
    families: Mapping[tuple[str, ...], int] | None = None,
    measure: str = "closures",
    title: str = "Cases closed, of all cases decided",
    without_total: Sequence[str] = (),
) -> CountTable:
    """Make a count table; codes are their own words, with a capital letter."""
    dimensions = tuple(
        Dimension(
            name,
            name.capitalize(),
            tuple(Value(code, code.capitalize()) for code in sorted({at[n] for at in cells})),
            total=name not in without_total,
        )
        for n, name in enumerate(names)
    )
    columns: dict[str, list[object]] = {n: [at[i] for at in cells] for i, n in enumerate(names)}
    columns["persons"] = list(cells.values())
    if families is not None:
        columns["families"] = [families.get(at, 0) for at in cells]
    return CountTable(
        measure, title, population, period, dimensions, pa.table(columns), "made up for a test",
        ("It is made up.",),
    )  # fmt: skip


def released(
    *tables: CountTable,
    estimates: Sequence[Estimate] = (),
    rule: str = "evenhand",
    wholes: Sequence[tuple[str, tuple[str, ...]]] = (),
) -> SafeRelease:
    """Make tables safe by the real rule, whole audit included."""
    return make_safe(tables, estimates, rule, wholes=wholes)
