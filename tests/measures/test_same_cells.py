"""Cells made from tables that all measures share are those that plain SQL finds one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.measures.by_hand import Docket, queries
from benchmarks.measures.cells import from_cells
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.period import Period
from evenhand.measures.cells.session import session

# As often as the court's own columns are empty (its public files of June 2026), in percent.
EMPTY = {"nationality": 1.0, "custody": 1.0, "judge": 4.0, "court": 1.0, "begun": 1.0, "ended": 3.0}
DECISIONS = ("Remove", "Relief Granted", "Voluntary Departure", "Terminated", "A new word", None)
OTHERS = ("Change of Venue", "Prosecutorial Discretion - Admin Close", "Transfer", "Other", None)
CLASSES = ("enforcement-priority", "consider-closing", "both-lists", "neither-list")
FIRST = dt.date(2006, 1, 1)


@dataclass(frozen=True)
class Made:
    """A docket of which measures read the tables, how many rows they have, and whose they are."""

    folder: Path
    manifest: dict[str, dict[str, int]]
    sources: list[str] = field(default_factory=lambda: ["eoir"])

    def table(self, name: str) -> str:
        """Name a table as a source."""
        return f"read_parquet('{self.folder}/{name}.parquet')"


class Chance:
    """Columns drawn by chance, with gaps."""

    def __init__(self, seed: int) -> None:
        self.of = np.random.default_rng(seed)

    def gaps(self, column: str, values: list) -> list:
        """Leave out as many values as the court does."""
        share = EMPTY[column] / 100
        out = self.of.random(len(values)) < share
        return [None if gone else value for value, gone in zip(values, out, strict=True)]

    def one_of(self, words, rows: int) -> list:
        """Draw words."""
        return [words[place] for place in self.of.integers(0, len(words), rows)]

    def days(self, rows: int, span: int) -> list:
        """Draw days from the first on."""
        return [FIRST + dt.timedelta(days=int(day)) for day in self.of.integers(0, span, rows)]


def write(folder: Path, seed: int, cases: int) -> Made:
    """Write a docket with spells that overlap, end on one day, or belong to no case."""
    chance = Chance(seed)
    keys = [str(1_000 + place) for place in range(cases)]
    courts = [f"C{place}" for place in range(6)]
    judges = [f"J{place}" for place in range(12)]
    spell_of = [keys[int(place)] for place in chance.of.integers(0, cases, cases * 2)]
    # Some proceedings are of cases that the docket does not have.
    spell_of += [str(9_000_000 + place) for place in range(cases // 50)]
    rows = len(spell_of)
    begun = chance.days(rows, 2_100)
    ended = [day + dt.timedelta(days=int(more)) for day, more in
             zip(begun, chance.of.integers(-20, 900, rows), strict=True)]  # fmt: skip
    open_ = chance.of.random(rows) < 0.35
    decisions, others = chance.one_of(DECISIONS, rows), chance.one_of(OTHERS, rows)
    nothing = [gone or (one is None and other is None)
               for gone, one, other in zip(open_, decisions, others, strict=True)]  # fmt: skip

    def unless_open(values: list) -> list:
        return [None if gone else one for one, gone in zip(values, nothing, strict=True)]

    decisions = unless_open(decisions)
    others = [other if one is None else None
              for one, other in zip(decisions, unless_open(others), strict=True)]  # fmt: skip
    numbers = list(range(1, rows + 1))
    _write(folder / "cases.parquet", {
        "case_id": keys, "court": chance.gaps("court", chance.one_of(courts, cases)),
        "judge": chance.gaps("judge", chance.one_of(judges, cases)),
        "office": chance.one_of(["Denver", "San Antonio", None], cases),
        "nationality": chance.gaps("nationality", chance.one_of(["MX", "GT", "HO"], cases)),
        "custody": chance.gaps("custody", chance.one_of(["D", "R", "N", "?"], cases)),
        "represented": chance.one_of([True, False, None], cases),
    })  # fmt: skip
    _write(folder / "proceedings.parquet", {
        "case_id": spell_of, "proceeding_id": numbers,
        "court": chance.gaps("court", chance.one_of(courts, rows)),
        "judge": chance.gaps("judge", chance.one_of(judges, rows)),
        "charged_on": pa.array([None] * rows, pa.date32()),
        "entered_in_system_on": chance.gaps("begun", begun),
        "decision": [one and "X" for one in decisions], "decision_says": decisions,
        "other_completion": [one and "Y" for one in others], "other_completion_says": others,
        "completed_on": unless_open(chance.gaps("ended", ended)),
    })  # fmt: skip
    claims = chance.of.integers(0, rows, cases)
    _write(folder / "applications.parquet", {
        "case_id": [spell_of[place] for place in claims],
        "proceeding_id": [numbers[place] for place in claims],
        "application": chance.one_of(["ASYL", "ASYL", "WCAT", "42B"], cases),
        "received_on": chance.days(cases, 2_100),
        "decision": chance.one_of(["G", "D", "W", "L", None], cases),
    })  # fmt: skip
    _write(folder / "ties.parquet", {
        "case_id": chance.one_of(keys, cases // 8), "other_case_id": chance.one_of(keys, cases // 8)
    })  # fmt: skip
    known = [
        key for key, gone in zip(keys, chance.of.random(cases) < 0.05, strict=True) if not gone
    ]
    _write(folder / "findings.parquet", {
        "case_id": known, "instrument": ["ice-2011-11-17"] * len(known),
        "class": chance.one_of(CLASSES, len(known)),
    })  # fmt: skip
    counts = {"cases": cases, "proceedings": rows, "applications": cases, "ties": cases // 8}
    return Made(folder, {"tables": counts})


def _write(path: Path, columns: dict[str, object]) -> None:
    pq.write_table(pa.table(columns), path)


@pytest.mark.parametrize("seed", [1, 2])
def test_shared_tables_give_the_cells_of_plain_sql(tmp_path, instrument, seed):
    """Every cell of every population, the stock of each month and each day to a first ending.

    One in a hundred values is missing, spells of one case overlap or end on one day, and some
    proceedings are of no case: each way has to treat them alike.
    """
    made = write(tmp_path, seed, 1_500)
    period = Period(dt.date(2010, 10, 1), dt.date(2011, 10, 1))
    findings = tmp_path / "findings.parquet"
    asked = list(
        queries(
            Docket(str(tmp_path), str(findings), str(period.since), str(period.until),
                   list(period.months()))
        )
    )  # fmt: skip
    inputs = Inputs(period, made, findings=findings, instrument=instrument)
    with session(inputs, threads=1) as cells:
        found = from_cells(cells, [(population, by) for population, by, _ in asked])
        plain = [cells.con.execute(sql).fetchall() for *_, sql in asked]
    assert len(found) == len(asked)
    for (what, rows), expected in zip(found.items(), plain, strict=True):
        assert rows == expected, what
        assert len(rows) > 3, what
