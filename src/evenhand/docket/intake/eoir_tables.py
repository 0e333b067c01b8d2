"""The court's tables that are read: their keys and columns, and the files they are found in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evenhand.terms.refusal import BadInput


@dataclass(frozen=True)
class CourtTable:
    """One of the court's files: its key, and the columns read, as ``kind``: number, date or text.

    ``optional`` columns may be absent: names have changed between releases. ``other_case`` is a
    second column that must name a case.
    """

    key: str
    columns: Mapping[str, str]
    optional: frozenset[str] = frozenset()
    case_column: str = "IDNCASE"
    other_case: str = ""


COURT_TABLES: Mapping[str, CourtTable] = {
    "A_TblCase": CourtTable(
        "IDNCASE",
        {
            "IDNCASE": "number",
            "CASE_TYPE": "text",
            "NAT": "text",
            "LANG": "text",
            "CUSTODY": "text",
            "Sex": "text",
            "LPR": "text",
            "DATE_OF_ENTRY": "date",
            "C_BIRTHDATE": "text",
            "LATEST_HEARING": "date",
            "LATEST_CAL_TYPE": "text",
            "E_28_DATE": "date",
            "UPDATE_SITE": "text",
        },
        frozenset({"Sex", "C_BIRTHDATE", "LPR"}),
    ),
    "B_TblProceeding": CourtTable(
        "IDNPROCEEDING",
        {
            "IDNPROCEEDING": "number",
            "IDNCASE": "number",
            "OSC_DATE": "date",
            "INPUT_DATE": "date",
            "BASE_CITY_CODE": "text",
            "HEARING_LOC_CODE": "text",
            "IJ_CODE": "text",
            "CASE_TYPE": "text",
            "DEC_CODE": "text",
            "OTHER_COMP": "text",
            "COMP_DATE": "date",
            "ABSENTIA": "text",
            "CUSTODY": "text",
            "HEARING_DATE": "date",
        },
    ),
    "B_TblProceedCharges": CourtTable(
        "IDNPRCDCHG",
        {
            "IDNPRCDCHG": "number",
            "IDNCASE": "number",
            "IDNPROCEEDING": "number",
            "CHARGE": "text",
            "CHG_STATUS": "text",
        },
    ),
    "tbl_Court_Appln": CourtTable(
        "IDNPROCEEDINGAPPLN",
        {
            "IDNPROCEEDINGAPPLN": "number",
            "IDNCASE": "number",
            "IDNPROCEEDING": "number",
            "APPL_CODE": "text",
            "APPL_RECD_DATE": "date",
            "APPL_DEC": "text",
        },
    ),
    "tbl_CustodyHistory": CourtTable(
        "IDNCUSTODY",
        {
            "IDNCUSTODY": "number",
            "IDNCASE": "number",
            "CUSTODY": "text",
            "DATDETAINED": "date",
            "DATRELEASED": "date",
        },
    ),
    "tbl_Lead_Rider": CourtTable(
        "idnLeadRider",
        {
            "idnLeadRider": "number",
            "idnLeadCase": "number",
            "idnRiderCase": "number",
            "datCreatedOn": "date",
            "datSeveredOn": "date",
            "blnActive": "text",
        },
        case_column="idnLeadCase",
        other_case="idnRiderCase",
    ),
}
# A column under the name it had in older releases.
FORMER = {"Sex": "GENDER"}
REQUIRED = ("A_TblCase", "B_TblProceeding")


def date_columns() -> Iterator[tuple[str, str, str]]:
    """Give every column of days, as (table, its column of the case, column)."""
    for table, court in COURT_TABLES.items():
        for column, kind in court.columns.items():
            if kind == "date":
                yield table, court.case_column, column


def found_files(paths: Iterable[Path]) -> dict[str, Path]:
    """Match the files given, or those in a folder given, to the court's table names."""
    known = {table.lower(): table for table in (*COURT_TABLES, "Count")}
    found: dict[str, Path] = {}
    for path in paths:
        whole = path.is_dir()
        for file in sorted(path.iterdir()) if whole else [path]:
            stem = file.name.split(".")[0].lower()
            if stem in known:
                if known[stem] in found:
                    raise BadInput(f"{known[stem]} was given twice.", "Name each table once.")
                found[known[stem]] = file
            elif not file.exists():
                raise BadInput(
                    f"There is no file or folder {file}.", "Check the folder and the spelling."
                )
            elif not whole:
                raise BadInput(
                    f"{file.name} is none of the court's tables read here.",
                    f"Those are {', '.join(COURT_TABLES)}.",
                )
    missing = [table for table in REQUIRED if table not in found]
    if missing:
        raise BadInput(
            f"Without {' and '.join(missing)} there is no docket.",
            "Name the folder with the court's files, or the files themselves.",
        )
    return found


def not_read(paths: Iterable[Path]) -> list[str]:
    """Name the files of a folder that are none of the court's tables read here."""
    known = {table.lower() for table in (*COURT_TABLES, "Count")}
    inside = (file for path in paths if path.is_dir() for file in path.iterdir())
    return sorted(
        f.name for f in inside if f.is_file() and f.name.split(".")[0].lower() not in known
    )
