"""The facts of a docket: completed for one source, then brought together over all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from evenhand.docket.building import Building
from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.docket.derive import derivation
from evenhand.docket.loading import with_all_facts
from evenhand.docket.merging import together
from evenhand.engines.duck import literal, name


def add_source(building: Building, place: int, source: str, table: str) -> str:
    """Derive a source's facts and keep them as ``sources/<place>-<source>.parquet``.

    ``table`` has case_id, file, row, recorded_on and the facts ``with_facts_to_derive``. Gives the
    name under which the derived facts can be read in this session.
    """
    given = f"SELECT * FROM {name(table)}"
    have = [column for column, *_ in building.con.execute(f"{given} LIMIT 0").description or ()]
    building.con.execute(f"INSERT INTO notes {contradictory(given, source, building.catalogue)}")
    building.write(f"sources/{place}-{source}", derived(given, have, building.catalogue))
    made = f"facts_{place}"
    path = building.folder / "sources" / f"{place}-{source}.parquet"
    building.con.execute(f"CREATE TEMP VIEW {made} AS SELECT * FROM read_parquet({literal(path)})")
    return made


def derived(given: str, have: Collection[str], catalogue: Catalogue) -> str:
    """Write the SELECT of all of a source's facts, the derived ones filled in, over the given.

    ``have`` are the columns of the given; a fact that is not among them is unknown.
    """
    return (
        f"SELECT case_id, file, row, recorded_on, {with_all_facts(have, catalogue)} "
        f"FROM ({derivation(given, catalogue).facts}) ORDER BY case_id"
    )


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
