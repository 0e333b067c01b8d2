"""Populations made up in the engine: what a test writes when a docket would hide the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa

from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.session import Cells, session

COLUMNS = {
    "court": "LOS",
    "judge": "ABC",
    "office": "not recorded",
    "nationality": "MX",
    "represented": "yes",
    "custody": "never",
    "priority": "no finding",
    "month": "2011-01",
    "by_discretion": "no",
    "removed": "no",
    "relieved": "no",
    "granted": "no",
    "result": "denied",
}


@contextmanager
def population(
    inputs: Inputs, name: str, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> Iterator[Cells]:
    """Open a session in which a population is so many people of each kind."""
    listed = list(rows)
    columns = {column: [row.get(column, usual) for _, row in listed]
               for column, usual in COLUMNS.items()}  # fmt: skip
    kinds = pa.table({"people": [many for many, _ in listed], **columns})
    with session(inputs, threads=1) as cells:
        cells.con.register("kinds", kinds)
        cells.make(name, "SELECT kinds.* EXCLUDE (people) FROM kinds, range(people)")
        cells.made.add(name)
        yield cells
