"""Whether the ways found the same: case by case, each column that two of them both have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.review.job import Job
from evenhand.engines.duck import Connection, connect, literal


def compared(folder: str, docket: str, ways: list[str]) -> dict[str, dict[str, Any]]:
    """Compare what each way kept with Evenhand's findings.

    Gives, per way: the cases compared, those that differ in class, yes and unknown (None where
    the way has no such column), and for ways with possible classes how those relate.
    """
    con = connect()
    job = Job(Path(docket), Path())
    theirs = {way: Path(folder) / f"{way}.parquet" for way in ways}
    found = {way: _compare(con, Path(folder) / "evenhand.parquet", path, job)
             for way, path in theirs.items() if path.exists()}  # fmt: skip
    con.close()
    return found


def _compare(con: Connection, ours: Path, theirs: Path, job: Job) -> dict[str, Any]:
    columns = [row[0] for row in con.execute(f"DESCRIBE FROM {literal(theirs)}").fetchall()]
    counted = {"cases": "count(*)", "not_found": "count(*) FILTER (e.case_id IS NULL)"}
    for column in ("class", "yes", "unknown"):
        if column in columns:
            counted[column] = f"count(*) FILTER (e.{column} IS DISTINCT FROM t.{column})"
    if "possible_classes" in columns:
        counted |= _looser(job)
    text = ", ".join(f"{what} AS {column}" for column, what in counted.items())
    row = con.execute(
        f"SELECT {text} FROM {literal(theirs)} AS t LEFT JOIN {literal(ours)} AS e "
        "ON e.case_id = t.case_id"
    ).fetchone()
    return dict(zip(counted, row or (), strict=True))


def _looser(job: Job) -> dict[str, str]:
    """Write what is counted of possible classes and of what is asked."""
    ours, theirs = "e.possible_classes", "t.possible_classes"
    by_class = {
        f"looser_{id.replace('-', '_')}": f"count(*) FILTER (({theirs} & ~{ours}) & {bit} <> 0)"
        for id, bit in job.codes.class_bits.items()
    }
    asked = "bit_count({0}.decisive_facts) + bit_count({0}.judged_facts_open)"
    columns = ("decisive_facts", "judged_facts_open")
    more = " + ".join(f"bit_count(CAST(t.{c} & ~e.{c} AS BIGINT))" for c in columns)
    fewer = " + ".join(f"bit_count(CAST(e.{c} & ~t.{c} AS BIGINT))" for c in columns)
    return {
        "possible_missed": f"count(*) FILTER (({ours} & ~{theirs}) <> 0)",
        "possible_looser": f"count(*) FILTER (({theirs} & ~{ours}) <> 0)",
        "open_cases": f"count(*) FILTER (bit_count({ours}) > 1)",
        "open_cases_theirs": f"count(*) FILTER (bit_count({theirs}) > 1)",
        **by_class,
        "asked": f"CAST(sum({asked.format('e')}) AS BIGINT)",
        "asked_theirs": f"CAST(sum({asked.format('t')}) AS BIGINT)",
        "asked_more": f"CAST(sum({more}) AS BIGINT)",
        "asked_fewer": f"CAST(sum({fewer}) AS BIGINT)",
    }
