"""``docket diff``: what changed between two snapshots."""

from __future__ import annotations

import pytest

from evenhand.docket.difference import difference
from tests.support.court import Court
from tests.support.snapshots import imported


def made(folder, *cases: tuple[int, dict]):
    """Import a docket of cases with an entry day and custody each."""
    court = Court(folder)
    for number, cells in cases:
        court.case(number, **cells).proceeding(number)
    out = folder.with_name(f"{folder.name}-docket")
    return imported("eoir", court.write(), out, dated="2012-01-13").docket


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Give a docket and a later one: a case gone, two new, three changed."""
    folder = tmp_path_factory.mktemp("two")
    before = made(
        folder / "before",
        (1, {"DATE_OF_ENTRY": "2001-05-31", "CUSTODY": "D"}),
        (2, {"DATE_OF_ENTRY": "2001-05-31"}),
        (3, {"DATE_OF_ENTRY": ""}),
        (4, {"CUSTODY": "D"}),
        (5, {}),
    )
    after = made(
        folder / "after",
        (1, {"DATE_OF_ENTRY": "2001-05-30", "CUSTODY": "R"}),
        (2, {"DATE_OF_ENTRY": ""}),
        (3, {"DATE_OF_ENTRY": "2002-01-01"}),
        (4, {"CUSTODY": "D"}),
        (6, {}),
        (7, {}),
    )
    return before, after


def test_cases_and_facts_that_changed_are_counted(two):
    """Added, vanished and changed cases are counted, and for each fact how it changed."""
    found = difference(*two)
    assert found["cases"] == {"added": 2, "vanished": 1, "changed": 3}
    facts = {row["fact"]: (row["changed"], row["known"], row["unknown"]) for row in found["facts"]}
    assert facts == {
        "entered_on": (3, 1, 1),
        "present_since": (3, 1, 1),
        "detained": (1, 0, 0),
    }
    assert (found["before"], found["after"]) == (two[0].snapshot, two[1].snapshot)


def test_backwards_it_is_the_mirror_image(two):
    """The other way round, what was added has vanished and what became known became unknown."""
    there, back = difference(*two), difference(two[1], two[0])
    assert back["cases"] == {"added": 1, "vanished": 2, "changed": 3}
    assert [(row["known"], row["unknown"]) for row in back["facts"]] == [
        (row["unknown"], row["known"]) for row in there["facts"]
    ]
    counts = {row["table"]: (row["before"], row["after"]) for row in back["tables"]}
    assert counts["cases"] == (6, 5)


def test_a_docket_does_not_differ_from_itself(two):
    """A docket compared with itself shows no change at all."""
    found = difference(two[0], two[0])
    assert found["cases"] == {"added": 0, "vanished": 0, "changed": 0}
    assert found["facts"] == []
    assert all(row["before"] == row["after"] for row in found["tables"])


def test_a_table_that_only_one_has_counts_as_nought(synthetic, two):
    """A table that one snapshot lacks counts as no rows; sources' own tables are not shown."""
    tables = {row["table"]: row for row in difference(two[0], synthetic.docket.docket)["tables"]}
    assert tables["charges"]["before"] == 0
    assert tables["charges"]["after"] > 0
    assert not [table for table in tables if "/" in table]
