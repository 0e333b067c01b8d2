"""Splink on Spark weighs the candidates of a linkage as Splink on DuckDB does."""

from __future__ import annotations

import pytest

from evenhand.docket.lists.snapshot import open_lists
from evenhand.families.run import make_links, open_links
from evenhand.records.synthetic.families.making import make_lists
from tests.support.lists import imported_lists, rows_of

PEOPLE = 2_000
# The similarity of two names comes from two programs, and a pair at the very edge of a level may
# fall on either side of it: such pairs are at most one in a thousand, and the others are equal.
AT_AN_EDGE = 0.001


@pytest.fixture(scope="module")
def both(tmp_path_factory, session):
    """Give the links of the same lists by both engines."""
    folder = tmp_path_factory.mktemp("links")
    made = make_lists(folder / "made", people=PEOPLE, seed=31).folder
    pairs = [(made / f"{n}.toml", made / f"{n}.csv") for n in ("border", "care")]
    imported_lists(folder, *pairs)
    lists = open_lists(folder / "lists")
    make_links(lists, folder / "duck")
    make_links(lists, folder / "spark", session=session)
    return open_links(folder / "duck"), open_links(folder / "spark")


def found(links):
    """Give links by pair."""
    rows = rows_of(links.table, "parent_id, child_id, standing, bits")
    return {(r["parent_id"], r["child_id"]): r for r in rows}


def test_both_engines_propose_the_same_links(both):
    """The same pairs stand as the same, but for those at the edge of a level."""
    duck, spark = map(found, both)
    standing = [{pair: row["standing"] for pair, row in each.items()} for each in (duck, spark)]
    differ = {p for p in duck.keys() | spark.keys() if standing[0].get(p) != standing[1].get(p)}
    assert len(duck) > 1_000
    assert len(differ) <= AT_AN_EDGE * len(duck)


def test_both_engines_weigh_them_alike(both):
    """Bits are equal to the last digit kept, but for those at the edge of a level."""
    duck, spark = map(found, both)
    shared = duck.keys() & spark.keys()
    off = [pair for pair in shared if abs(duck[pair]["bits"] - spark[pair]["bits"]) > 1e-5]
    assert len(off) <= AT_AN_EDGE * len(shared)


def test_the_manifest_names_the_engine(both):
    """A reader of the links can tell where they were weighed."""
    duck, spark = both
    assert "spark" not in duck.manifest["made_by"]
    assert spark.manifest["made_by"]["spark"].startswith("4.")
