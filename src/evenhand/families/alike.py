"""Rows of parents that may be one person: on two agencies' lists, or twice on one; none is merged.

The same comparisons and weights serve as between the lists, less those of the day and the sector:
one person may be apprehended twice. A child's row names one parent, so here is nothing to compete
with; each pair is judged by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from evenhand.engines.duck import Connection
from evenhand.families.comparing import COMPARED, comparisons, plain, sides
from evenhand.families.preparing import PARENTS
from evenhand.families.probability import rarity
from evenhand.families.weighing import Weights

SAID = ("given", "surnames", "born", "number", "country", "sex")
RARE = ("gk1_bits", "gk2_bits", "sk1_bits", "sk2_bits")
RULES = (
    ("number",),
    ("gk1", "sk1", "born_year"),
    ("born", "gk1"),
    ("born", "sk1"),
    ("least(sk1, sk2)", "greatest(sk1, sk2)", "gk1"),  # two surnames in whatever order
)
MOST_ROWS = 50  # of one key; rows of a larger one meet by the other rules only
LIKELY = 0.5
SHARE = 0.05  # of rows believed to have another row of the same person, before any evidence


@dataclass(frozen=True)
class Alike:
    """How many pairs of rows may be one person, and how many rows were too many to compare."""

    on_one_list: int
    on_two_lists: int
    rows_left_out: int


def make_alike(con: Connection, weights: Weights) -> Alike:
    """Make ``alike``: pairs of rows of parents with their levels and a probability."""
    left_out = _meet(con)
    told = ", ".join(f"{comparisons()[name].sql} AS {name}" for name in SAID)
    rows = int(con.execute(f"SELECT count(*) FROM {PARENTS}").fetchall()[0][0])
    odds = math.log2(SHARE / (1 - SHARE) / max(1, rows))
    bits = " + ".join((*(_bits(name, weights) for name in SAID), "rare", plain(odds)))
    right = sides("q", "r", (*COMPARED, "list", "person_id"))
    left = sides("p", "l", (*COMPARED, *RARE, "list", "person_id"))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE alike AS WITH told AS (SELECT person_id_l AS first_id, "
        f"person_id_r AS second_id, list_l = list_r AS one_list, {told}, "
        f"{rarity('given')} + {rarity('surnames')} AS rare FROM (SELECT {left}, {right} "
        f"FROM alike_met JOIN {PARENTS} p ON p.unique_id = one "
        f"JOIN {PARENTS} q ON q.unique_id = other)), "
        f"summed AS (SELECT * EXCLUDE (rare), {bits} AS bits FROM told) "
        "SELECT * EXCLUDE (bits), round(1 / (1 + 2 ** -least(greatest(bits, -60), 60)), 6) "
        f"AS probability FROM summed WHERE 1 / (1 + 2 ** -least(greatest(bits, -60), 60)) >= "
        f"{LIKELY}"
    )
    con.execute("DROP TABLE alike_met")
    one, two = con.execute(
        "SELECT count(*) FILTER (one_list), count(*) FILTER (NOT one_list) FROM alike"
    ).fetchall()[0]
    return Alike(int(one), int(two), left_out)


def _meet(con: Connection) -> int:
    """Make ``alike_met`` of rows with one key; gives how many rows stood in too large blocks."""
    con.execute("CREATE OR REPLACE TEMP TABLE alike_met (one INTEGER, other INTEGER)")
    crowded = []
    for keys in RULES:
        named = ", ".join(f"key{n}" for n in range(len(keys)))
        made = ", ".join(f"{key} AS key{n}" for n, key in enumerate(keys))
        filled = " AND ".join(f"key{n} IS NOT NULL" for n in range(len(keys)))
        sized = (
            f"SELECT *, count(*) OVER (PARTITION BY {named}) AS n "
            f"FROM (SELECT unique_id, {made} FROM {PARENTS}) WHERE {filled}"
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE alike_keyed AS {sized}")
        con.execute(
            f"INSERT INTO alike_met SELECT p.unique_id, q.unique_id FROM alike_keyed p "
            f"JOIN alike_keyed q USING ({named}) "
            f"WHERE p.unique_id < q.unique_id AND p.n <= {MOST_ROWS}"
        )
        found = con.execute(f"SELECT count(*) FROM alike_keyed WHERE n > {MOST_ROWS}")
        crowded.append(int(found.fetchall()[0][0]))
    con.execute("DROP TABLE alike_keyed")
    con.execute("CREATE OR REPLACE TEMP TABLE alike_met AS SELECT DISTINCT * FROM alike_met")
    return max(crowded)


def _bits(name: str, weights: Weights) -> str:
    cases = " ".join(
        f"WHEN {n} THEN {plain(weights.bits(name, n))}"
        for n in range(len(comparisons()[name].levels))
    )
    return f"CASE {name} {cases} ELSE 0e0 END"
