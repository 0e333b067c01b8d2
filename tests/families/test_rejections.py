"""What people rejected is kept, and is proposed again only on new facts."""

from __future__ import annotations

import csv

import pytest

from evenhand.docket.lists.rejections import COLUMNS, read_rejections
from evenhand.families.run import make_links, open_links
from evenhand.terms.refusal import BadInput
from tests.support.lists import HER_CHILD, ROSA, rows_of, two_lists


def rejection_file(path, *rows):
    """Write a table of rejections."""
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([COLUMNS, *rows])
    return path


def only(folder, lists, name, rejections=()):
    """Link and give the only link."""
    make_links(lists, folder / name, rejections=rejections)
    (row,) = rows_of(open_links(folder / name).table)
    return row


@pytest.fixture
def rejected(tmp_path):
    """Give lists with one link, the link, and its rejection as read from a file."""
    child = HER_CHILD | {"parent_number": "A200000001"}
    lists = two_lists(tmp_path, [ROSA], [child])
    row = only(tmp_path, lists, "first")
    path = rejection_file(
        tmp_path / "no.csv", [row["parent_id"], row["child_id"], row["facts"], "another Rosa"]
    )
    return lists, row, read_rejections(path)


def test_a_rejected_link_is_kept_and_neither_proposed_nor_a_hold(tmp_path, rejected):
    """The pair stays in the table with its evidence; it stands as rejected."""
    lists, before, rejections = rejected
    after = only(tmp_path, lists, "second", rejections)
    assert (before["standing"], after["standing"]) == ("propose", "rejected")
    assert after["probability"] == before["probability"]
    assert open_links(tmp_path / "second").manifest["counts"]["parents_held"] == 0


def test_new_facts_bring_a_rejected_link_back(tmp_path, rejected):
    """A birth date mended since makes it another question: proposed, and marked as asked before."""
    _, _, rejections = rejected
    again = tmp_path / "again"
    again.mkdir()
    child = HER_CHILD | {"parent_number": "A200000001", "parent_born_on": "3/4/1985"}
    row = only(again, two_lists(again, [ROSA], [child]), "links", rejections)
    assert (row["standing"], row["rejected_before"]) == ("propose", True)


def test_a_rejection_speaks_of_its_own_pair_only(tmp_path, rejected):
    """The same parent's link to another child is untouched."""
    _, _, rejections = rejected
    again = tmp_path / "again"
    again.mkdir()
    children = [
        HER_CHILD | {"parent_number": "A200000001"},
        HER_CHILD | {"parent_number": "A200000001", "born_on": "1/1/2014"},
    ]
    make_links(two_lists(again, [ROSA], children), again / "links", rejections=rejections)
    found = {r["child_id"]: r["standing"] for r in rows_of(open_links(again / "links").table)}
    assert found == {"care:2": "rejected", "care:3": "propose"}


@pytest.mark.parametrize(
    "row",
    [
        ["border:2", "care:2", "short", "why"],
        ["border:2", "care:2", "a" * 32, ""],
        ["", "care:2", "a" * 32, "why"],
    ],
)
def test_a_rejection_that_cannot_be_used_stops_the_run(tmp_path, row):
    """Dropping it unnoticed would propose the pair again: the refusal names the row."""
    with pytest.raises(BadInput, match="row 2"):
        read_rejections(rejection_file(tmp_path / "no.csv", row))


def test_a_row_of_rejections_that_cannot_be_read_stops_the_run(tmp_path):
    """A row with too few fields is not passed over."""
    with pytest.raises(BadInput, match="1 rows cannot be read"):
        read_rejections(rejection_file(tmp_path / "no.csv", ["border:2"]))
