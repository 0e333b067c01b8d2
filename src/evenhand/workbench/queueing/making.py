"""Loads a docket and its findings into a site: the queue, the shelves of cases, the holds.

All of it is made anew in one folder and put in place at once; what the site keeps in its own
database refers to it by the name of its numbering.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from evenhand.docket.shelves import cut
from evenhand.docket.snapshot import open_docket
from evenhand.engines.duck import connect, literal
from evenhand.safeguards.library import shipped
from evenhand.safeguards.run import run_holds
from evenhand.workbench.queueing.adding import HandedIn, add_files
from evenhand.workbench.queueing.laying_out import lay_out
from evenhand.workbench.queueing.loaded import FORMAT, QUEUE, SHELVES
from evenhand.workbench.queueing.placing import alone, generation, put

Tell = Callable[[str], None]


def load(
    docket_at: Path, findings_at: Path, out: Path, tell: Tell, files: Sequence[HandedIn] = ()
) -> None:
    """Make everything that the pages read of a docket; it appears whole or not at all.

    ``files`` were handed in on a page, and their rows are cases too, unless the docket has them.
    """
    docket = open_docket(docket_at)
    with alone(out), generation(out) as part:
        tell("what keeps each removal waiting")
        run_holds(docket, shipped(), part / "holds.parquet")
        tell("the queue")
        rows = part / "queue.parquet"
        described = lay_out(docket, findings_at, part / "holds.parquet", rows)
        _keep(rows, part / QUEUE)
        tell("the shelves on which one case is found")
        described["shelves"] = cut(
            docket, part / SHELVES, {"queue": f"read_parquet({literal(rows)})"}
        )
        for kept in ("manifest.json", "rejects.parquet"):
            shutil.copy(docket.folder / kept, part / SHELVES / kept)
        for done in ("holds.parquet", "holds.manifest.json", "queue.parquet"):
            (part / done).unlink()
        described["taken"] = []
        if files:
            tell("the cases of files that were handed in")
            add_files(part, described, files)
        told = "".join(one["sha256"] for one in described["taken"])
        sums = hashlib.sha256(f"{FORMAT}{told}".encode()).hexdigest()[:12]
        described["numbering"] = f"{docket.snapshot}.{sums}"
        put(part, out, described)


def _keep(rows: Path, queue: Path) -> None:
    """Keep the queue as the engine's own table, which it looks places up in."""
    con = connect()
    try:
        con.execute(f"ATTACH {literal(queue)} AS made")
        con.execute(f"CREATE TABLE made.queue AS SELECT * FROM read_parquet({literal(rows)})")
        con.execute("DETACH made")
    finally:
        con.close()
