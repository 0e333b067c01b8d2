"""The possible children of each parent, from a linkage: what a removal must wait for.

Every link at or above the threshold of a hold counts, likely or not. Parents stand on an agency's
list and cases in a docket; which row is which case is said by whoever knows it, in a table or by
the list's own numbers, and never guessed. A row that is no case is counted and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv

from evenhand.docket.lists.snapshot import Lists
from evenhand.engines.duck import Connection, connect
from evenhand.families.run import Links
from evenhand.safeguards.clearance import CHILDREN
from evenhand.terms.refusal import BadDocket, BadInput

COLUMNS = ("person_id", "case_id")


@dataclass(frozen=True)
class Possible:
    """One link: the parent's row, the child's, the facts it rests on, how it stands."""

    parent_row: str
    child_row: str
    facts: str
    standing: str
    probability: str
    warnings: tuple[str, ...]

    @property
    def written(self) -> dict[str, Any]:
        """What an entry says of it."""
        return {
            "child": self.child_row, "parent_row": self.parent_row, "facts": self.facts,
            "standing": self.standing, "probability": self.probability,
            "warnings": list(self.warnings),
        }  # fmt: skip


@dataclass(frozen=True)
class Placed:
    """Links by the case of their parent, and the parents' rows that are no known case."""

    by_case: Mapping[str, tuple[Possible, ...]]
    nowhere: tuple[str, ...]

    def children(self) -> pa.Table:
        """Give the children as `evenhand holds run --children` takes them."""
        rows = [
            {"case_id": case, "child": child}
            for case, links in sorted(self.by_case.items())
            for child in sorted({link.child_row for link in links})
        ]
        return pa.Table.from_pylist(rows, schema=CHILDREN)


def placed(lists: Lists, links: Links, concordance: Path | None) -> Placed:
    """Put every link that is not rejected on the case of its parent.

    ``concordance`` is a table of person_id and case_id; without it a list's own number of a row is
    the number of a case.
    """
    if links.manifest["lists"] != lists.snapshot:
        raise BadDocket(
            f"{links.folder} was made from other lists than {lists.folder}.",
            "Name the lists that it was made from, or link these anew.",
        )
    con = connect(threads=1)
    try:
        cases = _cases(con, lists, concordance)
        found: dict[str, list[Possible]] = {}
        nowhere = set()
        for row in _links(con, links):
            if row.parent_row in cases:
                found.setdefault(cases[row.parent_row], []).append(row)
            else:
                nowhere.add(row.parent_row)
    finally:
        con.close()
    return Placed({case: tuple(rows) for case, rows in found.items()}, tuple(sorted(nowhere)))


def _links(con: Connection, links: Links) -> Iterator[Possible]:
    rows = con.execute(
        "SELECT parent_id, child_id, facts, standing, printf('%.6f', probability), warnings "
        f"FROM {links.table} WHERE standing <> 'rejected' ORDER BY parent_id, child_id"
    ).fetchall()
    for parent, child, facts, standing, probability, warnings in rows:
        yield Possible(parent, child, facts, standing, probability, tuple(warnings))


def _cases(con: Connection, lists: Lists, concordance: Path | None) -> dict[str, str]:
    if concordance is None:
        rows = con.execute(
            f"SELECT person_id, own_id FROM {lists.table('people')} "
            "WHERE role = 'parent' AND own_id IS NOT NULL"
        ).fetchall()
        return dict(rows)
    table = _read(concordance)
    pairs = list(zip(*(table[name].to_pylist() for name in COLUMNS), strict=True))
    empty = sum(1 for person, case in pairs if not person or not case)
    if empty or len({person for person, _ in pairs}) != len(pairs):
        raise BadInput(
            f"{concordance.name} has {empty} rows with an empty cell, or a person twice.",
            "Give each person of the lists one case at most.",
        )
    return dict(pairs)


def _read(path: Path) -> pa.Table:
    try:
        types = dict.fromkeys(COLUMNS, pa.string())
        table = csv.read_csv(path, convert_options=csv.ConvertOptions(column_types=types))
    except (FileNotFoundError, pa.ArrowInvalid) as error:
        raise BadInput(
            f"{path.name} cannot be read: {str(error).splitlines()[0]}",
            f"Give a CSV file with the columns {', '.join(COLUMNS)}.",
        ) from None
    if missing := [name for name in COLUMNS if name not in table.column_names]:
        raise BadInput(f"{path.name} lacks {', '.join(missing)}.", f"It has {', '.join(COLUMNS)}.")
    return table
