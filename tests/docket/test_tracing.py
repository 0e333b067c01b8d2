"""Where a value came from: each fact of a case names its source, file, rows and column."""

from __future__ import annotations

import datetime as dt

import pytest

from evenhand.docket.snapshot import open_docket
from evenhand.docket.tracing import Origins
from evenhand.engines.duck import connect
from tests.support.court import Court
from tests.support.sheets import mapping, write_csv
from tests.support.snapshots import imported


@pytest.fixture(scope="module")
def origins(tmp_path_factory):
    """Give the origins of a case that two sources speak of."""
    folder = tmp_path_factory.mktemp("traced")
    court = Court(folder / "court")
    court.case(8).case(1, DATE_OF_ENTRY="2001-05-31").proceeding(8).proceeding(1)
    for key, case in ((1, 1), (2, 8), (3, 1)):
        court.add("tbl_CustodyHistory", IDNCUSTODY=key, IDNCASE=case, CUSTODY="D")
    base = imported("eoir", court.write(), folder / "base", dated="2012-01-13")
    path = write_csv(folder / "office.csv", ["ID", "HELD"], [(8, "Y"), (1, "N")])
    text = mapping({"detained": "HELD"}, recorded_on="")
    docket = imported("tabular", path, folder / "docket", mapping=text, onto=base)
    con = connect(threads=1)
    yield Origins(con, open_docket(docket.folder), "1")
    con.close()


def test_each_source_names_file_row_and_column(origins):
    """A fact that two sources state shows both values, each with its file, rows and column."""
    court, office = origins.of("detained")
    assert (office["source"], office["value"]) == ("tabular", "no")
    assert (office["file"], office["row"], office["column"]) == ("office.csv", "3", "HELD")
    assert (court["source"], court["value"]) == ("eoir", "yes")
    assert (court["file"], court["row"]) == ("tbl_CustodyHistory", "2, 4")
    assert court["column"].startswith("tbl_CustodyHistory")


def test_a_recorded_fact_names_its_column(origins):
    """A day of entry names the row of the case and the column it stands in."""
    (found,) = origins.of("entered_on")
    assert found == {
        "source": "eoir",
        "value": str(dt.date(2001, 5, 31)),
        "file": "A_TblCase",
        "row": "3",
        "column": "A_TblCase DATE_OF_ENTRY",
    }


def test_a_fact_nobody_states_has_no_origin(origins):
    """A fact that no source states has no origin."""
    assert list(origins.of("usc_child")) == []
