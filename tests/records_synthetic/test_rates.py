"""Blanks, row counts and shares are those of the real files."""

from __future__ import annotations

import pytest

from evenhand.records.synthetic.making import layout

TABLES = (
    "A_TblCase",
    "B_TblProceeding",
    "B_TblProceedCharges",
    "tbl_Court_Appln",
    "tbl_CustodyHistory",
    "tbl_Lead_Rider",
    "A_TblCaseIdentifier",
)


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_blank_as_often_as_in_the_real_file(docket, table):
    """Each column is blank in the share of rows published for it, within two points."""
    rows = docket.rows(table)
    for column, blank in layout()[table].items():
        share = 100 * sum(not row[column] for row in rows) / len(rows)
        assert share == pytest.approx(blank, abs=2.0), column


def test_published_rates_are_what_we_think(docket):
    """Some rates of the reference, checked against the numbers as published."""
    rates = layout()
    assert rates["A_TblCase"]["DATE_OF_ENTRY"] == 38.0
    assert rates["B_TblProceeding"]["DEC_CODE"] == 45.6
    assert rates["B_TblProceedCharges"]["CHG_STATUS"] == 18.0


@pytest.mark.parametrize(
    ("table", "ratio"),
    [
        ("B_TblProceeding", 1.31),
        ("B_TblProceedCharges", 1.49),
        ("tbl_Court_Appln", 1.27),
        ("tbl_CustodyHistory", 0.79),
        ("tbl_Lead_Rider", 0.21),
        ("A_TblCaseIdentifier", 0.20),
    ],
)
def test_each_case_has_as_many_rows_as_in_the_real_files(docket, table, ratio):
    """Rows per case are those of the June 2026 release."""
    assert docket.made.rows[f"{table}.csv"] / 20_000 == pytest.approx(ratio, rel=0.05)


def test_orphans_are_rare(docket):
    """Rows that point to no case are fewer than one in a thousand."""
    keys = {row["IDNCASE"] for row in docket.rows("A_TblCase")}
    everyone = {str(2_000_000 + n) for n in range(20_000)}
    assert len(keys) > 19_970
    assert keys <= everyone
    for table in TABLES[1:]:
        parent = "idnLeadCase" if table == "tbl_Lead_Rider" else "IDNCASE"
        cells = [line.split(b"\t") for line in docket.lines(f"{table}.csv")[1:]]
        place = [*layout()[table]].index(parent)
        strays = sum(
            len(c) > place and c[place].startswith(b"2000") and len(c[place]) == 10 for c in cells
        )
        assert strays <= max(1, len(cells) // 1000)


def test_families_are_families(docket):
    """Riders come after their lead, speak their language and entered on the same day."""
    for row in docket.rows("tbl_Lead_Rider"):
        lead, rider = docket.cases.get(row["idnLeadCase"]), docket.cases.get(row["idnRiderCase"])
        assert int(row["idnLeadCase"]) < int(row["idnRiderCase"])
        if lead and rider and lead["DATE_OF_ENTRY"] and rider["DATE_OF_ENTRY"]:
            assert lead["DATE_OF_ENTRY"] == rider["DATE_OF_ENTRY"]


def test_the_open_share_can_be_chosen(pending):
    """A docket can be made of pending cases alone."""
    lines = (pending.folder / "B_TblProceeding.csv").read_bytes().split(b"\r\n")[1:-1]
    last = {cells[1]: cells for cells in (line.split(b"\t") for line in lines)}
    assert len(last) == 400
    assert not any(row[21] for row in last.values())
