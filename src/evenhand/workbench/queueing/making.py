"""Loads a docket and its findings into a site: the queue, the shelves of cases, the holds.

All of it is made anew in one folder and put in place at once; what the site keeps in its own
database refers to it by the snapshot's name.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from evenhand.docket.shelves import cut
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.engines.duck import Connection, connect, literal
from evenhand.review.decoding import Findings, open_findings
from evenhand.review.manifest import manifest_path
from evenhand.safeguards.library import shipped
from evenhand.safeguards.run import run_holds
from evenhand.safeguards.state import STANDING
from evenhand.terms.refusal import BadDocket
from evenhand.workbench.queueing.loaded import FORMAT, bits_of

Tell = Callable[[str], None]


def load(docket_at: Path, findings_at: Path, out: Path, tell: Tell) -> None:
    """Make everything that the pages read of a docket; it appears whole or not at all."""
    docket = open_docket(docket_at)
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        tell("what keeps each removal waiting")
        run_holds(docket, shipped(), part / "holds.parquet")
        tell("the queue")
        described = _queue(docket, findings_at, part)
        tell("the shelves on which one case is found")
        described["shelves"] = cut(
            docket, part / "shelves", {"queue": f"read_parquet({literal(part / 'queue.parquet')})"}
        )
        for kept in ("manifest.json", "rejects.parquet"):
            shutil.copy(docket.folder / kept, part / "shelves" / kept)
        for done in ("holds.parquet", "holds.manifest.json", "queue.parquet"):
            (part / done).unlink()
        (part / "loaded.json").write_text(json.dumps(described, indent=1), "utf-8")
        _put(part, out)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _put(part: Path, out: Path) -> None:
    old = out.with_name(f".{out.name}.old-{os.getpid()}")
    if out.exists():
        out.rename(old)
    part.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _queue(docket: Docket, findings_at: Path, part: Path) -> dict[str, object]:
    con = connect()
    try:
        findings = open_findings(con, findings_at)
        _refuse_other(con, docket, findings)
        manifest = json.loads(manifest_path(findings_at).read_text("utf-8"))
        made = part / "queue.parquet"
        con.execute(
            f"COPY ({_statement(docket, findings, part / 'holds.parquet')}) TO {literal(made)} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        con.execute(f"ATTACH {literal(part / 'queue.duckdb')} AS made")
        con.execute(f"CREATE TABLE made.queue AS SELECT * FROM read_parquet({literal(made)})")
        con.execute("DETACH made")
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
        SELECT row_number() OVER (ORDER BY (f.detained IS TRUE) DESC, ({soon}) IS TRUE DESC,
                   CASE WHEN {soon} THEN c.next_hearing_on END, length(case_id), case_id) AS place,
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
