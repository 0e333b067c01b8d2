"""The facts of a docket: completed for one source, then brought together over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.docket.building import Building
from evenhand.docket.catalogue import Fact
from evenhand.docket.derive import derive
from evenhand.docket.merging import merge
from evenhand.docket.words import packing
from evenhand.engines.duck import literal, name


def add_source(building: Building, place: int, source: str, table: str) -> str:
    """Derive a source's facts and keep them as ``sources/<place>-<source>.parquet``.

    ``table`` has case_id, file, row, recorded_on and every fact column. Gives the name of the
    derived table.
    """
    made = f"facts_{place}"
    derive(building.con, table, made, building.catalogue)
    contradictions = name(f"{made}_contradictions")
    building.con.execute(
        f"INSERT INTO notes SELECT case_id, fact, 'contradictory', {literal(source)}, file, row, "
        f"NULL, NULL FROM {contradictions} JOIN {name(made)} USING (case_id)"
    )
    building.write(f"sources/{place}-{source}", f"SELECT * FROM {name(made)} ORDER BY case_id")
    return made


def write_facts(building: Building, sources: Sequence[tuple[str, str]], as_of: str | None) -> None:
    """Write ``facts``: one row a case, the sources' values brought together, and packed words.

    ``sources`` are (source, table) pairs; the most trusted value of each fact holds. ``as_of`` is
    the snapshot's date as SQL, or None where each record carries its own.
    """
    merged = merge(building.catalogue, sources, as_of)
    words = ", ".join(packing(building.catalogue))
    building.write("facts", f"SELECT *, {words} FROM ({merged}) ORDER BY case_id")


def disagreements(facts: Mapping[str, Fact], one: str, other: str) -> str:
    """Write a SELECT (case_id, fact) of the facts on which two sources cannot both be right."""
    parts = []
    for fact in facts.values():
        if fact.is_span:
            low, high = (name(column) for column in fact.columns)
            test = f"a.{low} > b.{high} OR b.{low} > a.{high}"
        else:
            test = f"a.{name(fact.name)} <> b.{name(fact.name)}"
        parts.append(
            f"SELECT case_id, '{fact.name}' AS fact FROM {name(one)} a JOIN {name(other)} b "
            f"USING (case_id) WHERE {test}"
        )
    return " UNION ALL ".join(parts)
