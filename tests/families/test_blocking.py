"""Blocks are bounded: a name that everybody bears cannot make a run endless, and it is said."""

from __future__ import annotations

import pytest

from evenhand.families.run import Asked, make_links, open_links
from tests.support.lists import HER_CHILD, ROSA, rows_of, two_lists

ROWS = 400


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """Give lists in which all but one bear the same names, on the same day in the same place."""
    folder = tmp_path_factory.mktemp("crowd")
    same = ROSA | {"surnames": "GARCIA", "given": "MARIA", "born_on": "", "number": ""}
    child = HER_CHILD | {
        "parent_surnames": "GARCIA", "parent_given": "MARIA", "parent_born_on": "",
        "surnames": "GARCIA",
    }  # fmt: skip
    return two_lists(folder, [ROSA] + [same] * ROWS, [HER_CHILD] + [child] * ROWS)


def test_a_block_too_large_is_left_out_and_said_so(crowd, tmp_path):
    """The run names the rule, the blocks and the pairs left out, and holds nobody's name."""
    make_links(crowd, tmp_path / "links", asked=Asked(room=10_000))
    manifest = open_links(tmp_path / "links").manifest
    left = [block for block in manifest["blocks"] if block["blocks_left_out"]]
    assert {block["largest_left_out"] for block in left} == {ROWS * ROWS}
    assert "GARCIA" not in str(manifest)


def test_no_rule_makes_more_pairs_than_there_is_room_for(crowd, tmp_path):
    """The bound holds for each rule."""
    make_links(crowd, tmp_path / "links", asked=Asked(room=10_000))
    blocks = open_links(tmp_path / "links").manifest["blocks"]
    assert max(block["pairs"] for block in blocks) <= 10_000


def test_a_pair_outside_the_large_blocks_is_still_found(crowd, tmp_path):
    """What the crowd loses is comparison among the crowd, nothing else."""
    make_links(crowd, tmp_path / "links", asked=Asked(room=10_000))
    found = rows_of(open_links(tmp_path / "links").table, where="parent_id = 'border:2'")
    assert ("border:2", "care:2") in {(r["parent_id"], r["child_id"]) for r in found}


def test_with_room_nothing_is_left_out(crowd, tmp_path):
    """The same lists with room for all pairs leave nothing out."""
    make_links(crowd, tmp_path / "links", asked=Asked(room=1_000_000))
    blocks = open_links(tmp_path / "links").manifest["blocks"]
    assert sum(block["blocks_left_out"] for block in blocks) == 0
