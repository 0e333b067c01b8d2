"""An office's file brought onto a docket: whom it may speak of, and who is believed."""

from __future__ import annotations

import datetime as dt

import pytest

from evenhand.terms.span import Span
from tests.support.court import Court
from tests.support.forms import children, write_forms
from tests.support.sheets import mapping, write_csv, write_parquet, write_workbook
from tests.support.snapshots import imported

HEADER = ["ID", "SEEN", "ENTRY", "CUSTODY", "CHILD", "OFFICE"]
FACTS = {"entered_on": "ENTRY", "detained": "CUSTODY", "usc_child": "CHILD"}
SEEN = "2011-12-01"


def day(text: str) -> dt.date:
    """Read a day."""
    return dt.date.fromisoformat(text)


def whole(text: str) -> Span:
    """Give the range of a day that is known."""
    return Span(day(text), day(text))


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """Give a docket of five cases from the court's files."""
    folder = tmp_path_factory.mktemp("base")
    court = Court(folder / "court")
    for number in range(1, 6):
        court.case(number, DATE_OF_ENTRY="2001-05-31", CUSTODY="D").proceeding(number)
    return imported("eoir", court.write(), folder / "docket", dated="2012-01-13")


@pytest.fixture
def onto(tmp_path, load):
    """Bring rows of the office's file onto a docket."""

    def run(docket, rows, name="office.csv", **settings):
        path = write_csv(tmp_path / name, HEADER, rows)
        return load("tabular", path, mapping=mapping(FACTS, **settings), onto=docket)

    return run


# The office's entry date -> what is known, beside the court's 2001-05-31.
TOGETHER = [
    ("", whole("2001-05-31")),
    ("1999-01-02", whole("1999-01-02")),
    ("2001", whole("2001-05-31")),
    ("1999", Span(day("1999-01-01"), day("1999-12-31"))),
    ("2003 at the latest", whole("2001-05-31")),
]


def test_the_office_is_believed_before_the_court(base, onto):
    """Where they contradict the office's reading stands; where they do not, both narrow."""
    rows = [(n, SEEN, text, "", "", "") for n, (text, _) in enumerate(TOGETHER, 1)]
    docket = onto(base, rows)
    for number, (text, known) in enumerate(TOGETHER, 1):
        assert docket.known(number)["entered_on"] == known, text
    assert docket.manifest["sources"] == ["eoir", "tabular"]


def test_both_values_are_kept(base, onto):
    """What each source says of a case stays under sources/, whoever is believed."""
    docket = onto(base, [(1, SEEN, "1999-01-02", "N", "Y", "")])
    assert docket.known(1)["detained"] is False
    court, office = (
        {row["case_id"]: row for row in docket.rows(f"sources/{part}")}
        for part in ("1-eoir", "2-tabular")
    )
    assert (court["1"]["detained"], office["1"]["detained"]) == (True, False)
    assert court["1"]["entered_on_latest"] == day("2001-05-31")
    assert office["1"]["entered_on_latest"] == day("1999-01-02")
    assert set(office) == {"1"}
    # What only one of them says is taken from that one.
    assert docket.known(2)["detained"] is True
    assert docket.known(1)["usc_child"] is True


def test_the_office_is_believed_before_the_form(tmp_path, load):
    """The office's file goes before the I-213; each case keeps the day of its form."""
    forms = write_forms(
        tmp_path / "forms.csv",
        [{"child_count": children((1, "PERU")), "processing_disposition_descr": "Not in Custody"}],
    )
    base = load("i213", forms)
    path = write_csv(tmp_path / "office.csv", ["ID", "CHILD"], [("1", "Y")])
    docket = load(
        "tabular", path, mapping=mapping({"usc_child": "CHILD"}, recorded_on=""), onto=base
    )
    assert docket.known(1)["usc_child"] is True
    assert docket.known(1)["detained"] is False
    assert docket.rows("facts")[0]["as_of"] == day("2021-12-01")


