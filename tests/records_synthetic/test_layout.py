"""The files have the names, columns and form of the immigration courts' own release."""

from __future__ import annotations

import re


def test_the_files_are_those_of_the_release_and_the_office(docket, headers):
    """The folder holds the court's tables, counts, the office's file, its mapping and the truth."""
    found = {str(path.relative_to(docket.made.folder)) for path in docket.made.files}
    assert found == {
        *(f"{table}.csv" for table in headers),
        "Count.txt",
        "README.txt",
        "intake.csv",
        "intake.mapping.toml",
        "truth/faults.tsv",
    }
    assert all(path.is_file() for path in docket.made.files)


def test_every_header_is_the_real_one(docket, headers):
    """Column names, their spelling and their order are those of the real release."""
    for table, columns in headers.items():
        assert docket.lines(f"{table}.csv")[0] == "\t".join(columns).encode() + b"\r"


def test_lines_end_as_the_court_ends_them(docket, headers):
    """Every line of a court's file ends in CRLF, save where a fault broke it."""
    broken = {(f.file, f.row) for f in docket.made.faults if f.kind == "broken_line"}
    for file in (f"{table}.csv" for table in headers):
        odd = [n for n, line in enumerate(docket.lines(file), 1) if not line.endswith(b"\r")]
        assert {(file, number) for number in odd} == {place for place in broken if place[0] == file}


def test_counts_add_up(docket, headers):
    """Count.txt and the answer of the call give the lines of each table without its header."""
    told = dict(
        line.split("\t")
        for line in docket.made.folder.joinpath("Count.txt").read_text().splitlines()
    )
    lines = {table: len(docket.lines(f"{table}.csv")) - 1 for table in headers}
    assert {table: int(count) for table, count in told.items()} == lines
    assert {table: docket.made.rows[f"{table}.csv"] for table in headers} == lines


def test_dates_and_times_have_the_courts_form(docket):
    """Days are written with a midnight in thousandths, times as four digits."""
    for row in docket.rows("B_TblProceeding")[:3000]:
        for column in ("OSC_DATE", "HEARING_DATE", "COMP_DATE", "DATE_DETAINED"):
            assert re.fullmatch(r"(\d{4}-\d\d-\d\d 00:00:00\.000)?", row[column])
        assert re.fullmatch(r"([01]\d[0-5]\d)?", row["HEARING_TIME"])


def test_blanks_are_written_in_three_ways(docket):
    """A blank is empty, one space or, in two columns of the cases, a NUL byte."""
    cells = [line.split(b"\t") for line in docket.lines("A_TblCase.csv")]
    intact = [row for row in cells if len(row) == 39]
    assert {row[6] for row in intact} >= {b"", b" "}
    assert {row[9] for row in intact} == {b"", b"\0", b"M", b"I", b"SITE_TYPE"}
    assert b"\0" in {row[19] for row in intact}


def test_no_judge_is_a_real_one(docket):
    """Judges' codes have a form that no real code has, so no invented outcome falls on anyone."""
    codes = {row[c] for row in docket.rows("B_TblProceeding") for c in ("IJ_CODE", "PREV_IJ_CODE")}
    assert all(re.fullmatch(r"(Z\d[0-9A-Z])?", code) for code in codes)
    assert len(codes) > 200


def test_decisions_are_keyed_by_case_type_and_column(docket):
    """A letter stands only where its case type and its column know it."""
    claim, fear = ("DGAWCOJ", "ABCFOPTY"), ("AVO", "ACT")
    known = {
        "RMV": ("XRTVOJ", "ABCFOPTY"), "DEP": ("DVRTJ", "ABCFOPTY"), "EXC": ("EATOJ", "ABCFOPTY"),
        "WHO": claim, "AOC": claim, "NAC": claim, "CFR": fear, "RFR": fear,
        "CSR": ("AVO", "ABCFOPTY"), "REC": ("RST", "ABCFOPTY"), "CDR": ("DGO", "T"),
        "DCC": ("NSK", "CT"),
    }  # fmt: skip
    for row in docket.rows("B_TblProceeding"):
        merits, other = known[row["CASE_TYPE"]]
        assert not (row["DEC_CODE"] and row["OTHER_COMP"])
        assert row["DEC_CODE"] in merits
        assert row["OTHER_COMP"] in other


def test_charges_are_spelled_as_in_the_lists(docket):
    """Charges appear in the court's spellings, both of that for entry without inspection."""
    found = {row["CHARGE"] for row in docket.rows("B_TblProceedCharges")}
    assert {"212a06Ai", "212a6Ai", "237a01B", "237a02Aiii", "212a07Ai  I"} <= found


def test_the_schedule_is_made_when_asked_for(docket, pending):
    """The hearing schedule is left out unless it is named, and then has its real columns."""
    assert "tbl_schedule.csv" not in docket.made.rows
    lines = (pending.folder / "tbl_schedule.csv").read_bytes().split(b"\r\n")
    assert lines[0].startswith(b"IDNSCHEDULE\tIDNPROCEEDING\tIDNCASE\tOSC_DATE\tGENERATION")
    assert {len(line.split(b"\t")) for line in lines[:-1]} == {30}
    assert 3.2 < pending.rows["tbl_schedule.csv"] / 400 < 4.2
