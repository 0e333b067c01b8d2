"""Every row of the court's files is loaded unaltered or rejected with its reason and its text."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from tests.support.plain_reading import Cells, Plain, day, last_proceeding, read_plainly

TABLES = {
    "A_TblCase": "cases",
    "B_TblProceeding": "proceedings",
    "B_TblProceedCharges": "charges",
    "tbl_Court_Appln": "applications",
    "tbl_CustodyHistory": "custody",
    "tbl_Lead_Rider": "ties",
}
# What becomes of a damaged row: the reason it is rejected for, or None where it is read.
FATES = {
    "inserted_tab": "too many fields",
    "empty_field": "too many fields",
    "short_row": "too few fields",
    "broken_line": "too few fields",
    "lone_cr": "stray carriage return",
    "empty_key": "no key",
    "duplicate_key": "duplicate key",
    "orphan": "orphan",
    "nul_byte": None,
    "latin1_letter": None,
    "trailing_backslash": None,
    "quote": None,
    "bad_date": None,
    "unknown_code": None,
    "shifted_value": None,
}
# Columns that the docket takes over as they stand: name in the docket, name at the court.
SAME = {
    "A_TblCase": {"case_id": "IDNCASE", "nationality": "NAT", "language": "LANG", "sex": "Sex"},
    "B_TblProceeding": {
        "case_id": "IDNCASE",
        "proceeding_id": "IDNPROCEEDING",
        "court": "BASE_CITY_CODE",
        "hearing_location": "HEARING_LOC_CODE",
        "judge": "IJ_CODE",
        "case_type": "CASE_TYPE",
        "decision": "DEC_CODE",
        "other_completion": "OTHER_COMP",
        "in_absentia": "ABSENTIA",
        "custody": "CUSTODY",
        "charged_on": "OSC_DATE",
        "entered_in_system_on": "INPUT_DATE",
        "hearing_on": "HEARING_DATE",
        "completed_on": "COMP_DATE",
    },
    "B_TblProceedCharges": {
        "case_id": "IDNCASE",
        "proceeding_id": "IDNPROCEEDING",
        "charge": "CHARGE",
        "status": "CHG_STATUS",
    },
    "tbl_Court_Appln": {
        "case_id": "IDNCASE",
        "proceeding_id": "IDNPROCEEDING",
        "application": "APPL_CODE",
        "decision": "APPL_DEC",
        "received_on": "APPL_RECD_DATE",
    },
    "tbl_CustodyHistory": {
        "case_id": "IDNCASE",
        "custody": "CUSTODY",
        "detained_on": "DATDETAINED",
        "released_on": "DATRELEASED",
    },
    "tbl_Lead_Rider": {
        "case_id": "idnLeadCase",
        "other_case_id": "idnRiderCase",
        "since": "datCreatedOn",
        "severed_on": "datSeveredOn",
    },
}


@pytest.fixture(scope="module")
def plain(synthetic) -> dict[str, Plain]:
    """Read the made files without Evenhand."""
    return read_plainly(synthetic.made.folder)


def written(column: str, text: str) -> Any:
    """Give what the docket must hold for a cell of the court's file."""
    if column == "since" or column.endswith("_on"):
        return day(text)
    if column == "proceeding_id":
        return int(text) if text else None
    return text or None


@pytest.mark.parametrize("table", TABLES)
def test_every_file_adds_up(synthetic, plain, table):
    """In the manifest, read = loaded + rejected, and read is the number of lines of the file."""
    account = next(i for i in synthetic.court.manifest["inputs"] if i["name"] == f"{table}.csv")
    assert account["read"] == plain[table].read
    assert account["loaded"] == len(plain[table].rows)
    assert account["rejected"] == len(plain[table].rejects)
    reasons = Counter(reason for _, reason, _ in plain[table].rejects)
    assert account["reasons"] == dict(reasons)


@pytest.mark.parametrize("table", TABLES)
def test_exactly_the_damaged_rows_are_rejected(synthetic, plain, table):
    """The rejects of a file are those that plain Python finds: row, reason and text."""
    assert sorted(synthetic.court.rejects(f"{table}.csv")) == sorted(plain[table].rejects)


def test_every_fault_put_in_ends_as_it_should(synthetic):
    """Each fault named by the truth is a reject with the right reason and text, or is read."""
    rejects = {
        (row["file"], row["row"]): (row["reason"].partition(" (")[0], row["raw"])
        for row in synthetic.court.rows("rejects")
    }
    met = Counter()
    for fault in synthetic.made.faults:
        table = fault.file.removesuffix(".csv")
        if table not in TABLES:
            continue
        met[fault.kind] += 1
        raw = synthetic.lines(fault.file)[fault.row - 1].decode("latin-1").removesuffix("\r")
        reason, kept = rejects.get((fault.file, fault.row), (None, raw))
        # A row that is read may still belong to a case whose own row was damaged.
        allowed = {FATES[fault.kind]} if FATES[fault.kind] else {None, "orphan"}
        assert reason in allowed, fault
        assert kept == raw, fault
    assert set(met) == set(FATES)


