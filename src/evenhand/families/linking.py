"""The linkage of two sides, step by step: keys, weights, Splink's scores, probabilities."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from evenhand.docket.lists.snapshot import Lists
from evenhand.engines.duck import Connection
from evenhand.families.blocking import Block, make_keys
from evenhand.families.calibration import Band, calibrate
from evenhand.families.comparing import comparisons, joined
from evenhand.families.preparing import CHILDREN, PARENTS, prepare
from evenhand.families.probability import make_probable, rarity, share_by_number
from evenhand.families.scoring import score
from evenhand.families.weighing import Weights, weigh

# Pairs further below even odds than this cannot come up to the lower threshold: the rarest name
# adds some ten bits.
SLACK_BITS = 14
RARE = tuple(name for name, comparison in comparisons().items() if comparison.rare)


@dataclass(frozen=True)
class Linked:
    """What a linkage came to; the pairs stand in the table ``pairs``."""

    parents: int
    children: int
    share: float
    weights: Weights
    blocks: list[Block]
    calibration: list[Band]


def link(
    con: Connection,
    lists: Lists,
    room: int | None = None,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Linked:
    """Compare and score; makes ``pairs``: both ids, levels, bits, probability, rule.

    ``room``: how many pairs a blocking rule may make (see ``blocking.make_keys``).
    """
    steps = 5
    tell("linking", 0, steps)
    parents, children = prepare(con, lists)
    blocks = make_keys(con, room)
    tell("linking", 1, steps)
    share = share_by_number(con)
    weights = weigh(con, share)
    tell("linking", 2, steps)
    score(con, weights, math.log2(max(2, parents)) - SLACK_BITS, parents, children)
    tell("linking", 3, steps)
    _gather(con, weights)
    bands = calibrate(con, parents, share)
    tell("linking", 4, steps)
    share = make_probable(con, "pairs", "bits", parents, share)
    tell("linking", steps, steps)
    return Linked(parents, children, share, weights, blocks, bands)


def _gather(con: Connection, weights: Weights) -> None:
    """Make ``pairs`` of Splink's scores: the level of each comparison, and what rarity adds."""
    told = ", ".join(f"{c.sql} AS {c.name}" for c in comparisons().values())
    rare = ", ".join(f"{rarity(name)} AS {name}_rare" for name in RARE)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE rare AS SELECT parent_id, child_id, {rare} FROM scored q "
        f"JOIN {PARENTS} p ON p.unique_id = q.parent_id "
        f"JOIN {CHILDREN} c ON c.unique_id = q.child_id"
    )
    number = " ".join(
        f"WHEN {n} THEN {weights.bits('number', n)}"
        for n in range(len(comparisons()["number"].levels))
    )
    by_child = "CASE WHEN l.child IN (0, 1) THEN child_rare ELSE 0 END"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE pairs AS SELECT l.parent_id, l.child_id, l.rule, "
        f"round(l.bits + given_rare + surnames_rare + {by_child}, 6) AS bits, "
        f"coalesce(CASE l.number {number} END, 0) AS number_bits, "
        "coalesce(number_l, l.parent_id) AS person, "
        f"{', '.join(f'l.{name}' for name in comparisons())}, given_rare, surnames_rare, "
        f"{by_child} AS child_rare "
        f"FROM (SELECT q.*, number_l, {told} FROM ({joined('scored', PARENTS, CHILDREN)}) q) l "
        "JOIN rare USING (parent_id, child_id)"
    )
