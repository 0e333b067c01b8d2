"""``docket diff``: what changed between two snapshots."""

from __future__ import annotations

import pytest

from evenhand.docket.difference import difference
from evenhand.records.synthetic import make
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


def test_each_table_says_what_was_added_changed_and_vanished(two):
    """Rows of a table are known again by their own number, and the changed columns are named."""
    tables = {row["table"]: row for row in difference(*two)["tables"]}
    cases = tables["cases"]
    assert (cases["added"], cases["vanished"], cases["changed"]) == (2, 1, 1)
    assert cases["columns"] == {"custody": 1}
    facts = tables["facts"]
    assert (facts["added"], facts["vanished"], facts["changed"]) == (2, 1, 3)
    assert facts["columns"]["entered_on_earliest"] == 3
    assert tables["ties"]["changed"] == 0


# What is done to a row of each table, and the docket's column that is then another.
TURNED = {
    "B_TblProceeding": ("proceedings", "BASE_CITY_CODE", "court"),
    "B_TblProceedCharges": ("charges", "CHARGE", "charge"),
    "tbl_Court_Appln": ("applications", "APPL_CODE", "application"),
    "tbl_CustodyHistory": ("custody", "CUSTODY", "custody"),
}
KEYED = {
    "B_TblProceedCharges": "IDNPRCDCHG",
    "tbl_Court_Appln": "IDNPROCEEDINGAPPLN",
    "tbl_CustodyHistory": "IDNCUSTODY",
}


@pytest.mark.parametrize("file", TURNED)
def test_a_changed_a_new_and_a_vanished_row_are_told_apart(tmp_path, file):
    """In every table: row 1 changes, row 2 stays, row 3 vanishes, row 4 is new, and all move."""
    table, cell, column = TURNED[file]

    def release(name, rows):
        court = Court(tmp_path / name)
        court.case(1)
        if file != "B_TblProceeding":
            court.proceeding(1)
        for number, value in rows:
            if file == "B_TblProceeding":
                court.proceeding(1, IDNPROCEEDING=number, **{cell: value})
            else:
                court.add(file, IDNCASE=1, **{KEYED[file]: number, cell: value})
        return imported("eoir", court.write(), tmp_path / f"{name}-d", dated="2012-01-13").docket

    before = release("before", [(1, "D"), (2, "R"), (3, "N")])
    after = release("after", [(4, "R"), (2, "R"), (1, "N")])
    row = next(r for r in difference(before, after)["tables"] if r["table"] == table)
    assert (row["added"], row["changed"], row["vanished"]) == (1, 1, 1)
    assert row["columns"] == {column: 1}


def test_a_release_that_was_cut_is_a_loss_in_every_table(tmp_path):
    """A later release with a fifth of the cases missing is a loss in every table it touches; the
    other way round nothing is lost."""
    for name, cases in (("whole", 2_000), ("cut", 1_600)):
        make(tmp_path / name, cases=cases, seed=9)
    whole, cut = (
        imported("eoir", tmp_path / name, tmp_path / f"{name}-d", dated="2012-01-13").docket
        for name in ("whole", "cut")
    )
    found = difference(whole, cut)
    losses = {loss["table"]: loss for loss in found["losses"]}
    tables = {"applications", "cases", "charges", "custody", "facts", "proceedings", "ties"}
    assert set(losses) == tables
    for table in tables:
        before, after = (d.manifest["tables"][table] for d in (whole, cut))
        assert losses[table]["shrunk_by"] == before - after > 0.1 * before
        assert losses[table]["vanished"] >= before - after
    assert difference(cut, whole)["losses"] == []


def test_rows_that_vanish_behind_new_ones_are_a_loss_too(tmp_path):
    """A table that kept its size but lost rows is a loss: new rows do not make up for old ones."""
    cases = [(number, {}) for number in range(1, 41)]
    before = made(tmp_path / "before", *cases)
    after = made(tmp_path / "after", *cases[2:], (101, {}), (102, {}))
    losses = {loss["table"]: loss for loss in difference(before, after)["losses"]}
    assert losses["cases"] == {"table": "cases", "before": 40, "shrunk_by": 0, "vanished": 2}


def test_a_single_row_that_vanishes_among_thousands_is_tolerated(tmp_path):
    """One case of more than a thousand may go when another comes: records are corrected."""
    cases = [(number, {}) for number in range(1, 1_202)]
    before = made(tmp_path / "before", *cases)
    after = made(tmp_path / "after", *cases[1:], (5_000, {}))
    found = difference(before, after)
    assert found["cases"]["vanished"] == 1
    assert found["losses"] == []


def test_a_snapshot_without_numbers_is_compared_by_size(two, tmp_path):
    """A table whose rows have no number of their own tells its sizes and claims nothing more."""
    rows = {r["table"]: r for r in difference(*two)["tables"]}
    assert set(rows["notes"]) == {"table", "before", "after"}
