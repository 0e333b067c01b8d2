"""What several sources say of a case, brought together: who is believed, what overlaps."""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.docket.words import packing
from evenhand.engines.duck import name

# Who is believed first where sources disagree; both values are kept under `sources/`. What a person
# recorded on the ledger, with its evidence and under their name, goes first; then an office's or a
# clinic's own reading of its file, the form filled in at the arrest, and the court's summary
# fields, whose codebook warns of many of them.
TRUST = ("ledger", "tabular", "i213", "eoir")


def together(catalogue: Catalogue, sources: Sequence[tuple[str, str]], as_of: str | None) -> str:
    """Write the SELECT of one row a case: the sources' values brought together, and packed words.

    ``sources`` are (source, table) pairs; the most trusted value of each fact holds. ``as_of`` is
    the snapshot's date as SQL, or None where each record carries its own.
    """
    ranked = sorted(sources, key=lambda pair: TRUST.index(pair[0]))
    tables = [name(table) for _, table in ranked]
    joined = " ".join(
        f"LEFT JOIN {table} AS t{n} ON t{n}.case_id = c.case_id" for n, table in enumerate(tables)
    )
    columns = [text for fact in catalogue.values() for text in _together(fact, len(tables))]
    dated = as_of or "coalesce(" + ", ".join(f"t{n}.recorded_on" for n in range(len(tables))) + ")"
    merged = (
        f"SELECT c.case_id, {dated} AS as_of, {', '.join(columns)} FROM cases_made AS c {joined}"
    )
    words = ", ".join(packing(catalogue))
    return f"SELECT *, {words} FROM ({merged}) ORDER BY case_id"


def _together(fact: Fact, tables: int) -> list[str]:
    if fact.is_span and tables > 1:
        return _overlapping(fact, tables)
    if tables == 1:
        return [f"t0.{name(column)}" for column in fact.columns]
    return [
        f"coalesce({', '.join(f't{n}.{name(column)}' for n in range(tables))}) AS {name(column)}"
        for column in fact.columns
    ]


def _overlapping(fact: Fact, tables: int) -> list[str]:
    """Narrow a range by each less trusted source that does not contradict it."""
    low, high = (name(column) for column in fact.columns)
    kept = (f"t0.{low}", f"t0.{high}")
    for n in range(1, tables):
        lowest, highest = f"greatest({kept[0]}, t{n}.{low})", f"least({kept[1]}, t{n}.{high})"
        apart = f"({lowest} > {highest})"
        kept = (
            f"CASE WHEN {apart} THEN {kept[0]} ELSE {lowest} END",
            f"CASE WHEN {apart} THEN {kept[1]} ELSE {highest} END",
        )
    return [f"{text} AS {column}" for text, column in zip(kept, (low, high), strict=True)]
