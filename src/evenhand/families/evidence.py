"""The evidence for one link, in words and weights, with what each list says and in which row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.docket.lists.snapshot import Lists
from evenhand.engines.duck import Connection, connect
from evenhand.families.comparing import comparisons
from evenhand.families.run import Links
from evenhand.terms.refusal import BadDocket

RARE_BITS = 1.0
# The columns of `people` that a comparison reads: of the parent's row, and of the child's.
READ = {
    "given": (("given",), ("parent_given",)),
    "surnames": (("surnames",), ("parent_surnames",)),
    "child": (("surnames",), ("surnames",)),
    "born": (("born_on_says",), ("parent_born_on_says",)),
    "number": (("number_says",), ("parent_number_says",)),
    "country": (("country_says",), ("parent_country_says", "country_says")),
    "sector": (("sector_says",), ("sector_says",)),
    "sex": (("sex_says",), ("parent_sex_says",)),
    "days": (("apprehended_on_says",), ("referred_on_says", "apprehended_on_says")),
}


@dataclass(frozen=True)
class Line:
    """What one comparison says of a link: in words, its weight in bits, and both lists' cells."""

    what: str
    says: str
    bits: float
    parent: str
    child: str


@dataclass(frozen=True)
class Evidence:
    """One possible link, with its lines of evidence and where both rows stand."""

    parent_id: str
    child_id: str
    standing: str
    probability: float
    candidates: int
    warnings: tuple[str, ...]
    rejected_before: bool
    facts: str
    parent_at: str
    child_at: str
    lines: tuple[Line, ...]


def evidence(
    lists: Lists,
    links: Links,
    *,
    standing: str = "propose",
    person: str | None = None,
    most: int = 10,
    leave_out: frozenset[str] = frozenset(),
) -> Iterator[Evidence]:
    """Give links with their evidence, the likeliest first: of a standing, or of one person.

    ``leave_out``: the facts on which people rejected links since; those are not put before them.

    Raises BadDocket if the links were not made from these lists.
    """
    if links.manifest["lists"] != lists.snapshot:
        raise BadDocket(
            f"{links.folder} was made from other lists than {lists.folder}.",
            "Name the lists that it was made from, or link these anew.",
        )
    chosen = "(parent_id = ? OR child_id = ?)" if person else "standing = ?"
    words = [person, person] if person else [standing]
    if leave_out:
        chosen += " AND facts NOT IN (SELECT unnest(?))"
        words.append(sorted(leave_out))  # type: ignore[arg-type]
    con = connect()
    try:
        found = con.execute(
            f"SELECT * FROM {links.table} WHERE {chosen} "
            "ORDER BY probability DESC, child_id, parent_id LIMIT ?",
            [*words, most],
        )
        names = [column[0] for column in found.description or ()]
        for values in found.fetchall():
            row = dict(zip(names, values, strict=True))
            yield _evidence(con, lists, links, row)
    finally:
        con.close()


def _evidence(con: Connection, lists: Lists, links: Links, row: dict[str, Any]) -> Evidence:
    parent, child = _person(con, lists, row["parent_id"]), _person(con, lists, row["child_id"])
    return Evidence(
        row["parent_id"],
        row["child_id"],
        row["standing"],
        row["probability"],
        row["candidates"],
        tuple(row["warnings"]),
        row["rejected_before"],
        row["facts"],
        _place(parent),
        _place(child),
        tuple(_lines(links, row, parent, child)),
    )


def _person(con: Connection, lists: Lists, person_id: str) -> dict[str, Any]:
    found = con.execute(f"SELECT * FROM {lists.table('people')} WHERE person_id = ?", [person_id])
    names = [column[0] for column in found.description or ()]
    (values,) = found.fetchall()
    return dict(zip(names, values, strict=True))


def _place(person: dict[str, Any]) -> str:
    return f"list {person['list']}, {person['file']} row {person['row']}"


def in_words(links: Links, row: Mapping[str, Any]) -> Iterator[tuple[str, str, str, float]]:
    """Give what each comparison says of a row of links: its name, what it is about, words, bits."""
    weights = links.manifest["weights"]
    for name, comparison in comparisons().items():
        level = row[name]
        if level < 0:
            continue
        rare = row.get(f"{name}_rare") or 0.0
        says = str(weights[name][level]["says"])
        if rare > RARE_BITS:
            says += ", rare"
        elif rare < -RARE_BITS:
            says += ", common"
        yield name, comparison.says, says, weights[name][level]["bits"] + rare


def _lines(
    links: Links, row: dict[str, Any], parent: dict[str, Any], child: dict[str, Any]
) -> Iterator[Line]:
    for name, what, says, bits in in_words(links, row):
        of_parent, of_child = READ[name]
        yield Line(what, says, bits, _cell(parent, of_parent), _cell(child, of_child))


def _cell(person: dict[str, Any], columns: tuple[str, ...]) -> str:
    return next((str(person[column]) for column in columns if person[column] is not None), "")
