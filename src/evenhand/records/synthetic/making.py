"""Makes a docket: plans cases by the hundred thousand and writes each file's rows for them."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from evenhand.engines.duck import Connection, connect, name
from evenhand.records.synthetic import faults, intake, slots
from evenhand.records.synthetic.faults import Fault, Target
from evenhand.records.synthetic.folder import README, SIGN, whole
from evenhand.records.synthetic.salting import Salter, number, read, salts
from evenhand.records.synthetic.writing import RowFile
from evenhand.terms.refusal import BadInput

TABLES = (
    "A_TblCase",
    "B_TblProceeding",
    "B_TblProceedCharges",
    "tbl_Court_Appln",
    "tbl_CustodyHistory",
    "tbl_Lead_Rider",
    "A_TblCaseIdentifier",
)
"""The court's tables made unless others are asked for."""
HEARINGS = "tbl_schedule"
"""The table that can be made too: as many rows as all the others together."""

CHUNK = 245_760  # cases planned at a time: two row groups of the engine, and a multiple of five
BATCH = 100_000  # rows handed over at a time
MOST_CASES = 100_000_000
MEMORY = "600MB"
SEPARATORS = {b"\t": ", chr(9), ", b",": ", ',', "}
NEWLINES = {b"\r\n": "chr(13), chr(10)", b"\n": "chr(10)"}
ABOUT = """{sign}

{cases:,} cases, seed {seed}, as of {as_of}. Made by Evenhand.

The .csv files are in the layout of the immigration courts' case data: separated by tabs, unquoted,
one header line, CRLF, with the faults that the real files have. intake.csv is an invented office's
reading of its own files, and intake.mapping.toml explains its columns. Judges' codes are invented;
all other codes are real. As in the real files, most blanks of SITE_TYPE hold a NUL byte. Count.txt
gives the lines of each table without its header (a row broken by a line feed counts as two).
truth/faults.tsv names every damaged row: its file, its line (the header is line 1, lines end at a
line feed) and what was done to it. Where a row is doubled or followed by a wrong one, it names the
second.
"""


@dataclass(frozen=True)
class Made:
    """What was made: the files, the rows of each (lines without the header), and every fault."""

    folder: Path
    cases: int
    seed: int
    as_of: datetime.date
    files: tuple[Path, ...]
    rows: Mapping[str, int]
    faults: tuple[Fault, ...]

    def faults_by_kind(self) -> Counter[tuple[str, str]]:
        """Count the faults by file and kind."""
        return Counter((fault.file, fault.kind) for fault in self.faults)


@dataclass(frozen=True)
class Order:
    """What was asked for."""

    cases: int
    seed: int
    as_of: datetime.date
    tables: tuple[str, ...]
    pending: float | None

    def check(self) -> None:
        """Refuse what cannot be made."""
        if not 1 <= self.cases <= MOST_CASES:
            raise BadInput(
                f"A docket of {self.cases:,} cases cannot be made.",
                f"Ask for at least 1 and at most {MOST_CASES:,}.",
            )
        if not datetime.date(1998, 1, 1) <= self.as_of <= datetime.date(2050, 1, 1):
            raise BadInput(
                f"A docket as of {self.as_of} cannot be made.", "Choose a day from 1998 to 2049."
            )
        for table in set(self.tables) - {*TABLES, HEARINGS}:
            raise BadInput(
                f"There is no layout for {table}.",
                f"Choose from {', '.join(TABLES)}, {HEARINGS}.",
            )


