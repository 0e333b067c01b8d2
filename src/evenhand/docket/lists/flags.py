"""What looks wrong in a list and is kept as it stands: said of its row, never repaired."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.engines.duck import Connection, literal, name

FLAGS = (
    "person_id VARCHAR, list VARCHAR, role VARCHAR, file VARCHAR, row BIGINT, flag VARCHAR, "
    "says VARCHAR"
)
# The order in which things happen to a child; a later day that stands before an earlier one of the
# same row cannot be right, and nothing in the row tells which of the two is wrong.
ORDER = ("born_on", "apprehended_on", "referred_on", "placed_on", "discharged_on")

OUT_OF_ORDER = "dates out of order"
NOT_YOUNGER = "child not younger than the parent named"
SAME_ROW = "same row twice"
SAME_NUMBER = "same number twice"
NAMELESS = "no name and no number"


def find_flags(con: Connection, mapped: set[str], whole_row: list[str]) -> None:
    """Add to ``flags`` what is wrong in ``list_people``, of which ``mapped`` fields are filled.

    ``whole_row``: the columns of ``rows``, the list as it was read.
    """
    own = "person_id, list, role, file, row"
    for flag, says, test in (*_days(mapped), *_ages(mapped), *_nameless(mapped)):
        con.execute(
            f"INSERT INTO flags SELECT {own}, {literal(flag)}, {says} FROM list_people WHERE {test}"
        )
    cells = ", ".join(f"coalesce({name(column)}, '')" for column in whole_row)
    alike = f"SELECT row, min(row) OVER (PARTITION BY {cells}) AS first FROM rows"
    _repeated(con, SAME_ROW, f"SELECT row, first FROM ({alike}) WHERE row > first")
    if "number" in mapped:
        first = "SELECT row, min(row) OVER (PARTITION BY number) AS first FROM list_people"
        _repeated(
            con,
            SAME_NUMBER,
            f"SELECT row, first FROM ({first} WHERE number IS NOT NULL) WHERE row > first",
        )


def _repeated(con: Connection, flag: str, pairs: str) -> None:
    con.execute(
        "INSERT INTO flags SELECT person_id, list, role, file, row, "
        f"{literal(flag)}, 'first in row ' || first FROM list_people JOIN ({pairs}) USING (row)"
    )


def _days(mapped: set[str]) -> Iterator[tuple[str, str, str]]:
    days = [day for day in ORDER if day in mapped]
    for place, earlier in enumerate(days):
        for later in days[place + 1 :]:
            says = f"'{later} ' || {later}_high || ' before {earlier} ' || {earlier}_low"
            yield OUT_OF_ORDER, says, f"{later}_high < {earlier}_low"


def _ages(mapped: set[str]) -> Iterator[tuple[str, str, str]]:
    if {"born_on", "parent_born_on"} <= mapped:
        says = "'child ' || born_on_low || ', parent ' || parent_born_on_high"
        yield NOT_YOUNGER, says, "born_on_high <= parent_born_on_low"


def _nameless(mapped: set[str]) -> Iterator[tuple[str, str, str]]:
    telling = (
        "number", "given", "surnames", "parent_number", "parent_given", "parent_surnames",
    )  # fmt: skip
    present = [field for field in telling if field in mapped]
    test = " AND ".join(f"{field} IS NULL" for field in present) or "true"
    yield NAMELESS, "'nothing in the row can be compared with another list'", test
