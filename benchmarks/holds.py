"""The subcommand ``holds``: every hold of a docket, beside scanning its columns and writing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measure import Row, in_new_process, peak_mb, tell, timed
from benchmarks.table import Target, print_rows, print_targets

WAYS = {
    "evenhand": "evenhand, holds run",
    "floor": "floor: scan, write the same rows",
    "scan": "scan the same columns",
}
MEMORY_MB = 700.0


def run(folder: Path, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Measure, print, and give everything for ``--json``."""
    found: dict[str, Any] = {}
    for cases in sizes:
        tell(f"making {cases:,} cases")
        docket = in_new_process("benchmarks.holds", "make", folder=str(folder), cases=cases)
        rows = {way: Row(says, cases, cases) for way, says in WAYS.items()}
        for _ in range(rounds):
            for way, row in rows.items():
                given = {"docket": docket, "folder": str(folder)}
                row.add(in_new_process("benchmarks.holds", way, **given))
        print_rows(f"Holds of {cases:,} cases", list(rows.values()), rows["evenhand"])
        targets = [
            Target(f"memory, MB, at {cases:,} cases", rows["evenhand"].peak, MEMORY_MB),
        ]
        print_targets(targets)
        for way in ("floor", "scan"):
            ratio = rows["evenhand"].cpu_seconds / rows[way].cpu_seconds
            print(f"holds run, of the processor time of `{WAYS[way]}`: {ratio:.1f} times")
        found[str(cases)] = {name: row.as_json() for name, row in rows.items()} | {
            "targets": [target.as_json() for target in targets]
        }
    return found


def make(folder: str, cases: int) -> str:
    """Make a docket of facts if it is not there, and clearances of one case in fifty."""
    from benchmarks.review.synthetic import facts
    from evenhand.engines.duck import connect, literal

    made = facts(Path(folder), cases)
    con = connect()
    con.execute(
        "COPY (SELECT case_id, hold, '' AS child, 'cleared' AS state, '7' AS entry, "
        "DATE '2011-01-01' AS since, CAST(NULL AS DATE) AS until, '' AS episode FROM "
        f"read_parquet({literal(made / 'facts.parquet')}), "
        "(VALUES ('pregnancy'), ('fitness-to-travel')) h(hold) WHERE hash(case_id) % 50 = 0) "
        f"TO {literal(made / 'clearances.parquet')} (FORMAT parquet)"
    )
    con.close()
    return str(made)


def _out(folder: str, way: str) -> Path:
    return Path(folder) / f"holds-{way}.parquet"


def evenhand(docket: str, folder: str) -> dict[str, Any]:
    """Write every hold of every case, as the command does."""
    from evenhand.docket.snapshot import open_docket
    from evenhand.safeguards.library import shipped
    from evenhand.safeguards.run import read_given, run_holds

    place = Path(docket)
    given = read_given(place / "clearances.parquet", [], None)
    opened = open_docket(place)

    def work() -> None:
        run_holds(opened, list(shipped()), _out(folder, "evenhand"), given=given)

    return timed(work) | {"peak_mb": peak_mb()}


def scan(docket: str, folder: str) -> dict[str, Any]:
    """Read every column that the safeguards read, and do next to nothing with it."""
    from evenhand.engines.duck import connect, literal

    con = connect(threads=1)
    facts = literal(Path(docket) / "facts.parquet")
    asked = f"SELECT {', '.join(_used())} FROM read_parquet({facts})"
    return timed(lambda: con.execute(asked).fetchall()) | {"peak_mb": peak_mb()}


def floor(docket: str, folder: str) -> dict[str, Any]:
    """Read those columns, and write the rows that Evenhand has written, from memory."""
    from evenhand.engines.duck import connect, literal
    from evenhand.safeguards.run import WRITE

    con = connect(threads=1)
    con.execute(f"CREATE TEMP TABLE found AS FROM {literal(_out(folder, 'evenhand'))}")
    facts = literal(Path(docket) / "facts.parquet")
    asked = f"SELECT {', '.join(_used())} FROM read_parquet({facts})"

    def work() -> None:
        con.execute(asked).fetchall()
        con.execute(f"COPY found TO {literal(_out(folder, 'floor'))} ({WRITE})")

    return timed(work) | {"peak_mb": peak_mb()}


def _used() -> Iterator[str]:
    """Write, for each column, something cheap that needs every value of it."""
    from benchmarks.review.synthetic import wide_columns
    from evenhand.docket.catalogue import catalogue
    from evenhand.docket.words import word_columns
    from evenhand.safeguards.library import shipped

    yield "sum(strlen(case_id))"
    yield from (f"bit_xor({column})" for column in word_columns(catalogue()))
    read = {fact for safeguard in shipped() for fact in safeguard.facts}
    for fact in (catalogue()[name] for name in sorted(read)):
        if fact.is_span:
            least = "DATE '2000-01-01'" if fact.type == "date" else "5"
            for column in wide_columns(catalogue(), (fact.name,)):
                yield f"count(*) FILTER ({column} > {least})"
