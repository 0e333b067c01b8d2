"""The linkage of two sides, step by step: weights, candidates, Splink's scores, probabilities."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from evenhand.docket.lists.snapshot import Lists
from evenhand.engines.duck import Connection
from evenhand.families.alike import Alike, make_alike
from evenhand.families.blocking import RARITIES, Block, room_for
from evenhand.families.calibration import Band, calibrate
from evenhand.families.comparing import comparisons, joined
from evenhand.families.pairing import make_candidates
from evenhand.families.preparing import CHILDREN, PARENTS, prepare
from evenhand.families.probability import child_rarity, make_probable, rarity, share_by_number
from evenhand.families.scoring import score
from evenhand.families.weighing import Weights, weigh

# How far below the lower threshold a pair may stay and still be gathered: so that the candidates
# of a child weigh against each other whether or not each comes up to the threshold itself.
SLACK_BITS = 2


Scorer = Callable[[Connection, Weights, float], None]


@dataclass(frozen=True)
class Linked:
    """What a linkage came to; the pairs stand in the table ``pairs``."""

    parents: int
    children: int
    share: float
    weights: Weights
    blocks: list[Block]
    compared: int
    calibration: list[Band]
    alike: Alike


def link(
    con: Connection,
    lists: Lists,
    hold: float,
    room: int | None = None,
    scorer: Scorer | None = None,
    tell: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> Linked:
    """Compare and score; makes ``pairs``: both rows, levels, bits, probability, rule.

    ``hold``: the probability below which no pair matters. ``room``: how many pairs a blocking
    rule may make (see ``blocking.room_for``). ``scorer`` scores candidates elsewhere than here.
    """
    tell("reading names", 0, 1)
    parents, children = prepare(con, lists)
    share = share_by_number(con)
    weights = weigh(con, share)
    least = least_bits(parents, share, hold)
    room = room_for(parents, children) if room is None else room
    blocks = make_candidates(con, weights, least, room, lambda done, of: tell("meeting", done, of))
    tell("comparing", 0, 1)
    (score if scorer is None else scorer)(con, weights, least)
    compared = int(con.execute("SELECT count(*) FROM candidates").fetchall()[0][0])
    con.execute("DROP TABLE candidates")
    _gather(con, weights)
    bands = calibrate(con, parents, share)
    share = make_probable(con, "pairs", "bits", parents, share)
    alike = make_alike(con, weights)
    tell("comparing", 1, 1)
    return Linked(parents, children, share, weights, blocks, compared, bands, alike)


def least_bits(parents: int, share: float, hold: float) -> float:
    """Give the evidence below which a pair cannot come up to ``hold``, less the slack.

    ``share``: of the children who have a parent on the list. A pair's odds before any evidence
    are one parent in all, for those children.
    """
    odds = share / (1 - share) / max(1, parents)
    return math.log2(hold / max(1e-9, 1 - hold)) - math.log2(odds) - SLACK_BITS


def _number_bits(weights: Weights) -> list[float]:
    return [weights.bits("number", n) for n in range(len(comparisons()["number"].levels))]


def _gather(con: Connection, weights: Weights) -> None:
    """Make ``pairs`` of Splink's scores: the level of each comparison, and what rarity adds."""
    told = ", ".join(f"{c.sql} AS {c.name}" for c in comparisons().values())
    rare = f"{rarity('given')} AS given_rare, {rarity('surnames')} AS surnames_rare, "
    number = " ".join(f"WHEN {n} THEN {bits}" for n, bits in enumerate(_number_bits(weights)))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE pairs AS "
        f"WITH told AS (SELECT parent_id, child_id, rule, bits, number_l, {told}, {rare} "
        f"{child_rarity()} AS child_rare "
        f"FROM ({joined('scored', PARENTS, CHILDREN, RARITIES)})), "
        "summed AS (SELECT * REPLACE (round(bits + given_rare + surnames_rare + child_rare, 6) "
        f"AS bits), coalesce(CASE number {number} END, 0) AS number_bits FROM told) "
        "SELECT * EXCLUDE (number_l), "
        "coalesce(number_l, CAST(parent_id AS VARCHAR)) AS person FROM summed"
    )
    con.execute("DROP TABLE scored")
