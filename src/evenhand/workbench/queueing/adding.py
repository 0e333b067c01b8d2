"""Adds the cases of files that were handed in to a loading of a site, in their places of the queue.

The places that other cases have stay theirs: there is room between them, and where there is none
any more, all get new ones. Each file stays a small
docket of its own beside the large one, with its rejects, so that every row of it is accounted for.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand.docket.importing import import_records
from evenhand.docket.intake.beside import Beside
from evenhand.docket.intake.tabular import SOURCE
from evenhand.docket.shelves import cut, cut_again
from evenhand.docket.snapshot import Docket, open_docket
from evenhand.engines.duck import Connection, connect, literal
from evenhand.guidance.library import find
from evenhand.review.run import review_docket
from evenhand.safeguards.library import shipped
from evenhand.safeguards.run import run_holds
from evenhand.terms.refusal import BadDocket
from evenhand.workbench.queueing.laying_out import APART, lay_out
from evenhand.workbench.queueing.loaded import CASES, QUEUE, SHELVES, TAKEN

MEMORY = 2 << 30
_ORDER = (
    "(detained IS TRUE) DESC, (hearing_on IS NOT NULL) DESC, hearing_on, length(case_id), case_id"
)


@dataclass(frozen=True)
class HandedIn:
    """A file that is kept with a site: the file, its mapping, and how it is to be read.

    ``day`` is the day its records stand for where the docket has none; ``offices`` are those of
    the person who handed it in.
    """

    file: Path
    mapping: Path
    sha256: str
    day: str
    offices: tuple[str, ...]

    def read(self, beside: Path, out: Path, as_of: str | None) -> Docket:
        """Read it into a new docket: the rows that are no cases yet, and why others are not."""
        import_records(
            SOURCE, [self.file], out, mapping=self.mapping, memory=MEMORY,
            dated=dt.date.fromisoformat(as_of or self.day),
            beside=Beside(beside, "queue", self.offices),
        )  # fmt: skip
        return open_docket(out)


def add_files(part: Path, described: dict[str, Any], files: Sequence[HandedIn]) -> None:
    """Add the cases of files, one after another, to a loading that is being made."""
    for file in files:
        work = part / "work"
        add(part, described, file.read(part / QUEUE, work, described["as_of"]), file.sha256)
        shutil.rmtree(work)


def add(part: Path, described: dict[str, Any], docket: Docket, sha256: str) -> None:
    """Add the cases of one docket; it may be without any, and its rejects are kept then too."""
    here = part / TAKEN / str(len(described["taken"]))
    here.parent.mkdir(exist_ok=True)
    rows = part / "queue.parquet"
    if docket.manifest["tables"]["cases"]:
        _check_alike(described, _found(docket, described, part, rows))
    con = connect()
    try:
        con.execute(f"ATTACH {literal(part / QUEUE)} AS made")
        source = f"read_parquet({literal(rows)})" if rows.exists() else "made.queue WHERE false"
        con.execute(f"CREATE TEMP TABLE added AS SELECT * FROM {source}")
        roomy = _insert(con)
        if not roomy:
            _number_anew(con)
        placed = "(SELECT * FROM made.queue WHERE case_id IN (SELECT case_id FROM added))"
        con.execute(f"COPY {placed} TO {literal(rows)} (FORMAT parquet)")
        cases = [case for (case,) in con.execute("SELECT case_id FROM added ORDER BY 1").fetchall()]
        con.execute("DETACH made")
        _add_rejects(con, part / SHELVES / "rejects.parquet", docket.folder / "rejects.parquet")
    finally:
        con.close()
    shelves = cut(docket, here, {"queue": f"read_parquet({literal(rows)})"})
    shutil.copy(docket.folder / "manifest.json", here / "manifest.json")
    (here / CASES).write_text(json.dumps(cases), "utf-8")
    rows.unlink()
    described["taken"] = [*described["taken"], {"sha256": sha256, "shelves": shelves}]
    if not roomy:
        _cut_places_again(part, described)


def _found(docket: Docket, described: Mapping[str, Any], part: Path, rows: Path) -> dict[str, Any]:
    """Ask of new cases what was asked of the others, on the same day; gives what described it."""
    day = described["review_as_of"]
    findings, holds = part / "new.parquet", part / "new-holds.parquet"
    as_of = dt.date.fromisoformat(day) if day[:4].isdigit() else None
    instruments = find([one["id"] for one in described["instruments"]])
    review_docket(docket, instruments, findings, as_of=as_of)
    run_holds(docket, shipped(), holds)
    told = lay_out(docket, findings, holds, rows)
    for made in part.glob("new*"):
        made.unlink()
    return told


def _check_alike(described: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    """Refuse findings whose masks mean something else than those of the other cases."""
    parts = ("id", "version", "classes", "facts", "judged_facts")
    ours, theirs = (
        [[one[part] for part in parts] for one in made["instruments"]] for made in (described, told)
    )
    if ours != theirs:
        raise BadDocket(
            "This site's findings were made with another version of the guidance.",
            "Review the docket again, and load both: `evenhand site load DOCKET FINDINGS`.",
        )


def _insert(con: Connection) -> bool:
    """Put new rows between those that are there, where they belong; whether there was room."""
    con.execute(
        "CREATE TEMP TABLE seats AS WITH every AS ("
        "SELECT place, case_id, detained, hearing_on, false AS new FROM made.queue UNION ALL "
        "SELECT NULL, case_id, detained, hearing_on, true FROM added), "
        f"sorted AS (SELECT *, row_number() OVER (ORDER BY {_ORDER}) AS n FROM every), "
        "between_two AS (SELECT case_id, new, n, "
        "coalesce(max(place) OVER (ORDER BY n ROWS UNBOUNDED PRECEDING), 0) AS low, "
        "min(place) OVER (ORDER BY n ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS high "
        f"FROM sorted) SELECT case_id, low, coalesce(high - low, {APART}) AS room, "
        "row_number() OVER (PARTITION BY low ORDER BY n) AS seat, "
        "count(*) OVER (PARTITION BY low) AS seats FROM between_two WHERE new"
    )
    # An eighth of the room each is before them and theirs; the numbers of later files are higher.
    fits = con.execute("SELECT coalesce(bool_and(room // 8 > seats), true) FROM seats").fetchone()
    con.execute(
        "INSERT INTO made.queue BY NAME SELECT a.* REPLACE "
        "(low + room // 8 + seat * (room // 8) // (seats + 1) AS place) "
        "FROM added AS a JOIN seats USING (case_id)"
    )
    return fits == (True,)


def _number_anew(con: Connection) -> None:
    """Give every case a new place, with room between any two."""
    con.execute(
        "CREATE TEMP TABLE anew AS SELECT * REPLACE "
        f"({APART} * row_number() OVER (ORDER BY {_ORDER}) AS place) FROM made.queue ORDER BY place"
    )
    con.execute("DELETE FROM made.queue")
    con.execute("INSERT INTO made.queue SELECT * FROM anew ORDER BY place")


def _cut_places_again(part: Path, described: dict[str, Any]) -> None:
    """Tell the shelves the new places, and the site that all of them are new."""
    con, rows = connect(), part / "places.parquet"
    shelves = [(part / SHELVES, described["shelves"])]
    shelves += [(part / TAKEN / str(n), one["shelves"])
                for n, one in enumerate(described["taken"])]  # fmt: skip
    try:
        con.execute(f"ATTACH {literal(part / QUEUE)} AS made (READ_ONLY)")
        for folder, number in shelves:
            cases = f"read_parquet({literal(folder / 'cases' / '*' / '*.parquet')})"
            con.execute(
                f"COPY (SELECT * FROM made.queue WHERE case_id IN (SELECT case_id FROM {cases})) "
                f"TO {literal(rows)} (FORMAT parquet)"
            )
            cut_again(folder, number, "queue", f"read_parquet({literal(rows)})")
        con.execute("DETACH made")
    finally:
        con.close()
        rows.unlink(missing_ok=True)
    described["numbering"] = f"{described['snapshot']}.{secrets.token_hex(6)}"


def _add_rejects(con: Connection, kept: Path, more: Path) -> None:
    draft = kept.with_name(".rejects.parquet")
    con.execute(
        f"COPY (SELECT * FROM read_parquet({literal(kept)}) UNION ALL "
        f"SELECT * FROM read_parquet({literal(more)})) TO {literal(draft)} (FORMAT parquet)"
    )
    os.replace(draft, kept)
