"""Small lists of people written by a test, and lists and links made of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evenhand.docket.lists.importing import import_lists
from evenhand.docket.lists.snapshot import Lists, open_lists
from evenhand.engines.duck import connect

PARENT = {
    "number": "A NUMBER",
    "surnames": "LAST",
    "given": "FIRST",
    "born_on": "DOB",
    "sex": "SEX",
    "country": "COC",
    "sector": "SECTOR",
    "apprehended_on": "APPREHENDED",
}
CHILD = {
    "surnames": "CHILD LAST",
    "born_on": "CHILD DOB",
    "parent_number": "PARENT NO",
    "parent_surnames": "PARENT LAST",
    "parent_given": "PARENT FIRST",
    "parent_born_on": "PARENT DOB",
    "parent_sex": "PARENT SEX",
    "country": "COUNTRY",
    "sector": "SECTOR",
    "referred_on": "REFERRED",
}
DATES = ("born_on", "apprehended_on", "parent_born_on", "referred_on", "placed_on")
ROSA = {
    "number": "A200000001", "surnames": "XOL CAAL", "given": "ROSA ELENA", "born_on": "3/4/1985",
    "sex": "F", "country": "Guatemala", "sector": "Yuma", "apprehended_on": "5/20/2018",
}  # fmt: skip
HER_CHILD = {
    "surnames": "TZI XOL", "born_on": "7/8/2010", "parent_number": "", "parent_surnames": "XOL CAL",
    "parent_given": "ROSA", "parent_born_on": "4/3/1985", "parent_sex": "mother",
    "country": "GUATEMALA", "sector": "YUMA", "referred_on": "5/22/2018",
}  # fmt: skip


def write_list(
    folder: Path,
    name: str,
    people: str,
    rows: Sequence[dict[str, str]],
    columns: dict[str, str] | None = None,
    more: str = "",
) -> tuple[Path, Path]:
    """Write a list's file and its mapping; gives both paths, the mapping's first."""
    columns = columns or (PARENT if people == "parents" else CHILD)
    file, mapping = folder / f"{name}.csv", folder / f"{name}.toml"
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(columns.values())
        writer.writerows([[row.get(field, "") for field in columns] for row in rows])
    fields = "".join(
        f'[field.{field}]\ncolumn = "{column}"\n'
        + ('date = "%m/%d/%Y"\n' if field in DATES else "")
        for field, column in columns.items()
    )
    mapping.write_text(f'name = "{name}"\npeople = "{people}"\n{more}\n{fields}', "utf-8")
    return mapping, file


def imported_lists(folder: Path, *lists: tuple[Path, Path], out: str = "lists") -> Lists:
    """Import lists into a new snapshot."""
    import_lists(lists, folder / out)
    return open_lists(folder / out)


def two_lists(
    folder: Path, parents: Sequence[dict[str, str]], children: Sequence[dict[str, str]]
) -> Lists:
    """Write and import a list of parents and one of children."""
    return imported_lists(
        folder,
        write_list(folder, "border", "parents", parents),
        write_list(folder, "care", "children", children),
    )


def rows_of(source: str, columns: str = "*", where: str = "true") -> list[dict[str, Any]]:
    """Give rows of a table of a snapshot."""
    with connect() as con:
        found = con.execute(f"SELECT {columns} FROM {source} WHERE {where}")
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
