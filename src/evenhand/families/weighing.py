"""What each level of a comparison weighs: counted in pairs with one number, and in random pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.engines.duck import Connection
from evenhand.families.comparing import comparisons, levels_of, prior_pairs, prior_random, sides
from evenhand.families.preparing import CHILDREN, PARENTS

RANDOM_PAIRS = 600_000
MOST_CHILDREN = 20_000  # whose rows are drawn for random pairs
LEAST_SHARE = 1e-7  # no level is called rarer than this, whatever was counted
MOST_ROWS_OF_A_NUMBER = 5  # a number on more rows than this is somebody's placeholder


@dataclass(frozen=True)
class Weights:
    """For each comparison, the share of true pairs (m) and of other pairs (u) at each level.

    ``trained_on``: pairs with one number that were counted for it.
    """

    true: Mapping[str, tuple[float, ...]]
    other: Mapping[str, tuple[float, ...]]
    trained_on: int

    def bits(self, name: str, level: int) -> float:
        """The weight of a level: how many times likelier in a true pair, as a power of two."""
        if level < 0:
            return 0.0
        return math.log2(self.true[name][level] / self.other[name][level])


def weigh(con: Connection, share: float) -> Weights:
    """Count the weights. ``share``: that of children believed to have a parent on the list.

    Pairs with one number are counted where the number's hash is even; the odd half is kept for the
    calibration. The number itself is weighed on pairs that agree in names and birth date.
    """
    pairs = (
        "(SELECT p.unique_id AS parent_id, c.unique_id AS child_id FROM "
        f"{PARENTS} p JOIN {CHILDREN} c USING (number) WHERE hash(number) % 2 = 0 AND number IN "
        f"(SELECT number FROM {PARENTS} GROUP BY 1 HAVING count(*) <= {MOST_ROWS_OF_A_NUMBER}))"
    )
    named = (
        "(SELECT p.unique_id AS parent_id, c.unique_id AS child_id FROM "
        f"{PARENTS} p JOIN {CHILDREN} c ON p.born = c.born AND p.gk1 = c.gk1 AND p.sk1 = c.sk1)"
    )
    others = [name for name in comparisons() if name != "number"]
    counted = _counted(con, pairs, others) | _counted(con, named, ["number"])
    true = {name: _shares(name, counted[name]) for name in comparisons()}
    return Weights(true, _other(con, true, share), _total(con, pairs))


def _total(con: Connection, pairs: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {pairs}").fetchall()[0][0])


def _counted(con: Connection, pairs: str, names: list[str]) -> dict[str, list[int]]:
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE counted AS {levels_of(pairs, PARENTS, CHILDREN, names)}"
    )
    return {name: level_counts(con, "counted", name) for name in names}


def level_counts(con: Connection, table: str, name: str) -> list[int]:
    """Count the rows of a table of levels at each level of one comparison."""
    found = dict(con.execute(f"SELECT {name}, count(*) FROM {table} GROUP BY 1").fetchall())
    return [int(found.get(n, 0)) for n in range(len(comparisons()[name].levels))]


def _shares(name: str, counts: list[int]) -> tuple[float, ...]:
    """Give the shares counted, with the usual ones standing for some pairs more."""
    usual = [level.usual for level in comparisons()[name].levels]
    total = sum(counts) + prior_pairs() * sum(usual)
    return tuple((n + prior_pairs() * u) / total for n, u in zip(counts, usual, strict=True))


def _other(
    con: Connection, true: Mapping[str, tuple[float, ...]], share: float
) -> dict[str, tuple[float, ...]]:
    """Count levels in random pairs; the few true pairs among them are taken out again."""
    told = ", ".join(f"{c.sql} AS {c.name}" for c in comparisons().values())
    parents, drawn = random_pairs(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE random_levels AS SELECT {told} FROM ({drawn})")
    found = {}
    for name in comparisons():
        counts = level_counts(con, "random_levels", name)
        by_chance = [level.chance for level in comparisons()[name].levels]
        expected = sum(counts) * share / parents
        clean = [
            max(n - expected * m, 0) + prior_random() * c
            for n, m, c in zip(counts, true[name], by_chance, strict=True)
        ]
        found[name] = tuple(max(value / sum(clean), LEAST_SHARE) for value in clean)
    return found


def random_pairs(con: Connection) -> tuple[int, str]:
    """Give how many parents there are, and the query for random pairs with both rows' columns.

    Children in a scrambled order meet parents at fixed strides: the same lists, the same pairs.
    """
    for table, most in ((PARENTS, None), (CHILDREN, MOST_CHILDREN)):
        limit = f" LIMIT {most}" if most else ""
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE drawn_{table} AS SELECT *, "
            f"row_number() OVER (ORDER BY md5(person_id)) - 1 AS place FROM {table} "
            f"ORDER BY place{limit}"
        )
    parents = int(con.execute(f"SELECT count(*) FROM {PARENTS}").fetchall()[0][0])
    children = int(con.execute(f"SELECT count(*) FROM drawn_{CHILDREN}").fetchall()[0][0])
    strides = max(1, min(parents, RANDOM_PAIRS // max(1, children)))
    stride = max(1, parents // strides)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE random_pairs AS SELECT place, unnest(list_transform("
        f"range({strides}), lambda n: (place + n * {stride}) % {parents})) AS other "
        f"FROM drawn_{CHILDREN}"
    )
    return parents, (
        f"SELECT {sides('p', 'l')}, {sides('c', 'r')} FROM random_pairs r "
        f"JOIN drawn_{CHILDREN} c ON c.place = r.place "
        f"JOIN drawn_{PARENTS} p ON p.place = r.other"
    )
