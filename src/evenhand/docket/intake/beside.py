"""Which cases there are already, for a file whose rows are to be cases beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evenhand.docket.mapping import EACH_ROW, Mapping
from evenhand.engines.duck import Connection, literal, name
from evenhand.terms.refusal import BadInput

# What a number of a case may be among others: it stands in entries, in lists and in files.
NUMBER = r"[0-9A-Za-z][0-9A-Za-z ._:/-]{0,39}"
TAKEN, NOT_YOURS, NO_NUMBER = "already a case", "not yours to take in", "unusable number"


@dataclass(frozen=True)
class Beside:
    """A table of the cases there are (``case_id``, ``office``, ``court``), in the engine's file.

    ``offices`` are those of the person who hands the file in; none: the person is bound to none.
    """

    database: Path
    table: str
    offices: tuple[str, ...] = ()

    def tests(self, con: Connection, mapping: Mapping, key: str) -> list[tuple[str, str, str]]:
        """Give what a row is rejected for: the reason, its test, and what the reason rests on.

        Who is bound to offices is not told whether another office has a case of that number.
        """
        if mapping.key == EACH_ROW:
            raise BadInput(
                "The mapping numbers cases by their rows, and other cases bear such numbers.",
                'Name the column that holds the number of each case: key = "Case number".',
            )
        con.execute(f"ATTACH {literal(self.database)} AS beside (READ_ONLY)")
        there = f"SELECT case_id FROM beside.{name(self.table)}"
        unusable = f"NOT regexp_full_match({key}, {literal(NUMBER)})"
        found = [(NO_NUMBER, unusable, f"{mapping.key} is no number of a case")]
        if self.offices:
            listed = ", ".join(map(literal, self.offices))
            own = f"(office IN ({listed}) OR court IN ({listed})) IS TRUE"
            told = [f"trim({name(column)}) IN ({listed})"
                    for column in (mapping.office, mapping.court) if column]  # fmt: skip
            yours = " OR ".join(f"({one}) IS TRUE" for one in told) or "false"
            others = f"{key} IN ({there} WHERE NOT ({own}))"
            where = " or ".join(one for one in (mapping.office, mapping.court) if one)
            rests_on = f"{mapping.key}, {where}" if where else "no column of an office"
            found.append((NOT_YOURS, f"NOT ({yours}) OR {others}", rests_on))
        found.append((TAKEN, f"{key} IN ({there})", f"{mapping.key} is the number of a case here"))
        return found
