"""What links show of several rows at once: rows that may be one person, children of one parent."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.engines.duck import connect
from evenhand.families.run import Links


@dataclass(frozen=True)
class SamePerson:
    """Two rows of parents that may be one person. Nothing is merged: each stands by itself."""

    first_id: str
    second_id: str
    one_list: bool
    probability: float


@dataclass(frozen=True)
class FamilyGroup:
    """A parent's row and the children's rows proposed for it, with each one's probability.

    ``others``: rows that may be the same parent. Whether the children are siblings, the lists do
    not say; each link is judged by itself.
    """

    parent_id: str
    children: tuple[tuple[str, float], ...]
    others: tuple[str, ...]


def same_people(links: Links, most: int) -> list[SamePerson]:
    """Give the rows that may be one person, the likeliest first."""
    with connect() as con:
        found = con.execute(
            f"SELECT first_id, second_id, one_list, probability FROM {links.alike} "
            "ORDER BY probability DESC, first_id, second_id LIMIT ?",
            [most],
        ).fetchall()
    return [SamePerson(*row) for row in found]


def family_groups(links: Links, most: int) -> list[FamilyGroup]:
    """Give the parents for whom two children or more are proposed, the largest groups first."""
    with connect() as con:
        found = con.execute(
            "WITH grouped AS (SELECT parent_id, list({'id': child_id, 'p': probability} "
            "ORDER BY child_id) AS children FROM "
            f"{links.table} WHERE standing = 'propose' GROUP BY parent_id "
            "HAVING count(DISTINCT child_id) > 1 "
            "ORDER BY count(DISTINCT child_id) DESC, parent_id LIMIT ?), "
            f"either AS (SELECT first_id AS id, second_id AS other FROM {links.alike} "
            f"UNION SELECT second_id, first_id FROM {links.alike}) "
            "SELECT parent_id, children, coalesce((SELECT list(other ORDER BY other) FROM either "
            "WHERE id = parent_id), []) FROM grouped ORDER BY len(children) DESC, parent_id",
            [most],
        ).fetchall()
    return [
        FamilyGroup(parent, tuple((child["id"], child["p"]) for child in children), tuple(others))
        for parent, children, others in found
    ]
