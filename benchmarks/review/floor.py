"""The floor: reading the columns that Evenhand reads and writing the bytes that it writes."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.review.job import WRITE, Job
from benchmarks.review.synthetic import wide_columns
from evenhand.docket.words import word_columns
from evenhand.engines.duck import connect, literal

CONSTANT = ("instrument", "instrument_version", "as_of", "review_level", "snapshot")


class Way:
    """One run of it; needs findings that Evenhand has written beside ``job.out``."""

    says = "floor: scan and write"

    def __init__(self, job: Job) -> None:
        self.con = connect()
        found = literal(job.out.with_name("evenhand.parquet"))
        self.con.execute(f"CREATE TEMP TABLE given AS FROM {found} LIMIT 0")
        row = self.con.execute(f"SELECT {', '.join(CONSTANT)} FROM {found} LIMIT 1").fetchone()
        constant = {
            column: f"CAST({literal(value)} AS DATE)" if column == "as_of" else literal(value)
            for column, value in zip(CONSTANT, row or (), strict=True)
        }
        kinds = ", ".join(literal(id) for id in job.instrument.classes)
        self.con.execute(
            f"CREATE TEMP TABLE found AS SELECT * EXCLUDE ({', '.join(CONSTANT)}) "
            f"REPLACE (CAST(class AS ENUM({kinds})) AS class) FROM {found}"
        )
        columns = ", ".join(
            f"{constant[c]} AS {c}" if c in constant else c
            for c, *_ in self.con.execute("DESCRIBE given").fetchall()
        )
        self.write = f"COPY (SELECT {columns} FROM found) TO {literal(job.out)} ({WRITE})"
        self.scan = f"SELECT {', '.join(_used(job))} FROM read_parquet({literal(job.facts)})"

    def work(self) -> None:
        """Read, then write."""
        self.con.execute(self.scan).fetchall()
        self.con.execute(self.write)


def _used(job: Job) -> Iterator[str]:
    """Write, for each column, something cheap that needs every value of it."""
    catalogue = job.instrument.catalogue
    yield "sum(strlen(case_id))"
    yield from (f"bit_xor({column})" for column in word_columns(catalogue))
    for fact in (catalogue[fact] for fact in job.codes.facts):
        if fact.is_span:
            least = "DATE '2000-01-01'" if fact.type == "date" else "5"
            for column in wide_columns(catalogue, (fact.name,)):
                yield f"count(*) FILTER ({column} > {least})"
