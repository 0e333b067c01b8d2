"""The pairs worth scoring: those that meet by a rule and could come up to the lower threshold.

Most pairs that share a key share nothing else. What the short columns of two rows tell is summed
first, and for what only the letters of names could tell, the most that they could add. A pair that
stays below the threshold even so is not handed to Splink: nothing that it could say would matter.
"""

from __future__ import annotations

from collections.abc import Callable

from evenhand.engines.duck import Connection
from evenhand.families.blocking import RULES, Block, meet
from evenhand.families.comparing import comparisons, plain
from evenhand.families.probability import child_rarity, rarity
from evenhand.families.weighing import Weights


def make_candidates(
    con: Connection,
    weights: Weights,
    least: float,
    room: int,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> list[Block]:
    """Make ``candidates`` (parent_id, child_id, rule, beside): pairs that can reach ``least`` bits.

    ``beside``: the bits that go beside Splink's sum (see ``beside_splink``).
    A number that differs is not counted against a pair here, for the calibration looks at pairs
    as if no number were known.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE met "
        "(parent_id INTEGER, child_id INTEGER, rule UTINYINT, beside FLOAT)"
    )
    most = most_bits(weights)
    beside = beside_splink(weights)
    blocks = []
    for n, rule in enumerate(RULES):
        tell(n, len(RULES))
        for meeting in meet(con, rule, room):
            blocks.append(meeting.block)
            con.execute(
                f"INSERT INTO met SELECT unique_id_l, unique_id_r, {n}, {beside} "
                f"FROM ({meeting.pairs}) WHERE {most} >= {plain(least)}"
            )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE candidates AS SELECT parent_id, child_id, min(rule) AS rule, "
        "max(beside) AS beside FROM met GROUP BY ALL"
    )
    con.execute("DROP TABLE met")
    return blocks


def most_bits(weights: Weights) -> str:
    """Write the most bits that a pair can come to, over its short columns."""
    parts = []
    for name, comparison in comparisons().items():
        bits = [weights.bits(name, n) for n in range(len(comparison.levels))]
        if name == "number":
            bits = [max(0.0, value) for value in bits]
        more = rarity(name) if comparison.rare else "0e0"
        parts.append(comparison.at_most(bits, more))
    return " + ".join(parts)


def beside_splink(weights: Weights) -> str:
    """Write what counts beside Splink's sum: rarity, and the end of a number's word against."""
    number = comparisons()["number"]
    against = " ".join(
        f"WHEN {n} THEN {plain(max(0.0, -weights.bits('number', n)))}"
        for n in range(len(number.levels))
    )
    return (
        f"{rarity('given')} + {rarity('surnames')} + {child_rarity()} + "
        f"CASE ({number.sql}) {against} ELSE 0e0 END"
    )
