"""The facts of a docket: completed for one source, then brought together over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenhand.docket.building import Building
from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.docket.derive import derivation
from evenhand.docket.words import packing
from evenhand.engines.duck import literal, name

# Who is believed first where sources disagree; both values are kept under `sources/`. What a person
# recorded on the ledger, with its evidence and under their name, goes first; then an office's or a
# clinic's own reading of its file, the form filled in at the arrest, and the court's summary
# fields, whose codebook warns of many of them.
TRUST = ("ledger", "tabular", "i213", "eoir")


def add_source(building: Building, place: int, source: str, table: str) -> str:
    """Derive a source's facts and keep them as ``sources/<place>-<source>.parquet``.

    ``table`` has case_id, file, row, recorded_on and every fact column. Gives the name under which
    the derived facts can be read in this session.
    """
    given = f"SELECT * FROM {name(table)}"
    building.con.execute(f"INSERT INTO notes {contradictory(given, source, building.catalogue)}")
    building.write(f"sources/{place}-{source}", derived(given, building.catalogue))
    made = f"facts_{place}"
    path = building.folder / "sources" / f"{place}-{source}.parquet"
    building.con.execute(f"CREATE TEMP VIEW {made} AS SELECT * FROM read_parquet({literal(path)})")
    return made


def derived(given: str, catalogue: Catalogue) -> str:
    """Write the SELECT of a source's facts, the derived ones filled in, over that of the given."""
    return f"SELECT * FROM ({derivation(given, catalogue).facts}) ORDER BY case_id"


def contradictory(given: str, source: str, catalogue: Catalogue) -> str:
    """Write the SELECT of notes on facts about which a source contradicts itself."""
    return (
        f"SELECT case_id, fact, 'contradictory' AS reason, {literal(source)} AS source, file, "
        "row, CAST(NULL AS VARCHAR) AS col, CAST(NULL AS VARCHAR) AS raw "
        f"FROM ({derivation(given, catalogue).contradictions})"
    )


def write_facts(building: Building, sources: Sequence[tuple[str, str]], as_of: str | None) -> None:
    """Write ``facts``; see ``together``."""
    building.write("facts", together(building.catalogue, sources, as_of))


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
