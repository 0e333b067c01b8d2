"""Whether probabilities are what they say: shown on pairs whose truth a number tells."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from evenhand.engines.duck import Connection
from evenhand.families.preparing import CHILDREN
from evenhand.families.probability import make_probable

EDGES = (0.01, 0.1, 0.5, 0.9, 0.99, 1.0)


@dataclass(frozen=True)
class Band:
    """Pairs called ``low`` to ``high``: how many, what was said on average, how many were right."""

    low: float
    high: float
    pairs: int
    said: float
    right: int


def calibrate(con: Connection, parents: int, share: float) -> list[Band]:
    """Score the children with a number as if it were not known, and see whether it agrees.

    Only those whose number did not serve to count the weights (see ``weighing.weigh``). A pair is
    right where the numbers agree or differ in one digit, for numbers are mistyped too.
    """
    held_out = f"SELECT unique_id FROM {CHILDREN} WHERE number IS NOT NULL AND hash(number) % 2 = 1"
    con.execute("CREATE OR REPLACE TEMP TABLE unseen AS SELECT * FROM pairs")
    make_probable(con, "unseen", "bits - number_bits", parents, share, f"child_id IN ({held_out})")
    bands = []
    for low, high in pairwise(EDGES):
        # A probability of one is in the last band.
        upper = f"probability < {high}" if high < 1 else "true"
        pairs, said, right = con.execute(
            "SELECT count(*), coalesce(avg(probability), 0), count(*) FILTER (number IN (0, 1)) "
            f"FROM unseen WHERE probability >= {low} AND {upper}"
        ).fetchall()[0]
        bands.append(Band(low, high, int(pairs), round(float(said), 6), int(right)))
    return bands