def say_nothing(stage: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def make(
    folder: Path,
    *,
    cases: int,
    seed: int,
    as_of: datetime.date = datetime.date(2012, 1, 13),
    tell: Callable[[str, int, int], None] = say_nothing,
    tables: Sequence[str] = TABLES,
    pending: float | None = None,
) -> Made:
    """Write a synthetic docket of ``cases`` cases into ``folder``, whole or not at all.

    The same seed gives the same bytes, and the first cases are the same whatever their number.
    ``tell`` hears of progress: what is being done, how many cases are done, of how many.
    ``pending`` is the share of cases still open on the day; without it, that of the real files.
    Raises BadInput for what cannot be made or would overwrite other files, NoRoom without space.
    """
    order = Order(cases, seed, as_of, tuple(tables), pending)
    order.check()
    return Making(order).write(Path(folder), tell)


def layout() -> dict[str, dict[str, float]]:
    """Read the columns of each table, in order, with the per cent of rows that leave each blank."""
    tables: dict[str, dict[str, float]] = defaultdict(dict)
    for row in slots.rows("data/layout.csv"):
        tables[row["table"]][row["column"]] = float(row["blank"])
    return dict(tables)


class Making:
    """One docket being made."""

    def __init__(self, order: Order) -> None:
        self.order = order
        blanks = layout()
        self._salter = Salter(order.seed, blanks)
        self._values = self._case_values(blanks)
        self._targets = {
            table: faults.target(f"{table}.csv", tuple(blanks[table])) for table in order.tables
        }
        self._targets["intake"] = faults.target("intake.csv", intake.header())

    def _case_values(self, blanks: Mapping[str, Mapping[str, float]]) -> dict[str, object]:
        open_share = 1.31 * blanks["B_TblProceeding"]["COMP_DATE"] / 100
        return {
            "as_of": (as_of := slots.day_number(self.order.as_of)),
            "repeal": min(as_of - 5400, slots.day_number(datetime.date(1997, 3, 31))),
            "pending": open_share if self.order.pending is None else self.order.pending,
            "case_seed": f"{number(self.order.seed, 'case')}::UBIGINT",
            "family_seed": f"{number(self.order.seed, 'family')}::UBIGINT",
            "columns": intake.columns(),
        }

    def write(self, place: Path, tell: Callable[[str, int, int], None]) -> Made:
        """Write every file."""
        with whole(place) as partial:
            with ExitStack() as stack:
                con = stack.enter_context(connect(memory_limit=MEMORY))
                self._prepare(con)
                files = {
                    table: stack.enter_context(RowFile(partial, target))
                    for table, target in self._targets.items()
                }
                self._write_rows(con, files, tell)
            self._write_rest(partial, files)
            names = sorted(path.relative_to(partial) for path in partial.rglob("*.*"))
        return self._made(place, names, files)

    def _prepare(self, con: Connection) -> None:
        con.execute(read("sql/macros.sql"))
        slots.load_lists(
            con,
            {
                f"always_{table}": [*faults.first_thousand(self.order.seed, target)]
                for table, target in self._targets.items()
            },
        )

    def _write_rows(
        self, con: Connection, files: Mapping[str, RowFile], tell: Callable[[str, int, int], None]
    ) -> None:
        total = self.order.cases
        tell("making cases", 0, total)
        statements = {table: self._statement(file.target, table) for table, file in files.items()}
        for first in range(0, total, CHUNK):
            last = min(first + CHUNK, total)
            con.execute(self._fill("plan", {"first": first, "last": last}))
            for place, (table, file) in enumerate(files.items(), 1):
                # A query that is read in batches is planned twice, so the long ones are not.
                con.execute(f"CREATE OR REPLACE TEMP TABLE lines AS {statements[table]}")
                for batch in con.sql("FROM lines").to_arrow_reader(BATCH):
                    file.append(batch)
                tell("making cases", first + (last - first) * place // len(files), total)

    def _fill(self, table: str, values: Mapping[str, object]) -> str:
        sql = read(f"sql/{table}.sql")
        return self._salter.fill(sql, table, {**self._values, **values})

    def _statement(self, target: Target, table: str) -> str:
        """Write the query for one file: its lines, the fault of each, and a lot for that."""
        gap = SEPARATORS[target.separator]
        cells = gap.join(map(name, target.header))
        end = NEWLINES[target.newline]
        salt = salts(self.order.seed, table, "fault")
        return f"""SELECT concat({cells}, {end}) AS line,
            ({faults.choice(target)})::UTINYINT AS fault, strike AS lot
            FROM (SELECT *, draw(h, {salt})::BIGINT AS strike FROM ({self._fill(table, {})}))"""

    def _write_rest(self, partial: Path, files: Mapping[str, RowFile]) -> None:
        """Write what goes with the rows: counts, the mapping, the truth about faults, a readme."""
        order = self.order
        counts = "".join(f"{t}\t{files[t].rows}\r\n" for t in order.tables)
        (partial / "Count.txt").write_bytes(counts.encode())
        (partial / "intake.mapping.toml").write_text(intake.mapping(), "utf-8")
        (partial / "truth").mkdir()
        struck = [("file", "row", "kind"), *(f for file in files.values() for f in file.faults)]
        truth = "".join("\t".join(map(str, fault)) + "\n" for fault in struck)
        (partial / "truth" / "faults.tsv").write_text(truth, "utf-8")
        told = ABOUT.format(sign=SIGN, cases=order.cases, seed=order.seed, as_of=order.as_of)
        (partial / README).write_text(told, "utf-8")

    def _made(self, place: Path, names: Sequence[Path], files: Mapping[str, RowFile]) -> Made:
        return Made(
            folder=place,
            cases=self.order.cases,
            seed=self.order.seed,
            as_of=self.order.as_of,
            files=tuple(place / name for name in names),
            rows={file.target.file: file.rows for file in files.values()},
            faults=tuple(fault for file in files.values() for fault in file.faults),
        )
