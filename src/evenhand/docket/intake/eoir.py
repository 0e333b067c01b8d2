"""The immigration courts' case data (EOIR): raw files in their real layout onto the docket.

Every stage reads files and writes files, so that no table need fit in memory, and an import that
was killed goes on after the last stage it finished.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from evenhand.docket.building import SNAPSHOT, WRITE, Building
from evenhand.docket.derive import to_derive
from evenhand.docket.facts import contradictory, derived
from evenhand.docket.intake import eoir_sql
from evenhand.docket.intake.eoir_day import CourtDay, court_day
from evenhand.docket.intake.eoir_reading import FOLDER, SOURCE, CourtFile, make_empty
from evenhand.docket.intake.eoir_tables import COURT_TABLES, date_columns, found_files, not_read
from evenhand.docket.merging import together
from evenhand.docket.stages import Advance, Stage, program
from evenhand.engines.duck import literal
from evenhand.records.account import SourceFile, fingerprint
from evenhand.terms.refusal import BadInput, Unaccounted

# What each stage after the reading takes beside reading all files, in hundredths: measured.
SHARES = {
    "last proceedings": 10,
    "cases": 15,
    "proceedings": 15,
    "charges": 7,
    "applications": 6,
    "custody": 3,
    "ties": 1,
    "supplied": 12,
    f"sources/1-{SOURCE}": 20,
    "facts": 19,
    "notes": 4,
}
NOTED = "case_id, fact, reason, source, file, row, col, raw"

Select = Callable[[eoir_sql.Tables], str]


def import_eoir(building: Building, paths: Iterable[Path], dated: dt.date | None) -> dict[str, Any]:
    """Read the court's files (or a folder of them) into the building; gives manifest entries.

    ``dated`` is the day the data stand for; without it, the last day on which the files record a
    proceeding being entered (see ``eoir_day``).
    """
    paths = list(paths)
    given = found_files(paths)
    sources = _fingerprints(building, given)
    building.begin(_binding(sources, given, dated))
    reading = [
        CourtFile(building, table, court, sources[table])
        for table, court in COURT_TABLES.items()
        if table in sources
    ]
    for table, court in COURT_TABLES.items():
        if table not in sources:
            make_empty(building.con, table, court)
    _decisions(building)
    making = _Making(building, sum(file.source.size for file in reading), dated)
    stages = [*(file.stage() for file in reading), *making.stages()]
    building.work.carry_out(stages, building.tell)
    _prove_counts(building)
    for file in reading:
        building.rejects.take_over(file.place("rejects"))
    return {
        "as_of": str(making.day),
        "as_of_from": making.day_from,
        "entered_later": making.entered_later,
        "sources": [SOURCE],
        "not_given": [table for table in COURT_TABLES if table not in given],
        "not_read": not_read(paths),
        "count_file": _against_count_file(building, given),
    }


def _prove_counts(building: Building) -> None:
    """Raise Unaccounted unless every row loaded is a row of the docket, and each case has facts."""
    loaded = {file.name.split(".")[0].lower(): a.loaded for _, file, a in building.accounts}
    wanted = {
        made: loaded.get(table.lower(), 0) for table, made in eoir_sql.BECOMES.items()
    } | dict.fromkeys(("facts", f"sources/1-{SOURCE}"), loaded["a_tblcase"])
    for table, rows in wanted.items():
        if building.counts[table] != rows:
            raise Unaccounted(
                f"Of {rows:,} rows loaded for {table}, {building.counts[table]:,} were written.",
                "Nothing was kept. This is a fault in Evenhand; please report it.",
            )


def _fingerprints(building: Building, given: Mapping[str, Path]) -> dict[str, SourceFile]:
    """Identify all files before any is read, so that files of two releases are never mixed."""
    tables = [table for table in COURT_TABLES if table in given]
    found = {}
    for place, table in enumerate(tables):
        building.tell(f"looking at {table}", place, len(tables))
        found[table] = fingerprint(given[table])
    return found


def _binding(
    sources: Mapping[str, SourceFile], given: Mapping[str, Path], dated: dt.date | None
) -> dict[str, Any]:
    inputs = {file.name: file.sha256 for file in sources.values()}
    if "Count" in given:
        inputs[given["Count"].name] = fingerprint(given["Count"]).sha256
    return {"source": SOURCE, "inputs": inputs, "day": str(dated), "program": program()}


class _Making:
    """The stages after the reading: from the court's rows to the docket's tables."""

    def __init__(self, building: Building, size: int, dated: dt.date | None) -> None:
        self._building = building
        self._size = size
        self._dated = dated
        self.day = dt.date.min
        self.day_from = ""
        self.entered_later = 0

    def stages(self) -> Iterator[Stage]:
        """Give them in order."""
        facts = self._building.catalogue
        yield Stage("the day of the data", 0, (), self._find_day, self._know_day)
        yield self._kept("last proceedings", lambda sql: sql.last_proceedings())
        yield self._table("cases", lambda sql: sql.cases(), "cases_made")
        for table, select in eoir_sql.WRITTEN.items():
            yield self._table(table, _always(select))
        yield self._kept("supplied", lambda sql: sql.supplied())
        yield self._table(
            f"sources/1-{SOURCE}",
            lambda sql: derived(sql.facts(facts), to_derive(eoir_sql.SUPPLIED, facts), facts),
            "facts_1",
        )
        yield self._table(
            "facts",
            lambda sql: together(facts, [(SOURCE, "facts_1")], sql.day),
        )
        yield self._table(
            "notes",
            lambda sql: (
                f"SELECT {NOTED} FROM ({sql.notes(date_columns())} UNION ALL "
                f"{contradictory(sql.facts(facts), SOURCE, facts)}) AS n({NOTED}) ORDER BY ALL"
            ),
        )

    def _find_day(self, advance: Advance) -> dict[str, Any]:
        con = self._building.con
        found = CourtDay(self._dated, "given") if self._dated else court_day(con)
        later = con.execute(
            'SELECT count(*) FROM "B_TblProceeding" WHERE "INPUT_DATE" > ?', [found.day]
        ).fetchone()
        return {"day": str(found.day), "from": found.source, "later": later[0] if later else 0}

    def _know_day(self, told: dict[str, Any]) -> None:
        self.day = dt.date.fromisoformat(told["day"])
        self.day_from, self.entered_later = told["from"], told["later"]
        select = eoir_sql.Tables(self.day).proceedings()
        self._building.con.execute(f"CREATE TEMP VIEW proceedings_made AS {select}")

    def _kept(self, says: str, select: Select) -> Stage:
        """Give a stage whose rows serve later ones only, under its own name."""
        view = says.replace(" ", "_")
        return self._stage(says, f"{FOLDER}/{view}.rows", select, "", view)

    def _table(self, table: str, select: Select, view: str = "") -> Stage:
        """Give a stage that writes a table of the snapshot."""
        return self._stage(table, f"{SNAPSHOT}/{table}.parquet", select, table, view)

    def _stage(self, says: str, makes: str, select: Select, table: str, view: str) -> Stage:
        building, path = self._building, self._building.work.folder / makes
        weight = self._size * SHARES[says] // 100

        def work(advance: Advance) -> dict[str, Any]:
            form = WRITE if table else "(FORMAT parquet)"
            return {"rows": building.copy(select(self._sql), path, advance, weight, form)}

        def ready(told: dict[str, Any]) -> None:
            if table:
                building.counts[table] = told["rows"]
            if view:
                rows = f"SELECT * FROM read_parquet({literal(path)})"
                building.con.execute(f"CREATE TEMP VIEW {view} AS {rows}")

        return Stage(f"writing {says}", weight, (makes,), work, ready)

    @property
    def _sql(self) -> eoir_sql.Tables:
        return eoir_sql.Tables(self.day)


def _always(select: str) -> Select:
    return lambda sql: select


def _decisions(building: Building) -> None:
    """Bring in the code table of decisions, keyed by case type, column and letter."""
    path = files("evenhand.docket").joinpath("codes/court_decisions.csv")
    building.con.execute(
        "CREATE TEMP TABLE decisions AS SELECT * FROM "
        f"read_csv({literal(path)}, header = true, all_varchar = true, delim = ',')"
    )


def _against_count_file(building: Building, given: Mapping[str, Path]) -> dict[str, list[int]]:
    """Compare the rows read with the court's own Count.txt: table -> [counted, read]."""
    if "Count" not in given:
        return {}
    counted: dict[str, int] = {}
    for line in given["Count"].read_text("latin-1").splitlines():
        cells = line.replace("\x00", "").split("\t")
        if len(cells) >= 2 and cells[1].strip().replace(",", "").isdigit():
            counted[cells[0].split(".")[0].lower()] = int(cells[1].strip().replace(",", ""))
    result: dict[str, list[int]] = {}
    for _, file, account in building.accounts:
        count = counted.get(file.name.split(".")[0].lower())
        if count is None:
            continue
        if account.read < 0.999 * count - 1:
            raise BadInput(
                f"{file.name} holds {account.read:,} rows; Count.txt says {count:,}: "
                "it is cut off.",
                "Fetch the file again. Nothing was kept.",
            )
        result[file.name] = [count, account.read]
    return result
