"""A random but seeded ``facts`` table in the docket's own form, one row a case.

Three cases in ten are known from the court's files alone: nearly every fact is unknown, and of
the few that court files supply, four in ten. Seven in ten have an intake: each has an unknown
rate of its own between 10 and 60 %, the same for all its facts. A date is known to the day in
eight cases of ten and within about a year otherwise; one count in eight is known from below only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.review.job import AS_OF
from evenhand.docket.catalogue import Catalogue, Fact, catalogue
from evenhand.docket.snapshot import FORMAT
from evenhand.docket.words import packing
from evenhand.engines.duck import connect, literal, name

SEED = 2011
# Of 1,024 people who answered: how many say yes, how long ago dates lie (days), how high counts go.
YES = 60
MORE_YES = {
    "entered_unlawfully": 450, "usc_child": 300, "usc_spouse": 150, "usc_parent": 80,
    "in_school": 120, "finished_high_school": 420, "higher_education": 120,
    "permanent_resident": 110, "very_long_presence": 200, "compelling_ties": 250,
    "serious_illness": 50, "service_member": 8, "honorably_discharged": 10, "service_family": 20,
    "national_security_risk": 1, "human_rights_violator": 2, "trafficking_victim": 10,
    "misdemeanor_sexual_abuse": 6, "misdemeanor_flight": 6,
}  # fmt: skip
DAYS = {"born_on": 26_000, "permanent_resident_since": 8_000}
LEAST_DAYS = {"born_on": 1_500}
HIGHEST = {"arrived_at_age": 60}


def facts(folder: Path, cases: int) -> Path:
    """Give a docket's folder with ``facts.parquet`` and a manifest, made if it is not there yet."""
    # Kept from run to run, and made anew when the list of facts is another.
    told = hashlib.sha256(" ".join(catalogue()).encode()).hexdigest()[:8]
    made = folder / f"docket-{cases}-{SEED}-{told}"
    if (made / "manifest.json").exists():
        return made
    made.mkdir(parents=True, exist_ok=True)
    con = connect()
    con.execute(
        f"COPY ({_select(cases)}) TO {literal(made / 'facts.parquet')} "
        "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
    )
    con.close()
    manifest = {
        "format": FORMAT,
        "snapshot": f"synthetic-{cases}",
        "as_of": str(AS_OF),
        "sources": [],
        "inputs": [],
        "tables": {"facts": cases},
        "facts": list(catalogue()),
    }
    (made / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return made


def _select(cases: int) -> str:
    """Write the table as one streaming SELECT; every number comes of a hash of case and fact."""
    known = catalogue()
    drawn = ", ".join(f"hash(i * 256 + {n}, {SEED}) AS h{n}" for n in range(2, 2 + len(known)))
    chances = (
        f"SELECT i, {drawn}, hash(i * 256, {SEED}) % 10 < 3 AS court_only, "
        f"102 + hash(i * 256 + 1, {SEED}) % 512 AS unknown_of_1024 FROM range({cases}) AS t(i)"
    )
    columns = ", ".join(text for n, fact in enumerate(known.values(), 2) for text in _fact(n, fact))
    wide = (
        f"SELECT printf('%09d', i) AS case_id, DATE '{AS_OF}' AS as_of, {columns} FROM ({chances})"
    )
    return f"SELECT *, {', '.join(packing(known))} FROM ({wide})"


def _fact(n: int, fact: Fact) -> Iterator[str]:
    in_court_only = 410 if "eoir" in fact.sources else 1024
    unknown = f"(h{n} & 1023) < CASE WHEN court_only THEN {in_court_only} ELSE unknown_of_1024 END"
    draw, more = f"((h{n} >> 10) & 1023)", f"(h{n} >> 20)"
    low, high = name(fact.columns[0]), name(fact.columns[-1])
    if fact.type == "yes-no":
        yes = f"{draw} < {MORE_YES.get(fact.name, YES)}"
        yield f"CASE WHEN {unknown} THEN NULL ELSE {yes} END AS {low}"
    elif fact.type == "date":
        days = f"CAST({more} % {DAYS.get(fact.name, 9_000)} AS INTEGER)"
        date = f"(DATE '{AS_OF}' - {LEAST_DAYS.get(fact.name, 0)} - {days})"
        earlier = f"(CASE WHEN {draw} < 819 THEN 0 ELSE CAST({draw} AS INTEGER) - 654 END)"
        # Since when somebody lives here is often known from above only: by the last entry.
        open_below = f" OR {draw} % 4 = 0" if fact.name == "present_since" else ""
        yield f"CASE WHEN {unknown}{open_below} THEN NULL ELSE {date} - {earlier} END AS {low}"
        yield f"CASE WHEN {unknown} THEN NULL ELSE {date} END AS {high}"
    else:
        few = f"(CASE WHEN {draw} < 900 THEN 0 WHEN {draw} < 990 THEN 1 ELSE 2 END)"
        most = HIGHEST.get(fact.name)
        count = f"CAST({f'{more} % {most}' if most else few} AS SMALLINT)"
        yield f"CASE WHEN {unknown} THEN NULL ELSE {count} END AS {low}"
        yield f"CASE WHEN {unknown} OR {draw} % 8 = 0 THEN NULL ELSE {count} END AS {high}"


def wide_columns(read: Catalogue, names: tuple[str, ...]) -> list[str]:
    """Name the wide columns of some facts."""
    return [column for fact in names for column in read[fact].columns]
