"""The court's files read by plain Python, line by line: what the adapter must agree with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Cells = dict[str, str]


@dataclass
class Plain:
    """One file: its rows by line number, and its rejects as (line, reason, raw)."""

    rows: dict[int, Cells] = field(default_factory=dict)
    rejects: list[tuple[int, str, str]] = field(default_factory=list)
    read: int = 0


KEYS: Mapping[str, str] = {
    "A_TblCase": "IDNCASE",
    "B_TblProceeding": "IDNPROCEEDING",
    "B_TblProceedCharges": "IDNPRCDCHG",
    "tbl_Court_Appln": "IDNPROCEEDINGAPPLN",
    "tbl_CustodyHistory": "IDNCUSTODY",
    "tbl_Lead_Rider": "idnLeadRider",
}


def read_plainly(folder: Path) -> dict[str, Plain]:
    """Read every table; a row is rejected for the first of the reasons that applies."""
    found: dict[str, Plain] = {}
    for table, key in KEYS.items():
        parents = ["idnLeadCase", "idnRiderCase"] if table == "tbl_Lead_Rider" else ["IDNCASE"]
        known = {row["IDNCASE"] for row in found["A_TblCase"].rows.values()} if found else None
        found[table] = _table(folder / f"{table}.csv", key, parents, known)
    return found


def _table(path: Path, key: str, parents: list[str], known: set[str] | None) -> Plain:
    plain = Plain()
    first: dict[str, int] = {}
    for number, raw, cells in _lines(path):
        plain.read += 1
        reason = cells if isinstance(cells, str) else _wrong(cells, key, parents, known)
        if not reason and not isinstance(cells, str) and cells[key] in first:
            reason = "duplicate key"
        if reason:
            plain.rejects.append((number, reason, raw))
        elif not isinstance(cells, str):
            first[cells[key]] = number
            plain.rows[number] = cells
    return plain


def _lines(path: Path) -> Iterator[tuple[int, str, Cells | str]]:
    """Give each line after the header: its number, its text, its cells or what is wrong."""
    lines = path.read_bytes().decode("latin-1").split("\n")
    assert lines[-1] == ""
    header = lines[0].removesuffix("\r").split("\t")
    for number, line in enumerate(lines[1:-1], 2):
        raw = line.removesuffix("\r")
        parts = raw.replace("\0", "").split("\t")
        if "\r" in raw:
            yield number, raw, "stray carriage return"
        elif len(parts) != len(header):
            yield number, raw, f"too {'many' if len(parts) > len(header) else 'few'} fields"
        else:
            yield number, raw, {n: c.strip(" ") for n, c in zip(header, parts, strict=True)}


def _wrong(cells: Cells, key: str, parents: list[str], known: set[str] | None) -> str:
    if not cells[key].isdigit():
        return "no key"
    if known is None:
        return ""
    if not cells[parents[0]].isdigit():
        return "no case number"
    return "" if all(cells[parent] in known for parent in parents) else "orphan"


def day(text: str) -> dt.date | None:
    """Read a day as the court writes it; an impossible one is none."""
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def last_proceeding(rows: list[Cells]) -> Cells:
    """Give the proceeding that counts: an open one, else the one completed last."""
    return max(
        rows,
        key=lambda row: (
            not row["COMP_DATE"],
            day(row["COMP_DATE"]) or dt.date.max,
            row["DEC_CODE"],
            row["OTHER_COMP"],
            int(row["IDNPROCEEDING"]),
        ),
    )
