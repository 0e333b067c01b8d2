"""Dates, numbers and keys of the court's files: what cannot be is unknown, and noted."""

from __future__ import annotations

import datetime as dt

from evenhand.terms.span import Span

# A DATE_OF_ENTRY as it stands, the day it gives, and why it gives none.
ENTRIES = [
    ("2009-05-01 00:00:00.000", dt.date(2009, 5, 1), None),
    ("2009-05-01", dt.date(2009, 5, 1), None),
    ("2012-01-13", dt.date(2012, 1, 13), None),
    ("2012-01-14", None, "after the snapshot"),
    ("2091-05-01", None, "after the snapshot"),
    ("2011-02-30", None, "unreadable"),
    ("2011-02-29", None, "unreadable"),
    ("2008-02-29", dt.date(2008, 2, 29), None),
    ("2011-13-01", None, "unreadable"),
    ("0201-05-01 00:00:00.000", None, "unreadable"),
    ("05/01/2009", None, "unreadable"),
    ("infinity", None, "unreadable"),
    ("epoch", None, "unreadable"),
    ("20011-05-01", None, "unreadable"),
    ("RMV", None, "unreadable"),
    ("", None, None),
    (" ", None, None),
]


def test_entry_days_are_read_or_unknown_and_noted(court, load):
    """A day of entry is read as it stands, or the fact is unknown with a note of its words."""
    for number, (text, _, _) in enumerate(ENTRIES, 1):
        court.case(number, DATE_OF_ENTRY=text).proceeding(number)
    docket = load("eoir", court.write())
    for number, (text, day, why) in enumerate(ENTRIES, 1):
        assert docket.known(number).get("entered_on") == (Span(day, day) if day else None), text
        noted = [(n[0], n[1], n[2], n[3], n[4]) for n in docket.notes(number)]
        here = [("entered_on", why, "A_TblCase", number + 1, "DATE_OF_ENTRY")]
        assert noted == (here if why else []), text
        assert all(n[5][:10] == text[:10] for n in docket.notes(number)), text


DAYS = {
    "A_TblCase": ["LATEST_HEARING", "E_28_DATE"],
    "B_TblProceeding": ["OSC_DATE", "HEARING_DATE", "COMP_DATE", "INPUT_DATE"],
    "tbl_Court_Appln": ["APPL_RECD_DATE"],
    "tbl_CustodyHistory": ["DATDETAINED", "DATRELEASED"],
    "tbl_Lead_Rider": ["datCreatedOn", "datSeveredOn"],
}


def test_an_impossible_day_is_noted_in_every_column(court, load):
    """An impossible day in any column of days is unknown there, and noted with its words."""
    bad = {column: "2011-02-30" for own in DAYS.values() for column in own}
    court.case(1, **{c: bad[c] for c in DAYS["A_TblCase"]})
    court.proceeding(1, **{c: bad[c] for c in DAYS["B_TblProceeding"]})
    court.add("tbl_Court_Appln", IDNPROCEEDINGAPPLN=1, IDNCASE=1, **bad)
    court.add("tbl_CustodyHistory", IDNCUSTODY=1, IDNCASE=1, **bad)
    court.add("tbl_Lead_Rider", idnLeadRider=1, idnLeadCase=1, idnRiderCase=1, **bad)
    noted = load("eoir", court.write()).notes(1)
    assert {(n[2], n[4]) for n in noted} == {(t, c) for t, own in DAYS.items() for c in own}
    assert {(*n[:2], n[3], n[5][:10]) for n in noted} == {(None, "unreadable", 2, "2011-02-30")}


def test_a_lawyers_paper_with_an_impossible_day_is_still_a_lawyer(court, load):
    """A case whose E-28 day cannot be read is represented; only a blank one is not."""
    court.case(1, E_28_DATE="2011-02-30").case(2).case(3, E_28_DATE="2011-03-01")
    cases = load("eoir", court.write()).by_case("cases")
    assert [cases[n]["represented"] for n in "123"] == [True, False, True]


BIRTHS = [
    ("5/1980", "1980-05-01", "1980-05-31"),
    ("02/1980", "1980-02-01", "1980-02-29"),
    ("12/1999", "1999-12-01", "1999-12-31"),
    ("1/2012", "2012-01-01", "2012-01-31"),
    ("2/2012", None, None),
    ("13/1980", None, None),
    ("0/1980", None, None),
    ("5/180", None, None),
    ("1980", None, None),
    ("05/01/1980", None, None),
]


