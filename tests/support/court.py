"""Small folders of the court's files, written row by row in their real form: tabs, no quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evenhand.docket.intake.eoir_tables import COURT_TABLES

CASE = {"CASE_TYPE": "RMV", "NAT": "MX", "LANG": "SP", "CUSTODY": "N"}
PROCEEDING = {
    "CASE_TYPE": "RMV",
    "BASE_CITY_CODE": "SEA",
    "IJ_CODE": "ABC",
    "OSC_DATE": "2010-01-04",
    "INPUT_DATE": "2010-01-05",
}


def cell(value: object) -> str:
    """Write a value as the court does: a day has a time of midnight."""
    text = "" if value is None else str(value)
    whole = len(text) == 10 and text[4] == "-" and text[7] == "-" and text[:4].isdigit()
    return f"{text} 00:00:00.000" if whole else text


@dataclass
class Court:
    """The court's files in the making; every column the docket reads is there, others are not."""

    folder: Path
    rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    proceedings: int = 0
    dated: str = "2012-01-13"

    def add(self, table: str, **cells: object) -> Court:
        """Add a row to a table."""
        self.rows.setdefault(table, []).append(cells)
        return self

    def case(self, number: object, **cells: object) -> Court:
        """Add a case."""
        return self.add("A_TblCase", **{"IDNCASE": number, **CASE, **cells})

    def proceeding(self, case: object, **cells: object) -> Court:
        """Add a proceeding; they are numbered as they come."""
        self.proceedings += 1
        number = {"IDNPROCEEDING": 100 + self.proceedings, "IDNCASE": case}
        return self.add("B_TblProceeding", **{**number, **PROCEEDING, **cells})

    def header(self, table: str) -> list[str]:
        """Name the columns that are written of a table."""
        return list(COURT_TABLES[table].columns)

    def text(self, table: str, header: Sequence[str] | None = None) -> str:
        """Write a table: a header line, then its rows."""
        names = list(header or self.header(table))
        lines = ["\t".join(names)]
        for row in self.rows.get(table, []):
            given: Mapping[str, object] = {key.lower(): value for key, value in row.items()}
            lines.append("\t".join(cell(given.get(name.lower())) for name in names))
        return "".join(line + "\r\n" for line in lines)

    def write(self, **texts: str | bytes) -> Path:
        """Write every table that has rows, and the required ones; ``texts`` replace a table's."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for table in {"A_TblCase": 1, "B_TblProceeding": 1, **self.rows}:
            text = texts.get(table, self.text(table))
            content = text.encode("latin-1") if isinstance(text, str) else text
            (self.folder / f"{table}.csv").write_bytes(content)
        return self.folder
