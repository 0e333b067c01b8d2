"""Holds for tests: the same cases asked one by one and all at once, as rows to compare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from evenhand.docket.catalogue import Catalogue
from evenhand.engines.duck import connect
from evenhand.safeguards.clearance import CHILDREN, EPISODES, Clearance, as_table
from evenhand.safeguards.compiled import fact_bits
from evenhand.safeguards.live import holds_of
from evenhand.safeguards.run import Given, lay_out
from evenhand.safeguards.safeguard import Safeguard, read_safeguard
from evenhand.safeguards.statement import statement
from tests.support.people import Facts, put

# Case, hold, child, state, because, missing, entry, version, day.
HoldRow = tuple[str, str, str, str, int, int, str | None, str, dt.date]


@dataclass(frozen=True)
class Held:
    """A case with all that is given in about it."""

    facts: Facts
    day: dt.date
    children: Sequence[str] = ()
    clearances: Sequence[Clearance] = ()
    episode: str = ""


@dataclass(frozen=True)
class Asked:
    """Cases asked of safeguards, both ways."""

    safeguards: Sequence[Safeguard]
    cases: Sequence[Held]
    as_of: dt.date | None = None
    catalogue: Catalogue | None = field(default=None)

    def one_by_one(self) -> list[HoldRow]:
        """Give the holds as the reader of one case says them."""
        bits = fact_bits(self.safeguards, self._catalogue)
        found: list[HoldRow] = []
        for n, case in enumerate(self.cases):
            day = self.as_of or case.day
            for hold in holds_of(
                self.safeguards,
                case.facts,
                day,
                children=case.children,
                clearances=case.clearances,
                episode=case.episode,
            ):
                masks = [sum(bits[fact] for fact in part) for part in (hold.because, hold.missing)]
                found.append(
                    (
                        str(n),
                        hold.safeguard.id,
                        hold.child,
                        str(hold.state),
                        *masks,
                        hold.entry or None,
                        hold.safeguard.full_version,
                        day,
                    )
                )
        return sorted(found, key=lambda row: (int(row[0]), *row[1:3]))

    def at_once(self) -> list[HoldRow]:
        """Give the holds as the reader of a whole docket says them."""
        con = connect(threads=1)
        people = [(case.facts, case.day) for case in self.cases]
        put(con, self._catalogue, people)
        handed = lay_out(con, self.given())
        select = statement(
            self.safeguards,
            self._catalogue,
            facts="people",
            as_of=self.as_of,
            handed=handed,
        )
        rows = con.execute(select).fetchall()
        con.close()
        return sorted(rows, key=lambda row: (int(row[0]), *row[1:3]))

    def given(self) -> Given:
        """Give what is handed in, as tables; the number of a case is its place."""
        numbered = list(enumerate(self.cases))
        clearances = [item for _, case in numbered for item in case.clearances]
        children = [
            {"case_id": str(n), "child": key} for n, case in numbered for key in case.children
        ]
        episodes = [{"case_id": str(n), "episode": c.episode} for n, c in numbered if c.episode]
        return Given(
            as_table(clearances),
            pa.Table.from_pylist(children, schema=CHILDREN),
            pa.Table.from_pylist(episodes, schema=EPISODES),
        )

    @property
    def _catalogue(self) -> Catalogue:
        return self.catalogue or self.safeguards[0].catalogue


def apart(asked: Asked, most: int = 3) -> list[str]:
    """Give the first few holds on which the two readers disagree, so that a failure tells."""
    ours, theirs = asked.one_by_one(), asked.at_once()
    found = []
    for row in sorted(set(ours) ^ set(theirs), key=repr)[:most]:
        case = asked.cases[int(row[0])]
        reader = "one by one" if row in ours else "at once"
        found.append(f"only {reader}: {row}, of {_shown(case.facts)}, {case}")
    return found + ([] if len(ours) == len(theirs) else [f"{len(ours)} rows but {len(theirs)}"])


def _shown(facts: Mapping[str, object]) -> dict[str, str]:
    return {fact: str(known) for fact, known in facts.items()}


TEXT = """
id = "tiny"
place = 1
title = "Tiny"
says = "a tiny safeguard"
version = 1
basis = "own"
protection = "open"
when = "{when}"
unless = "{unless}"
counts = "{counts}"
ask_first = {asks}

[[source]]
citation = "Tiny 1"
says = "so it is"
status = "own"
{dates}

[unknown]
holds = {holds}
because = "so it is"
where = "Tiny 1"
status = "own"

[[clears]]
document = "a letter"
says = "signed"
roles = ["reviewer"]

[override]
{override}
"""


def tiny_safeguard(folder, catalogue: Catalogue, when: str, **more: str) -> Safeguard:
    """Write a safeguard over a small catalogue, and load it."""
    entries = {
        "when": when,
        "unless": "",
        "counts": "",
        "asks": "[]",
        "dates": "",
        "holds": "true",
        "override": 'role = "headquarters"\nasks = "reasons"',
        **more,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "safeguard.toml").write_text(TEXT.format(**entries), "utf-8")
    return read_safeguard(folder, catalogue)
