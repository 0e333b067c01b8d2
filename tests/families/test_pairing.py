"""What is left out before letters are compared could not have come up to the threshold."""

from __future__ import annotations

import pytest

from evenhand.engines.duck import connect
from evenhand.families.blocking import RARITIES
from evenhand.families.comparing import COMPARED, comparisons, plain, sides
from evenhand.families.pairing import most_bits
from evenhand.families.preparing import CHILDREN, PARENTS, prepare
from evenhand.families.probability import child_rarity, rarity, share_by_number
from evenhand.families.weighing import weigh

EVERY = 8  # rows taken: 375 parents with 375 children, all pairs of them


@pytest.fixture(scope="module")
def every_pair(known):
    """Give a session with ``every``, all pairs of some rows, true ones among them; the weights."""
    con = connect()
    prepare(con, known.lists)
    weights = weigh(con, share_by_number(con))
    pairs = ", ".join(f"('{parent}', '{child}')" for parent, child in sorted(known.truth))
    met = (
        f"SELECT p.person_id AS a, c.person_id AS b FROM {PARENTS} p, {CHILDREN} c "
        f"WHERE p.unique_id % {EVERY} = 0 AND c.unique_id % {EVERY} = 0 "
        f"UNION FROM (VALUES {pairs}) AS t(a, b)"
    )
    con.execute(
        f"CREATE TEMP TABLE every AS SELECT {sides('p', 'l', (*COMPARED, *RARITIES))}, "
        f"{sides('c', 'r')} FROM ({met}) JOIN {PARENTS} p ON p.person_id = a "
        f"JOIN {CHILDREN} c ON c.person_id = b"
    )
    yield con, weights
    con.close()


def test_the_most_that_a_pair_can_weigh_is_never_less_than_it_weighs(every_pair):
    """Of all pairs, every true one among them; a number that differs is not counted against."""
    con, weights = every_pair
    parts = [rarity("given"), rarity("surnames"), child_rarity()]
    for name, comparison in comparisons().items():
        bits = [weights.bits(name, n) for n in range(len(comparison.levels))]
        cases = " ".join(f"WHEN {n} THEN {plain(value)}" for n, value in enumerate(bits))
        parts.append(f"CASE ({comparison.sql}) {cases} ELSE 0e0 END")
    rows, below = con.execute(
        f"SELECT count(*), count(*) FILTER ({most_bits(weights)} < {' + '.join(parts)} - 1e-6) "
        "FROM every"
    ).fetchall()[0]
    assert rows > 100_000
    assert below == 0


@pytest.mark.parametrize("name", [name for name, c in comparisons().items() if c.first])
def test_what_the_first_levels_need_they_need(every_pair, name):
    """No pair comes to one of the first levels without the condition that is asked before them."""
    con, _ = every_pair
    comparison = comparisons()[name]
    first = f"({comparison.sql}) BETWEEN 0 AND {comparison.first - 1}"
    without, reached = con.execute(
        f"SELECT count(*) FILTER ({first} AND NOT coalesce({comparison.need}, false)), "
        f"count(*) FILTER ({first}) FROM every"
    ).fetchall()[0]
    assert without == 0
    assert reached > 0