def test_two_files_of_one_office_are_both_kept(base, onto):
    """A second file comes onto the first; all three sources are kept, and rejects and inputs."""
    rows = [(1, SEEN, "", "", "Y", "SEA"), (9, SEEN, "", "", "Y", "")]
    first = onto(base, rows, office="OFFICE")
    docket = onto(first, [(2, SEEN, "", "", "N", ""), (8, SEEN, "", "", "", "")], name="more.csv")
    assert docket.manifest["sources"] == ["eoir", "tabular", "tabular"]
    assert [i["name"] for i in docket.manifest["inputs"]][-2:] == ["office.csv", "more.csv"]
    assert docket.known(1)["usc_child"] is True
    assert docket.known(2)["usc_child"] is False
    assert [r[0] for r in docket.rejects("office.csv")] == [3]
    assert [r[0] for r in docket.rejects("more.csv")] == [3]
    assert docket.manifest["onto"] == first.docket.snapshot
    assert docket.case(1)["office"] == "SEA"


def test_rows_of_other_cases_are_rejected(base, onto):
    """A row of a case that the docket does not have, or of none, is a reject with its words."""
    docket = onto(
        base, [(1, SEEN, "", "N", "", "SEA"), (77, SEEN, "", "", "Y", "Ü"), ("", "", *"abcd")]
    )
    assert docket.rejects() == [
        (3, "no such case", f"77,{SEEN},,,Y,Ü"),
        (4, "no case number", ",,a,b,c,d"),
    ]
    assert sorted(docket.by_case("cases")) == list("12345")
    assert docket.case(1)["office"] is None


def test_the_office_of_a_case_is_added(base, onto):
    """The office's column names the office of a case; the rest of the case is the court's."""
    docket = onto(base, [(1, SEEN, "", "", "", "SEA")], office="OFFICE")
    assert docket.case(1) == {**base.case(1), "office": "SEA"}


def test_the_courts_tables_come_along_unchanged(base, onto):
    """Proceedings, charges and the like of the first docket are in the second, byte for byte."""
    docket = onto(base, [(1, SEEN, "", "", "", "")])
    before, after = base.bytes(), docket.bytes()
    for name in ("proceedings", "charges", "applications", "custody", "ties", "sources/1-eoir"):
        assert before[f"{name}.parquet"] == after[f"{name}.parquet"]


ROWS = [
    ("1", dt.date(2011, 12, 1), "2001", "Y", 2, dt.date(1999, 1, 2)),
    ("2", dt.date(2011, 12, 2), "2001-05", "N", 0, dt.date(2001, 5, 31)),
    ("4", dt.date(2011, 12, 3), "maybe", "?", 1, dt.date(2091, 1, 2)),
    ("7", dt.date(2011, 12, 3), "", "Y", 1, dt.date(2001, 1, 2)),
]
NAMES = ["ID", "SEEN", "SINCE", "CHILD", "FELONIES", "ENTRY"]
ALL = mapping(
    {
        "present_since": "SINCE",
        "usc_child": "CHILD",
        "felony_convictions": "FELONIES",
        "entered_on": "ENTRY",
    }
)


def test_text_workbook_and_parquet_give_the_same_facts(tmp_path, base, load):
    """The same records as CSV, Excel or Parquet give the same facts, notes and rejected rows."""
    found = []
    for write, name in (
        (write_csv, "o.csv"),
        (write_workbook, "o.xlsx"),
        (write_parquet, "o.parquet"),
    ):
        docket = load("tabular", write(tmp_path / name, NAMES, ROWS), mapping=ALL, onto=base)
        # Parquet has no header row: its first row is row 1.
        shift = name == "o.parquet"
        notes = sorted((n[0], n[1], n[3] + shift, n[4], n[5][:10]) for n in docket.notes(4))
        rejects = [(row + shift, reason) for row, reason, _ in docket.rejects()]
        found.append((docket.rows("facts"), notes, rejects))
    assert found[0] == found[1] == found[2]
    facts, notes, rejects = found[0]
    assert facts[0]["felony_convictions_least"] == 2
    assert [n[:2] for n in notes] == [
        ("entered_on", "after the record"),
        ("present_since", "unreadable"),
    ]
    assert rejects == [(5, "no such case")]


@pytest.mark.parametrize(
    ("write", "name"), [(write_workbook, "o.xlsx"), (write_parquet, "o.parquet")]
)
def test_a_rejected_row_of_a_sheet_shows_its_cells(tmp_path, base, load, write, name):
    """The reject of a row of a workbook or Parquet file shows its cells, not the file's bytes."""
    docket = load("tabular", write(tmp_path / name, NAMES, ROWS), mapping=ALL, onto=base)
    ((_, _, raw),) = docket.rejects()
    assert raw.split("\t")[0] == "7"
    assert {"Y", "1"} <= set(raw.split("\t"))
