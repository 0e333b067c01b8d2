"""What is known of people, beside what a population counts: where, who, which priority.

``who`` has one row a case, made once for all populations. A population is a working table with one
row a person: ``key``, the columns of its own, and those of ``who``. A code that is not recorded is
NOT_RECORDED, never left out.
"""

from __future__ import annotations

from evenhand.engines.duck import literal
from evenhand.measures.cells.kinds import (
    BOTH,
    DETAINED,
    HIGH,
    LOW,
    NEVER,
    NO_FINDING,
    NOT_RECORDED,
    RELEASED,
    UNPROVEN,
    in_our_words,
    word,
)
from evenhand.measures.cells.session import Cells, key_of

# What a class speaks for is how far the guidance makes the case a priority for removal.
PRIORITY_OF = {"for": LOW, "against": HIGH, "person decides": BOTH, "none": UNPROVEN}
# How custody is written: the court's letters, the words of extracts made from them.
CUSTODY = {
    "d": DETAINED,
    "detained": DETAINED,
    "detained throughout": DETAINED,
    "r": RELEASED,
    "released": RELEASED,
    "n": NEVER,
    "never detained": NEVER,
}


def described(population: str) -> str:
    """Write a population with each person's case joined to it; needs ``who``.

    ``population`` is a SELECT with ``key``, ``court`` and ``judge``; a court or judge of its own
    goes before the case's.
    """
    return (
        f"SELECT p.* EXCLUDE (court, judge), {place('p')}, w.office, w.nationality, "
        "w.represented, w.custody, w.priority, w.family "
        f"FROM ({population}) AS p JOIN who AS w USING (key)"
    )


def place(own: str) -> str:
    """Write the court and the judge: those of a row of its own, else the case's."""
    return ", ".join(
        f"coalesce({own}.{column}, w.{column}, {literal(NOT_RECORDED)}) AS {column}"
        for column in ("court", "judge")
    )


def who(cells: Cells) -> str:
    """Give the table ``who``: what the cases say of people, their findings and families."""
    return cells.needs("who", _make_who)


def _make_who(cells: Cells) -> None:
    custody = in_our_words("lower(custody)", CUSTODY)
    represented = (
        f"CASE WHEN represented THEN {word('yes')} WHEN NOT represented THEN {word('no')} "
        f"ELSE {word(NOT_RECORDED)} END"
    )
    cases = (
        f"SELECT {cells.key} AS key, court, judge, {_code('office')}, {_code('nationality')}, "
        f"{represented} AS represented, coalesce({custody}, {word(NOT_RECORDED)}) AS custody "
        f"FROM {cells.docket.table('cases')}"
    )
    priority, family, joins = word(NO_FINDING), "key", ""
    if cells.inputs.has("findings"):
        priority = f"coalesce(f.priority, {word(NO_FINDING)})"
        joins += f" LEFT JOIN ({_findings(cells)}) AS f USING (key)"
    if has_families(cells):
        family = "coalesce(t.lead, key)"
        joins += f" LEFT JOIN ({_riders(cells)}) AS t USING (key)"
    told = ", f.class" if cells.inputs.has("findings") else ""
    cells.make(
        "who",
        f"SELECT c.*, {priority} AS priority, {family} AS family{told} FROM ({cases}) AS c{joins}",
    )


def _code(column: str) -> str:
    return f"coalesce({column}, {literal(NOT_RECORDED)}) AS {column}"


def _findings(cells: Cells) -> str:
    """Write the class on the record of each case, and the priority that it speaks for."""
    inputs = cells.inputs
    assert inputs.instrument is not None
    ids = list(inputs.instrument.classes)
    bearing = {id: PRIORITY_OF[item.bearing] for id, item in inputs.instrument.classes.items()}
    classes = f"ENUM({', '.join(map(literal, ids))})"
    return (
        f"SELECT {cells.key} AS key, {in_our_words('class', bearing)} AS priority, "
        f"{in_our_words('class', dict(zip(ids, ids, strict=True)), classes)} AS class "
        f"FROM {findings_table(cells)} WHERE instrument = {literal(inputs.instrument.id)}"
    )


def findings_table(cells: Cells) -> str:
    """Write the findings as a source: one file, or the folder that a cluster wrote."""
    path = cells.inputs.findings
    assert path is not None
    place = path / "*.parquet" if path.is_dir() else path
    return f"read_parquet({literal(place)})"


def _riders(cells: Cells) -> str:
    """Write the lead whose case each rider's goes with, severed or not."""
    docket = cells.docket
    return (
        f"SELECT {key_of(docket, 'other_case_id')} AS key, "
        f"min({key_of(docket, 'case_id')}) AS lead FROM {docket.table('ties')} GROUP BY ALL"
    )


def has_families(cells: Cells) -> bool:
    """Whether it is known who belongs to one family: the court's lead and rider cases."""
    return bool(cells.docket.manifest["tables"].get("ties", 0))
