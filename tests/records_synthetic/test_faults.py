"""Every damaged row is where the truth says, and damaged as it says."""

from __future__ import annotations

import csv
import io

import pytest

from evenhand.records.synthetic import Fault
from evenhand.records.synthetic.faults import settings

KINDS = {
    "inserted_tab",
    "empty_field",
    "short_row",
    "broken_line",
    "nul_byte",
    "latin1_letter",
    "lone_cr",
    "trailing_backslash",
    "quote",
    "bad_date",
    "empty_key",
    "duplicate_key",
    "orphan",
    "unknown_code",
    "shifted_value",
    "contradiction",
    "not_on_docket",
    "malformed",
}


def cells(line: bytes, file: str) -> list[bytes]:
    """Split a line as its file is split."""
    if file == "intake.csv":
        return [c.encode() for c in next(csv.reader(io.StringIO(line.decode())))]
    return line.removesuffix(b"\r").split(b"\t")


def column(docket, fault: Fault, name: str) -> bytes:
    """Give one cell of the row that a fault names."""
    header = cells(docket.lines(fault.file)[0], fault.file)
    return cells(docket.lines(fault.file)[fault.row - 1], fault.file)[header.index(name.encode())]


def shows(docket, fault: Fault) -> bool:
    """Say whether the line that a fault names shows what the fault did."""
    lines, told = docket.lines(fault.file), settings()[fault.file]
    line, wide = lines[fault.row - 1], len(cells(lines[0], fault.file))
    row, key = cells(line, fault.file), told["key"]
    match fault.kind:
        case "inserted_tab" | "empty_field":
            return len(row) == wide + 1 and (fault.kind != "empty_field" or row[2] == b"")
        case "short_row":
            return len(row) < wide
        case "broken_line":
            return len(row) < wide and not line.endswith(b"\r")
        case "nul_byte":
            return b"\0" in column(docket, fault, told["text"])
        case "latin1_letter":
            return "Ñ".encode("latin-1") in line
        case "lone_cr":
            return b"\r" in line.removesuffix(b"\r")
        case "trailing_backslash":
            return column(docket, fault, told["text"]).endswith(b"\\")
        case "quote":
            return b'"' in line
        case "bad_date":
            return column(docket, fault, told["date"]).startswith(b"2011-02-30")
        case "empty_key":
            return column(docket, fault, key) == b""
        case "duplicate_key":
            before = cells(lines[fault.row - 2], fault.file)
            return row[0] == before[0] and row != before
        case "contradiction":
            before = cells(lines[fault.row - 2], fault.file)
            return row[:3] == before[:3] and row != before
        case "orphan":
            return int(column(docket, fault, told["parent"])) >= 2_000_000_000
        case "not_on_docket":
            return int(column(docket, fault, key)) >= 2_000_000_000
        case "malformed":
            return len(row) != wide or not row[0].isdigit()
        case "unknown_code":
            return any(
                column(docket, fault, c) == v.encode() for c, v in told["unknown_code"].items()
            )
        case "shifted_value":
            return any(
                column(docket, fault, c).decode() in v for c, v in told["shifted_value"].items()
            )
    return False


def test_every_kind_of_fault_is_there(docket):
    """A docket of a thousand cases or more has every kind of fault at least once."""
    assert {fault.kind for fault in docket.made.faults} == KINDS


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_fault_is_at_the_row_named(docket, kind):
    """The line named by the truth shows the fault named by the truth."""
    found = [fault for fault in docket.made.faults if fault.kind == kind]
    assert found
    assert all(shows(docket, fault) for fault in found)


def test_the_truth_on_file_is_the_truth_told(docket):
    """truth/faults.tsv lists what the call returns: file, row, kind."""
    lines = (docket.made.folder / "truth" / "faults.tsv").read_text().splitlines()
    assert lines[0] == "file\trow\tkind"
    assert [Fault(f, int(r), k) for f, r, k in (line.split("\t") for line in lines[1:])] == [
        *docket.made.faults
    ]


def test_rows_not_named_are_intact(docket, headers):
    """Every row that the truth does not name has all its cells, and its own key."""
    named = {(fault.file, fault.row) for fault in docket.made.faults}
    named |= {(f.file, f.row + 1) for f in docket.made.faults if f.kind == "broken_line"}
    for table, columns in headers.items():
        file, keys = f"{table}.csv", set()
        for number, line in enumerate(docket.lines(file), 1):
            if (file, number) not in named:
                row = cells(line, file)
                assert len(row) == len(columns)
                assert row[0] not in keys
                keys.add(row[0])


def test_faults_are_as_rare_as_reported(large):
    """In a larger docket tabs go astray about as often as the public logs say."""
    counts = large.faults_by_kind()
    stray = counts["A_TblCase.csv", "inserted_tab"] + counts["A_TblCase.csv", "empty_field"]
    assert 2 <= stray <= 8
    assert 3 <= counts["A_TblCase.csv", "unknown_code"] <= 40


def test_a_thousand_cases_suffice(thousand):
    """At exactly a thousand cases every kind is there, and hardly any in the first half."""
    assert {fault.kind for fault in thousand.faults} == KINDS
    assert sum(f.row < 500 for f in thousand.faults if f.file == "A_TblCase.csv") < 3
