"""Loads a linkage of agencies' lists into a site: the lists, the links, and of which case each is.

It asserts nothing, and no removal waits for it yet: for that people put its links on the cases.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from evenhand.casework.possible import placed
from evenhand.docket.lists.snapshot import open_lists
from evenhand.engines.duck import connect, literal
from evenhand.families.run import open_links
from evenhand.workbench.queueing.loaded import FORMAT, LINKS, LINKS_BY_CASE, LISTS
from evenhand.workbench.queueing.placing import alone, generation, put


@dataclass(frozen=True)
class LinksLoaded:
    """What was loaded: links, the cases of their parents, parents' rows that are no known case."""

    links: int
    cases: int
    nowhere: tuple[str, ...]


def load_links(lists_at: Path, links_at: Path, concordance: Path | None, out: Path) -> LinksLoaded:
    """Load it in place of another; it appears whole or not at all."""
    lists, links = open_lists(lists_at), open_links(links_at)
    found = placed(lists, links, concordance)
    rows = [
        {"case_id": case, "parent_id": one.parent_row, "child_id": one.child_row}
        for case, possible in sorted(found.by_case.items())
        for one in possible
    ]
    told = pa.Table.from_pylist(
        rows, schema=pa.schema([(name, pa.string()) for name in ("case_id", "parent_id",
                                                                "child_id")]),
    )  # fmt: skip
    with alone(out), generation(out) as part:
        for at, name in ((lists_at, LISTS), (links_at, LINKS)):
            (part / name).mkdir()
            for path in (at / "manifest.json", *sorted(at.glob("*.parquet"))):
                shutil.copyfile(path, part / name / path.name)
        con = connect()
        try:
            con.register("told", told)
            con.execute(f"ATTACH {literal(part / LINKS_BY_CASE)} AS made")
            con.execute(
                "CREATE TABLE made.links AS SELECT t.case_id, l.* FROM "
                f"{links.table} AS l JOIN told AS t USING (parent_id, child_id) "
                "ORDER BY probability DESC, child_id, parent_id"
            )
            con.execute("DETACH made")
        finally:
            con.close()
        put(part, out, {"format": FORMAT, "sha256": links.manifest["sha256"]})
    return LinksLoaded(len(rows), len(found.by_case), found.nowhere)
