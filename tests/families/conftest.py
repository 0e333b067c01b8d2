"""Two synthetic lists with their truth, imported and linked once for all tests."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evenhand.docket.lists.snapshot import Lists
from evenhand.families.run import Links, make_links, open_links
from evenhand.records.synthetic.families.making import make_lists
from tests.support.lists import imported_lists, rows_of

PEOPLE = 3_000
SEED = 11


@dataclass(frozen=True)
class Known:
    """Synthetic lists, the links made of them, and which pairs are true."""

    lists: Lists
    links: Links
    truth: set[tuple[str, str]]

    def rows(self, where: str = "true") -> list[dict[str, Any]]:
        """Give links."""
        return rows_of(self.links.table, where=where)


def truth_of(folder: Path) -> set[tuple[str, str]]:
    """Read the true pairs of made lists."""
    with (folder / "truth.csv").open(encoding="utf-8") as handle:
        rows = csv.DictReader(handle)
        return {(f"border:{r['parent_row']}", f"care:{r['child_row']}") for r in rows}


@pytest.fixture(scope="session")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Make, import and link lists of some thousand rows."""
    folder = tmp_path_factory.mktemp("families")
    made = make_lists(folder / "made", people=PEOPLE, seed=SEED)
    pairs = [(made.folder / f"{n}.toml", made.folder / f"{n}.csv") for n in ("border", "care")]
    lists = imported_lists(folder, *pairs)
    make_links(lists, folder / "links")
    return Known(lists, open_links(folder / "links"), truth_of(made.folder))
