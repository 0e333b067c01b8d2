"""What is known of the people of a population, beside what it counts: where, who, which priority.

Every population is a working table with one row a person: ``key``, the columns of its own, and
those that ``described`` adds. A code that is not recorded is NOT_RECORDED, never left out.
"""

from __future__ import annotations

from evenhand.engines.duck import literal
from evenhand.measures.cells.session import Cells, key_of

NOT_RECORDED = "not recorded"
LOW, HIGH, BOTH, UNPROVEN, NO_FINDING = "low", "high", "both", "unproven", "no finding"
# What a class speaks for is how far the guidance makes the case a priority for removal.
PRIORITY_OF = {"for": LOW, "against": HIGH, "person decides": BOTH, "none": UNPROVEN}
# How custody is written: the court's letters, the words of extracts made from them.
CUSTODY = {
    "detained": ("d", "detained", "detained throughout"),
    "released": ("r", "released"),
    "never": ("n", "never detained"),
}


def described(cells: Cells, population: str) -> str:
    """Write a population with each person's case, priority and family joined to it.

    ``population`` is a SELECT with ``key``; a court or judge of its own goes before the case's.
    """
    cells.needs("who", _make_who)
    return (
        f"SELECT p.* EXCLUDE (court, judge), {_code('coalesce(p.court, c.court)')} AS court, "
        f"{_code('coalesce(p.judge, c.judge)')} AS judge, {_code('c.office')} AS office, "
        f"{_code('c.nationality')} AS nationality, {_represented()} AS represented, "
        f"{_custody()} AS custody, {_priority(cells)} AS priority, {_family(cells)} AS family "
        f"FROM ({population}) AS p JOIN who AS c USING (key){_joined(cells)}"
    )


def _make_who(cells: Cells) -> None:
    """Make ``who``: what the cases say of people, read once for all populations."""
    cells.make(
        "who",
        f"SELECT {cells.key} AS key, court, judge, office, nationality, represented, custody "
        f"FROM {cells.docket.table('cases')}",
    )


def _code(column: str) -> str:
    return f"coalesce({column}, {literal(NOT_RECORDED)})"


def _represented() -> str:
    return (
        "CASE WHEN c.represented THEN 'yes' WHEN NOT c.represented THEN 'no' "
        f"ELSE {literal(NOT_RECORDED)} END"
    )


def _custody() -> str:
    cases = " ".join(
        f"WHEN lower(c.custody) IN ({', '.join(map(literal, words))}) THEN {literal(code)}"
        for code, words in CUSTODY.items()
    )
    return f"CASE {cases} ELSE {literal(NOT_RECORDED)} END"


def _priority(cells: Cells) -> str:
    if not cells.inputs.has("findings"):
        return literal(NO_FINDING)
    return f"coalesce(f.priority, {literal(NO_FINDING)})"


def _family(cells: Cells) -> str:
    return "coalesce(t.lead, key)" if _has_ties(cells) else "key"


def _has_ties(cells: Cells) -> bool:
    return bool(cells.docket.manifest["tables"].get("ties", 0))


def _joined(cells: Cells) -> str:
    joins = ""
    if cells.inputs.has("findings"):
        cells.needs("priorities", _make_priorities)
        joins += " LEFT JOIN priorities AS f USING (key)"
    if _has_ties(cells):
        cells.needs("riders", _make_riders)
        joins += " LEFT JOIN riders AS t USING (key)"
    return joins


def _make_priorities(cells: Cells) -> None:
    """Make ``priorities``: what the class on the record of each case speaks for."""
    inputs = cells.inputs
    assert inputs.instrument is not None
    classes = " ".join(
        f"WHEN {literal(id)} THEN {literal(PRIORITY_OF[item.bearing])}"
        for id, item in inputs.instrument.classes.items()
    )
    cells.make(
        "priorities",
        f"SELECT {cells.key} AS key, CASE class {classes} END AS priority "
        f"FROM {findings_table(cells)} WHERE instrument = {literal(inputs.instrument.id)}",
    )


def findings_table(cells: Cells) -> str:
    """Write the findings as a source: one file, or the folder that a cluster wrote."""
    path = cells.inputs.findings
    assert path is not None
    place = path / "*.parquet" if path.is_dir() else path
    return f"read_parquet({literal(place)})"


def _make_riders(cells: Cells) -> None:
    """Make ``riders``: the lead whose case each rider's goes with, severed or not."""
    docket = cells.docket
    cells.make(
        "riders",
        f"SELECT {key_of(docket, 'other_case_id')} AS key, "
        f"min({key_of(docket, 'case_id')}) AS lead FROM {docket.table('ties')} GROUP BY ALL",
    )


def has_families(cells: Cells) -> bool:
    """Whether it is known who belongs to one family: the court's lead and rider cases."""
    return _has_ties(cells)
