"""From evidence to probability: candidates for one child rule each other out, and so may nobody.

A child's row names one parent. Before any evidence each parent on the list is as likely as any
other, and the parent may well not be on it. So the odds of all candidates are weighed against each
other and against "not on the list"; rows that bear one number are one person.
"""

from __future__ import annotations

from evenhand.engines.duck import Connection
from evenhand.families.comparing import comparisons
from evenhand.families.preparing import CHILDREN, PARENTS

STEPS = 40
FIRST_SHARE = 0.5
CHILD_SPEAKS = (0, 1)  # the levels at which the child's surname speaks for a link


def rarity(name: str) -> str:
    """Write the bits that the rarity of an agreeing name adds, over ``_l`` and ``_r`` columns."""
    if name == "given":
        keys, against = ("gk1", "gk2"), ("gk1", "gk2")
    elif name == "surnames":
        keys, against = ("sk1", "sk2"), ("sk1", "sk2")
    else:
        keys, against = ("sk1", "sk2"), ("kin1", "kin2")
    one, two = (f"({{}}_l = {a}_r)" for a in against)
    return " + ".join(
        f"CASE WHEN {one.format(key)} OR {two.format(key)} THEN {key}_bits_l ELSE 0e0 END"
        for key in keys
    )


def child_rarity() -> str:
    """Write what the rarity of the child's surname adds: only where that surname speaks for it."""
    level = comparisons()["child"].sql
    return f"CASE WHEN ({level}) IN {CHILD_SPEAKS} THEN {rarity('child')} ELSE 0e0 END"


def share_by_number(con: Connection) -> float:
    """Estimate what share of children has a parent on the list, from those with a number."""
    with_number, found = con.execute(
        f"SELECT count(*), count(*) FILTER (number IN (SELECT number FROM {PARENTS})) "
        f"FROM {CHILDREN} WHERE number IS NOT NULL"
    ).fetchall()[0]
    if not with_number:
        return FIRST_SHARE
    return float(min(0.95, max(0.05, (found + 1) / (with_number + 2))))


def make_probable(
    con: Connection, table: str, bits: str, parents: int, share: float, where: str = "true"
) -> float:
    """Add ``probability`` to a table of pairs with ``bits``; gives the share of children linked.

    ``bits`` is an expression over the table's columns; ``where`` says which children count.
    The share is refined until it fits the probabilities that it leads to.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE odds AS SELECT *, "
        f"2.0 ** least(greatest({bits}, -60), 60) / {parents} AS odds FROM {table} WHERE {where}"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sums AS SELECT child_id, sum(odds) AS odds FROM "
        "(SELECT child_id, max(odds) AS odds FROM odds GROUP BY child_id, person) GROUP BY child_id"
    )
    those = where.replace("child_id", "unique_id")
    children = con.execute(f"SELECT count(*) FROM {CHILDREN} WHERE {those}").fetchall()[0][0]
    for _ in range(STEPS):
        linked = con.execute(
            f"SELECT coalesce(sum({share} * odds / (1 - {share} + {share} * odds)), 0) FROM sums"
        ).fetchall()[0][0]
        # Rounded: threads add up in any order, and the same lists must give the same links.
        refined = round(min(0.999, max(0.001, linked / max(1, children))), 6)
        if abs(refined - share) < 1e-4:
            break
        share = refined
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT o.* EXCLUDE (odds), "
        f"round({share} * o.odds / (1 - {share} + {share} * s.odds), 9) AS probability "
        "FROM odds o JOIN sums s USING (child_id)"
    )
    return float(share)
