"""A docket of twenty thousand made cases, made once, and ways to read it plainly."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

from evenhand.records.synthetic import Made, make

HEADERS = {
    "A_TblCase": (
        "IDNCASE ALIEN_CITY ALIEN_STATE ALIEN_ZIPCODE UPDATED_ZIPCODE UPDATED_CITY NAT LANG CUSTODY"
        " SITE_TYPE E_28_DATE ATTY_NBR CASE_TYPE UPDATE_SITE LATEST_HEARING LATEST_TIME"
        " LATEST_CAL_TYPE UP_BOND_DATE UP_BOND_RSN CORRECTIONAL_FAC RELEASE_MONTH RELEASE_YEAR"
        " INMATE_HOUSING DATE_OF_ENTRY C_ASY_TYPE C_BIRTHDATE C_RELEASE_DATE UPDATED_STATE"
        " ADDRESS_CHANGEDON ZBOND_MRG_FLAG Sex DATE_DETAINED DATE_RELEASED LPR DETENTION_DATE"
        " DETENTION_LOCATION DCO_LOCATION DETENTION_FACILITY_TYPE CASEPRIORITY_CODE"
    ),
    "B_TblProceeding": (
        "IDNPROCEEDING IDNCASE OSC_DATE INPUT_DATE BASE_CITY_CODE HEARING_LOC_CODE IJ_CODE"
        " TRANS_IN_DATE PREV_HEARING_LOC PREV_HEARING_BASE PREV_IJ_CODE TRANS_NBR HEARING_DATE"
        " HEARING_TIME DEC_TYPE DEC_CODE DEPORTED_1 DEPORTED_2 OTHER_COMP APPEAL_RSVD"
        " APPEAL_NOT_FILED COMP_DATE ABSENTIA VENUE_CHG_GRANTED TRANSFER_TO DATE_APPEAL_DUE_STATUS"
        " TRANSFER_STATUS CUSTODY CASE_TYPE NAT LANG SCHEDULED_HEAR_LOC CORRECTIONAL_FAC CRIM_IND"
        " IHP AGGRAVATE_FELON DATE_DETAINED DATE_RELEASED"
    ),
    "B_TblProceedCharges": "IDNPRCDCHG IDNCASE IDNPROCEEDING CHARGE CHG_STATUS",
    "tbl_Court_Appln": (
        "IDNPROCEEDINGAPPLN IDNPROCEEDING IDNCASE APPL_CODE APPL_RECD_DATE APPL_DEC"
    ),
    "tbl_CustodyHistory": "IDNCUSTODY IDNCASE CUSTODY DATDETAINED DATRELEASED",
    "tbl_Lead_Rider": (
        "idnLeadRider idnLeadCase idnRiderCase datCreatedOn datModifiedOn datSeveredOn"
        " idnLeadProceedingStart idnLeadProceedingEnd idnRiderProceedingStart"
        " idnRiderProceedingEnd blnActive"
    ),
    "A_TblCaseIdentifier": "IDNCASEID IDNCASE CASE_ID",
}


@dataclass(frozen=True, eq=False)
class Docket:
    """A made docket, and its rows as a careful reader would see them."""

    made: Made

    @cache  # noqa: B019 - one docket lives as long as the tests
    def lines(self, file: str) -> list[bytes]:
        """Give the lines of a file as they stand, header first, without their line feeds."""
        return (self.made.folder / file).read_bytes().split(b"\n")[:-1]

    @cache  # noqa: B019
    def rows(self, table: str) -> list[dict[str, str]]:
        """Give the intact rows of a court's file."""
        damaged = {(fault.file, fault.row) for fault in self.made.faults}
        columns = HEADERS[table].split()
        found = []
        for number, line in enumerate(self.lines(f"{table}.csv"), 1):
            cells = line.decode("latin-1").removesuffix("\r").replace("\0", "").split("\t")
            whole = len(cells) == len(columns) and (f"{table}.csv", number) not in damaged
            if number > 1 and whole:
                found.append({c: cell.strip() for c, cell in zip(columns, cells, strict=True)})
        return found

    @cached_property
    def cases(self) -> dict[str, dict[str, str]]:
        """Give the intact cases by their number."""
        return {row["IDNCASE"]: row for row in self.rows("A_TblCase")}

    @cached_property
    def proceedings(self) -> dict[str, list[dict[str, str]]]:
        """Give the proceedings of each case, in order, where all of them are intact."""
        file, lines = "B_TblProceeding.csv", self.lines("B_TblProceeding.csv")
        near = {
            row + step for f, row, _ in self.made.faults if f == file for step in (-2, -1, 0, 1)
        }
        cells = [line.split(b"\t") for place, line in enumerate(lines) if place in near]
        spoilt = {row[1].decode() for row in cells if len(row) > 1}
        found = defaultdict(list)
        for row in self.rows("B_TblProceeding"):
            if row["IDNCASE"] not in spoilt:
                found[row["IDNCASE"]].append(row)
        return dict(found)

    @cached_property
    def notes(self) -> list[dict[str, str]]:
        """Give the intact rows of the office's file."""
        damaged = {fault.row for fault in self.made.faults if fault.file == "intake.csv"}
        with (self.made.folder / "intake.csv").open(encoding="utf-8", newline="") as text:
            return [
                row for number, row in enumerate(csv.DictReader(text), 2) if number not in damaged
            ]


@pytest.fixture(scope="session")
def docket(tmp_path_factory: pytest.TempPathFactory) -> Docket:
    """Make the docket."""
    folder: Path = tmp_path_factory.mktemp("synthetic") / "docket"
    return Docket(make(folder, cases=20_000, seed=11))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make more cases than one thread works on at a time."""
    folder: Path = tmp_path_factory.mktemp("large") / "docket"
    return make(folder, cases=130_000, seed=5, tables=("A_TblCase",))


@pytest.fixture(scope="session")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make exactly a thousand cases, with another seed."""
    folder: Path = tmp_path_factory.mktemp("thousand") / "docket"
    return make(folder, cases=1000, seed=2)


@pytest.fixture(scope="session")
def pending(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Make pending cases alone, with their hearings."""
    folder: Path = tmp_path_factory.mktemp("pending") / "docket"
    tables = ("B_TblProceeding", "tbl_schedule")
    return make(folder, cases=400, seed=3, tables=tables, pending=1.0)


@pytest.fixture(scope="session")
def headers() -> dict[str, list[str]]:
    """Give the columns of the real release, June 2026, in order."""
    return {table: header.split() for table, header in HEADERS.items()}
