"""Building a snapshot on another: its tables are copied, its cases and sources brought in."""

from __future__ import annotations

from evenhand.docket.building import Building
from evenhand.docket.snapshot import Docket

_UNCHANGED = (
    "proceedings",
    "charges",
    "convictions",
    "criminal_charges",
    "applications",
    "custody",
    "ties",
)


def bring_in(building: Building, docket: Docket) -> None:
    """Carry a snapshot's inputs, tables, notes and rejects into one that is built on it.

    Its cases become the working table ``cases_made``, its sources' facts ``facts_1`` and so on.
    """
    building.inherited += docket.manifest["inputs"]
    own = [table for _, table in docket.source_files()]
    for table in (*_UNCHANGED, *own):
        if docket.has(table):
            building.take_over(table, docket.folder, docket.manifest["tables"][table])
    for n, table in enumerate(own, 1):
        building.con.execute(f"CREATE TEMP VIEW facts_{n} AS SELECT * FROM {docket.table(table)}")
    building.con.execute(f"CREATE TEMP TABLE cases_made AS SELECT * FROM {docket.table('cases')}")
    building.con.execute(f"INSERT INTO notes SELECT * FROM {docket.table('notes')}")
    building.rejects.take_over(docket.folder / "rejects.parquet")
