"""Families beside people: at least so many in each cell, and exactly where they are few."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.engines.duck import connect
from evenhand.measures.cells.counting import ENOUGH_FAMILIES, _make_families, _with_families

PEOPLE = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(0, 12), st.booleans()), min_size=1, max_size=60
)


class Made:
    """A session with one table of people."""

    def __init__(self, people):
        self.con = connect(threads=1)
        leads: dict[int, int] = {}
        keys = list(range(len(people)))
        families = [leads.setdefault(family, key)
                    for key, (_, family, _) in zip(keys, people, strict=True)]  # fmt: skip
        self.rows = [(court, family, met)
                     for (court, _, met), family in zip(people, families, strict=True)]  # fmt: skip
        table = pa.table({
            "court": [court for court, _, _ in people], "key": keys, "family": families,
            "met": ["yes" if met else "no" for *_, met in people],
        })  # fmt: skip
        self.con.register("t", table)

    def make(self, table, select):
        """Make a working table."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select}")


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_few_families_are_counted_exactly_and_many_never_too_high(people):
    """Under five the number is exact; above, it is no more than there are and five at least."""
    made = Made(people)
    found = made.con.execute(f"{_with_families('t', 'court', ['court'], '1')}").fetchall()
    for court, persons, families in found:
        true = {family for at, family, _ in made.rows if at == court}
        assert persons == sum(at == court for at, *_ in made.rows)
        if len(true) < ENOUGH_FAMILIES or families < ENOUGH_FAMILIES:
            assert families == len(true)
        assert min(ENOUGH_FAMILIES, len(true)) <= families <= len(true)
    made.con.close()


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_families_by_size_are_those_that_a_loop_finds(people):
    """How many of each size, and how many of them met it, whether people are alone or not."""
    made = Made(people)
    _make_families(made, "t", "met")
    found = made.con.execute("SELECT * FROM t_by_family_and_met").fetchall()
    sizes, met = Counter(f for _, f, _ in made.rows), Counter(f for _, f, m in made.rows if m)
    expected = Counter((met[family], size) for family, size in sizes.items())
    assert {(part, size): many for part, size, many in found} == expected
    made.con.close()
