"""The queue of a docket: a row a case, with what was found of it and what its removal waits for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import Connection, connect, literal
from evenhand.review.decoding import Findings, open_findings
from evenhand.review.manifest import manifest_path
from evenhand.safeguards.library import shipped
from evenhand.safeguards.state import STANDING
from evenhand.terms.refusal import BadDocket
from evenhand.workbench.queueing.loaded import FORMAT, bits_of

# Between two places of the queue there is room for cases that are taken in later.
APART = 1 << 25


def lay_out(docket: Docket, findings_at: Path, holds: Path, made: Path) -> dict[str, Any]:
    """Write the queue of a docket to a file; gives what is to be described of it."""
    con = connect()
    try:
        findings = open_findings(con, findings_at)
        _refuse_other(con, docket, findings)
        manifest = json.loads(manifest_path(findings_at).read_text("utf-8"))
        con.execute(
            f"COPY ({_statement(docket, findings, holds)}) TO {literal(made)} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        return {
            "format": FORMAT,
            "snapshot": docket.snapshot,
            "docket": docket.folder.name,
            "as_of": docket.as_of,
            "review_as_of": manifest["as_of"],
            "cases": docket.manifest["tables"]["cases"],
            "instruments": manifest["instruments"],
        }
    finally:
        con.close()


def _refuse_other(con: Connection, docket: Docket, findings: Findings) -> None:
    of = con.execute(f"SELECT DISTINCT snapshot FROM {findings.table}").fetchall()
    if of != [(docket.snapshot,)]:
        raise BadDocket(
            f"{findings.path.name} was not made from {docket.folder.name}.",
            "Review the docket again, and load both.",
        )


def _statement(docket: Docket, findings: Findings, holds: Path) -> str:
    """Write the queue: detained people first, then those heard soon, then the rest, by number."""
    found, joins = [], []
    for n, instrument in enumerate(findings.codes):
        found += [f"f{n}.class AS class_{n}, f{n}.possible_classes AS possible_{n}",
                  f"f{n}.decisive_facts AS decisive_{n}",
                  f"f{n}.judged_facts_open AS judged_{n}"]  # fmt: skip
        joins.append(
            f"JOIN (SELECT * FROM {findings.table} WHERE instrument = {literal(instrument)}) "
            f"AS f{n} USING (case_id)"
        )
    bits = " ".join(f"WHEN {literal(i)} THEN {bit}" for i, bit in bits_of(shipped()).items())
    standing = ", ".join(literal(state.value) for state in STANDING)
    day = f"DATE {literal(docket.as_of)}" if docket.as_of else "c.recorded_on"
    soon = f"c.next_hearing_on >= {day}"
    return f"""
        SELECT {APART} * row_number() OVER (ORDER BY (f.detained IS TRUE) DESC,
                   ({soon}) IS TRUE DESC, CASE WHEN {soon} THEN c.next_hearing_on END,
                   length(case_id), case_id) AS place,
               case_id, c.court, c.office, c.state, f.detained,
               CASE WHEN {soon} THEN c.next_hearing_on END AS hearing_on,
               coalesce(h.holds, 0) AS holds, {", ".join(found)}
        FROM {docket.table("cases")} AS c
        JOIN {docket.table("facts")} AS f USING (case_id)
        LEFT JOIN (
            SELECT case_id, bit_or(CASE hold {bits} END) AS holds
            FROM read_parquet({literal(holds)}) WHERE state IN ({standing}) GROUP BY case_id
        ) AS h USING (case_id)
        {" ".join(joins)}
        ORDER BY place"""
