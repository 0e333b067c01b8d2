"""A count table laid out as an array with its sums, each cell under a key that tables share."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.disclosure.periods import days, said
from evenhand.disclosure.rule import house
from evenhand.disclosure.safe_table import TOTAL
from evenhand.measures.counts import FAMILIES, PERSONS, CountTable
from evenhand.terms.refusal import Unsafe

Counts = npt.NDArray[np.int64]
Key = tuple[str, str, tuple[tuple[str, str], ...]]  # population, period, codes by dimension


@dataclass(frozen=True)
class Grid:
    """The cells of one table, sums last along each axis; ``families`` is a lower bound."""

    id: str
    table: CountTable
    persons: Counts
    families: Counts | None

    @property
    def places(self) -> list[tuple[str, ...]]:
        """Every cell's codes, TOTAL for a sum, in the order of the flattened array."""
        return list(product(*([v.code for v in d.values] + [TOTAL] for d in self.table.dimensions)))

    @property
    def keys(self) -> list[Key]:
        """Every cell's key, in the order of the flattened array."""
        names = [dimension.name for dimension in self.table.dimensions]
        return [key(self.table, dict(zip(names, at, strict=True))) for at in self.places]

    def published(self) -> npt.NDArray[np.bool_]:
        """Which cells are printed: all but sums over dimensions without a total."""
        shown = np.ones(self.persons.shape, dtype=bool)
        for axis, dimension in enumerate(self.table.dimensions):
            if not dimension.total:
                np.moveaxis(shown, axis, 0)[-1] = False
        return shown.ravel()

    def lines(self) -> Iterator[npt.NDArray[np.int64]]:
        """Give each line along each axis as indices of cells, the sum last."""
        index = np.arange(self.persons.size).reshape(self.persons.shape)
        for axis in range(index.ndim):
            yield from np.moveaxis(index, axis, -1).reshape(-1, index.shape[axis])


def key(table: CountTable, at: dict[str, str]) -> Key:
    """Give the key of a cell: a stretch of time is a period, whichever way a table says it."""
    codes = {name: code for name, code in at.items() if code != TOTAL}
    stretch = days(table.period)
    for name in sorted(codes.keys() & house().time):
        inner = days(codes[name])
        if inner and (stretch is None or (stretch[0] <= inner[0] and inner[1] <= stretch[1])):
            stretch = inner
            del codes[name]
    period = said(stretch) if stretch else table.period
    return table.population, period, tuple(sorted(codes.items()))


def lay(table: CountTable, id: str) -> Grid:
    """Lay out a table's cells and their sums."""
    persons = _with_sums(_filled(table, PERSONS))
    families = None
    if FAMILIES in table.cells.column_names:
        inner = _filled(table, FAMILIES)
        # A family may stand in several cells of a sum: that many, then, are certainly distinct.
        spread = -(-_with_sums(inner) // house().families_spread)
        families = np.maximum(_with_largest(inner), spread)
    return Grid(id, table, persons, families)


def in_order(tables: Iterable[CountTable]) -> dict[str, CountTable]:
    """Give tables by id, in an order that does not hang on the order in which they were given."""
    found: dict[str, CountTable] = {}
    for table in tables:
        parts = [table.measure, *(d.name for d in table.dimensions), table.population, table.period]
        words = (re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)
        whole = json.dumps([parts, table.title])
        id = f"{'-'.join(words)[:72].strip('-')}-{hashlib.sha256(whole.encode()).hexdigest()[:6]}"
        if id in found:
            raise Unsafe(
                f"The table {table.title!r} of {table.period} is in the release twice.",
                of=[table.measure],
            )
        found[id] = table
    return dict(sorted(found.items()))


def _filled(table: CountTable, column: str) -> Counts:
    shape = [len(dimension.values) for dimension in table.dimensions]
    filled = np.zeros(shape, dtype=np.int64)
    at = []
    for dimension in table.dimensions:
        codes = [value.code for value in dimension.values]
        if len(set(codes)) != len(codes) or TOTAL in codes:
            raise Unsafe(
                f"The dimension {dimension.name} of {table.title!r} has a value twice.",
                of=[table.measure],
            )
        found = pc.index_in(
            table.cells.column(dimension.name), value_set=pa.array(codes, pa.string())
        )
        if found.null_count:
            raise Unsafe(
                f"Cells of {table.title!r} have codes that its dimension {dimension.name} lacks.",
                "Name all values of the dimension: its totals would otherwise leave people out.",
                of=[table.measure],
            )
        at.append(found.to_numpy())
    counts = table.cells.column(column).to_numpy().astype(np.int64)
    if (counts < 0).any():
        raise Unsafe(f"A cell of {table.title!r} counts fewer than no people.", of=[table.measure])
    np.add.at(filled, tuple(at), counts)
    return filled


def _with_sums(inner: Counts) -> Counts:
    for axis in range(inner.ndim):
        inner = np.concatenate([inner, inner.sum(axis=axis, keepdims=True)], axis=axis)
    return inner


def _with_largest(inner: Counts) -> Counts:
    for axis in range(inner.ndim):
        most = inner.max(axis=axis, keepdims=True, initial=0)
        inner = np.concatenate([inner, most], axis=axis)
    return inner