@pytest.mark.parametrize("table", TABLES)
def test_rows_that_are_read_are_unaltered(synthetic, plain, table):
    """Every loaded row is in the docket once, with what plain Python reads in each column."""
    rows = synthetic.court.rows(TABLES[table])
    assert sorted(row["row"] for row in rows) == sorted(plain[table].rows)
    for row in rows:
        cells = plain[table].rows[row["row"]]
        shown = {column: row[column] for column in SAME[table]}
        assert shown == {c: written(c, cells[name]) for c, name in SAME[table].items()}
        assert row["file"] == table


def test_no_blank_is_kept_as_text(synthetic):
    """A cell that is empty or holds blanks only is no value in any table of the docket."""
    for table in TABLES.values():
        for row in synthetic.court.rows(table):
            assert not [c for c, v in row.items() if isinstance(v, str) and not v.strip()]


@pytest.fixture(scope="module")
def proceedings(plain) -> dict[str, list[Cells]]:
    """Give the proceedings of each case."""
    found = defaultdict(list)
    for cells in plain["B_TblProceeding"].rows.values():
        found[cells["IDNCASE"]].append(cells)
    return dict(found)


def test_the_outcome_is_that_of_the_last_proceeding(synthetic, proceedings):
    """Court, judge, outcome code and day of every case are those of its last proceeding."""
    several = 0
    for case_id, case in synthetic.court.by_case("cases").items():
        rows = proceedings.get(case_id, [])
        several += len(rows) > 1
        if not rows:
            assert case["state"] == "no proceeding"
            continue
        last = last_proceeding(rows)
        assert case["court"] == (last["BASE_CITY_CODE"] or None)
        assert case["judge"] == (last["IJ_CODE"] or None)
        assert case["outcome"] == (last["DEC_CODE"] or last["OTHER_COMP"] or None)
        assert case["outcome_on"] == day(last["COMP_DATE"])
        assert (case["state"] == "pending") == (not last["COMP_DATE"])
    assert several > 200


def test_facts_follow_from_the_rows(synthetic, plain, proceedings):
    """Entry, custody and pending relief of every case are what plain Python makes of the rows."""
    as_of = day(synthetic.court.manifest["as_of"])
    history, pending = {}, defaultdict(bool)
    for cells in plain["tbl_CustodyHistory"].rows.values():
        before = history.get(cells["IDNCASE"])
        if before is None or int(cells["IDNCUSTODY"]) > int(before["IDNCUSTODY"]):
            history[cells["IDNCASE"]] = cells
    for cells in plain["tbl_Court_Appln"].rows.values():
        pending[cells["IDNCASE"]] |= not cells["APPL_DEC"]
    facts = synthetic.court.by_case("facts")
    assert len(facts) == len(plain["A_TblCase"].rows)
    for cells in plain["A_TblCase"].rows.values():
        case_id, row = cells["IDNCASE"], facts[cells["IDNCASE"]]
        entered = day(cells["DATE_OF_ENTRY"])
        entered = entered if entered and entered <= as_of else None
        assert row["entered_on_earliest"] == row["entered_on_latest"] == entered
        rows = proceedings.get(case_id)
        custody = (
            (history.get(case_id) or {}).get("CUSTODY")
            or (last_proceeding(rows)["CUSTODY"] if rows else "")
            or cells["CUSTODY"]
        )
        assert row["detained"] is {"D": True, "N": False, "R": False}.get(custody)
        assert row["relief_pending"] is pending.get(case_id)


def test_values_of_another_column_are_noted(synthetic):
    """Each shifted value and unknown code in a column that gives a fact or an outcome is noted."""
    noted = {(row["file"], row["row"], row["raw"]) for row in synthetic.court.rows("notes")}
    loaded = {
        (table, row["row"]) for table, own in TABLES.items() for row in synthetic.court.rows(own)
    }
    checked = 0
    for fault in synthetic.made.faults:
        table = fault.file.removesuffix(".csv")
        if fault.kind not in ("shifted_value", "bad_date") or (table, fault.row) not in loaded:
            continue
        cells = synthetic.lines(fault.file)[fault.row - 1].decode("latin-1").split("\t")
        here = {raw for file, row, raw in noted if (file, row) == (table, fault.row)}
        assert here & {cell.strip() for cell in cells}, fault
        checked += 1
    assert checked >= 4
