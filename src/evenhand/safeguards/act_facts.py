"""Act facts: yes-no facts that follow from acts (a stay, a determination), with their days.

Like clearances they are handed in by whoever keeps the record of decisions. On its days an act
fact goes before what the docket says; one whose value is not known makes the fact unknown again, so
that what an older record says of another stay does not end this one. As a table it has ``SCHEMA``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.snapshot import Known
from evenhand.docket.words import places, word_columns
from evenhand.engines.duck import literal, name
from evenhand.terms.refusal import BadInput

SCHEMA = pa.schema(
    [
        ("case_id", pa.string()),
        ("fact", pa.string()),
        ("value", pa.bool_()),
        ("since", pa.date32()),
        ("until", pa.date32()),
    ]
)


@dataclass(frozen=True)
class ActFact:
    """What one fact of one case is, from a day to a day; None is without beginning, or end."""

    case_id: str
    fact: str
    value: bool | None
    since: dt.date | None = None
    until: dt.date | None = None

    def counts_on(self, day: dt.date) -> bool:
        """Whether it says anything of a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


def with_act_facts(
    facts: Mapping[str, Known], made: Iterable[ActFact], day: dt.date
) -> dict[str, Known]:
    """Give a case's facts on a day with those that follow from its acts."""
    told = {item.fact: item.value for item in made if item.counts_on(day)}
    kept = {fact: known for fact, known in facts.items() if fact not in told}
    return kept | {fact: value for fact, value in told.items() if value is not None}


def joined(made: Iterable[ActFact]) -> list[ActFact]:
    """Put together what is so on days that follow one another; given by day for each fact."""
    found: dict[str, list[ActFact]] = {}
    for item in made:
        before = found.setdefault(item.fact, [])
        if before and before[-1].value == item.value and _next(before[-1].until, item.since):
            before[-1] = replace(before[-1], until=item.until)
        else:
            before.append(item)
    return [item for items in found.values() for item in items]


def _next(until: dt.date | None, since: dt.date | None) -> bool:
    return until is not None and since is not None and until + dt.timedelta(days=1) == since


def as_table(made: Iterable[ActFact]) -> pa.Table:
    """Give act facts as the table that a bulk run reads."""
    return pa.Table.from_pylist([asdict(item) for item in made], schema=SCHEMA)


def act_facts_of(table: pa.Table, case_id: str) -> list[ActFact]:
    """Give one case's act facts from such a table; raises BadInput for one without its columns."""
    if missing := [column for column in SCHEMA.names if column not in table.column_names]:
        raise BadInput(
            f"The table of act facts lacks {', '.join(missing)}.",
            f"It has the columns {', '.join(SCHEMA.names)}.",
        )
    rows = table.filter(pc.equal(table["case_id"], case_id)).select(SCHEMA.names).to_pylist()
    return [ActFact(**row) for row in rows]


def never(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Give what no row of the table may be, as a test in SQL and how a refusal says it."""
    facts = ", ".join(literal(fact) for fact in places(catalogue))
    return [
        (f"fact NOT IN ({facts})", "a fact that is not a yes-no fact of the catalogue"),
        ("until < since", "a last day before the first"),
        (
            "(case_id, fact) IN (SELECT (case_id, fact) FROM (SELECT case_id, fact, "
            "coalesce(since, DATE '-infinity') <= lag(coalesce(until, DATE 'infinity')) OVER "
            "(PARTITION BY case_id, fact ORDER BY coalesce(since, DATE '-infinity')) AS again "
            "FROM act_facts) WHERE again)",
            "a fact that is told twice for one day",
        ),
    ]


def merged(catalogue: Catalogue, table: str, facts: str, day: str) -> str:
    """Write the words that act facts make of each case on its day, and the bits they tell of."""
    listed = ", ".join(
        f"({literal(fact)}, {place.word}, CAST({place.bit} AS BIGINT))"
        for fact, place in places(catalogue).items()
    )
    words = sorted({place.word for place in places(catalogue).values()})
    tests = {"told": "", "told_yes": " AND a.value", "told_no": " AND NOT a.value"}
    columns = ", ".join(
        f"coalesce(bit_or(n.bit) FILTER (n.word = {word}{test}), 0) AS {side}_{word}"
        for word in words
        for side, test in tests.items()
    )
    return (
        f"SELECT a.case_id, {columns} FROM {table} a "
        f"JOIN (VALUES {listed}) n(fact, word, bit) ON n.fact = a.fact "
        f"JOIN {facts} f ON f.case_id = a.case_id "
        f"WHERE (a.since IS NULL OR a.since <= {day}) AND (a.until IS NULL OR {day} <= a.until) "
        "GROUP BY a.case_id"
    )


def replacing(catalogue: Catalogue, made: str) -> list[str]:
    """Write the words of a docket's facts as they are with those of ``merged``, named ``made``."""
    return [
        f"({name(column)} & ~coalesce({made}.told_{column.rpartition('_')[2]}, 0)) "
        f"| coalesce({made}.told_{column}, 0) AS {name(column)}"
        for column in word_columns(catalogue)
    ]