def test_a_birth_month_is_a_range_of_days(court, load):
    """A birth month gives its first and last day; anything else is unknown and noted."""
    for number, (text, _, _) in enumerate(BIRTHS, 1):
        court.case(number, C_BIRTHDATE=text).proceeding(number)
    docket = load("eoir", court.write())
    for number, (text, low, high) in enumerate(BIRTHS, 1):
        days = (low and dt.date.fromisoformat(low), high and dt.date.fromisoformat(high))
        assert docket.known(number).get("born_on") == (Span(*days) if low else None), text
        assert docket.why(number) == (set() if low else {("born_on", "unreadable", text)})


def test_a_key_is_a_whole_number_or_no_key(court, load):
    """A case number that is not a whole number is rejected, never rounded to another's."""
    court.case(8).case("7")
    for key in ("", "A7", "8.6", "0x10", "1e3", "1_0", "-8"):
        court.case(key)
    docket = load("eoir", court.proceeding(8).write())
    assert sorted(docket.by_case("cases")) == ["7", "8"]
    assert [r[:2] for r in docket.rejects()] == [(row, "no key") for row in range(4, 11)]


def test_rows_of_no_case_are_rejected(court, load):
    """A row whose case is not in A_TblCase, or names none, is a reject with its reason."""
    court.case(1).proceeding(1).proceeding(99).proceeding("").proceeding("x1")
    court.add("tbl_Lead_Rider", idnLeadRider=1, idnLeadCase=1, idnRiderCase=98)
    court.add("tbl_Lead_Rider", idnLeadRider=2, idnLeadCase=98, idnRiderCase=1)
    court.add("tbl_Lead_Rider", idnLeadRider=3, idnLeadCase=1, idnRiderCase="")
    court.add("tbl_CustodyHistory", IDNCUSTODY=1, IDNCASE=99, CUSTODY="D")
    docket = load("eoir", court.write())
    found = {(r["file"], r["row"]): r["reason"].partition(" (")[0] for r in docket.rows("rejects")}
    assert found == {
        ("B_TblProceeding.csv", 3): "orphan",
        ("B_TblProceeding.csv", 4): "no case number",
        ("B_TblProceeding.csv", 5): "no case number",
        ("tbl_CustodyHistory.csv", 2): "orphan",
        ("tbl_Lead_Rider.csv", 2): "orphan",
        ("tbl_Lead_Rider.csv", 3): "orphan",
        ("tbl_Lead_Rider.csv", 4): "orphan",
    }
    assert len(docket.rows("proceedings")) == 1
    assert docket.rows("ties") == docket.rows("custody") == []


def test_of_two_rows_with_one_key_the_first_stands(court, load):
    """The second row of a key is rejected and says where the first stands; counts follow."""
    court.case(1, NAT="MX").case(2).case(1, NAT="GT").case(1, NAT="HO").proceeding(1)
    docket = load("eoir", court.write())
    assert docket.case(1)["nationality"] == "MX"
    reasons = {r["row"]: r["reason"] for r in docket.rows("rejects")}
    assert reasons == dict.fromkeys((4, 5), "duplicate key (IDNCASE stands first in row 2)")


def test_a_row_of_no_case_does_not_shut_out_the_good_one(court, load):
    """An orphan that stands first with a key does not make the good row after it a duplicate."""
    court.case(1)
    court.proceeding(99, IDNPROCEEDING=500).proceeding(1, IDNPROCEEDING=500, IJ_CODE="GOOD")
    docket = load("eoir", court.write())
    assert [p["judge"] for p in docket.rows("proceedings")] == ["GOOD"]
    assert [r[:2] for r in docket.rejects()] == [(2, "orphan")]


def test_the_snapshots_day_is_the_last_entry_unless_given(court, load):
    """Without --dated the docket stands for the last INPUT_DATE; with it, for the day given."""
    court.case(1).proceeding(1, INPUT_DATE="2011-07-01").proceeding(1, INPUT_DATE="2011-08-09")
    folder = court.write()
    assert load("eoir", folder, dated=None).manifest["as_of"] == "2011-08-09"
    given = load("eoir", folder, dated="2012-04-05").manifest
    assert (given["as_of"], given["as_of_from"]) == ("2012-04-05", "given")


def test_only_a_yes_of_permanent_residence_is_believed(court, load):
    """The court's mark of residence counts where it says yes; its noes and blanks are unknown."""
    marks = ["1", "y", "0", "N", ""]
    for number, mark in enumerate(marks, 1):
        court.case(number, LPR=mark).proceeding(number)
    docket = load("eoir", court.write())
    known = [docket.known(number).get("permanent_resident") for number in range(1, 6)]
    assert known == [True, True, None, None, None]
