"""Which pairs are compared at all: pairs that share a key, in blocks of bounded size.

Two lists of a million rows have a million million pairs. A rule makes a key of each row, and only
rows with one key are compared. Where too many rows share a key, the block is left out of that
rule and the result says so: its rows may still meet by another rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.engines.duck import Connection
from evenhand.families.preparing import CHILDREN, PARENTS

WEEK = 6  # days in a span: a child referred within five days stands in the same or the next one
LEAST_ROOM = 6_000_000
ROOM_PER_ROW = 4


@dataclass(frozen=True)
class Rule:
    """A rule: the key of a parent's row and that of a child's, as SQL; NULL has no block."""

    says: str
    parent: str
    child: str


def _key(*parts: str) -> str:
    """Write a key of several columns, NULL if any of them is."""
    return " || '|' || ".join(f"CAST({part} AS VARCHAR)" for part in parts)


def _both(says: str, *parts: str) -> Rule:
    return Rule(says, _key(*parts), _key(*parts))


_SPAN = f"event_day // {WEEK}"
_NEXT = f"event_day // {WEEK} + 1"


def _near(says: str, parent: tuple[str, ...], child: tuple[str, ...]) -> tuple[Rule, Rule]:
    """Give two rules: days in the same span, and the child's in the next."""
    return (
        Rule(f"{says}, same days", _key(*parent, _SPAN), _key(*child, _SPAN)),
        Rule(f"{says}, the days after", _key(*parent, _NEXT), _key(*child, _SPAN)),
    )


_YEAR = ("born_year", "sector", "sex")
_SORTED = ("least(sk1, sk2)", "greatest(sk1, sk2)", "sk2")
RULES: tuple[Rule, ...] = (
    _both("same number", "number"),
    _both("same given name, surname and year of birth", "gk1", "sk1", "born_year"),
    _both("same birth date and given name", "born", "gk1"),
    _both("same birth date and surname", "born", "sk1"),
    _both("same birth date and sector", "born", "sector"),
    *_near("given name, surname and sector", ("gk1", "sk1", "sector"), ("gk1", "sk1", "sector")),
    _both("same birth date", "born"),
    _both("same given name and surname", "gk1", "sk1"),
    Rule("given name, second surname", _key("gk1", "sk2"), _key("gk1", "sk1")),
    Rule("given name, surname as second", _key("gk1", "sk1"), _key("gk1", "sk2")),
    Rule("second given name, surname", _key("gk2", "sk1"), _key("gk1", "sk1")),
    Rule("given name as second, surname", _key("gk1", "sk1"), _key("gk2", "sk1")),
    _both("same two surnames", *_SORTED),
    _both("same surname and year of birth", "sk1", "born_year"),
    _both("same given name, year of birth and country", "gk1", "born_year", "country"),
    *_near("surname and sector", ("sk1", "sector"), ("sk1", "sector")),
    *_near("child's first surname and sector", ("sk1", "sector"), ("kin1", "sector")),
    *_near("child's second surname and sector", ("sk1", "sector"), ("kin2", "sector")),
    *_near("given name and sector", ("gk1", "sector"), ("gk1", "sector")),
    *_near("year of birth, sector and sex", _YEAR, _YEAR),
)


@dataclass(frozen=True)
class Block:
    """What a rule makes of the lists: pairs compared by it, and what was left out of it."""

    says: str
    pairs: int
    blocks_left_out: int
    pairs_left_out: int
    largest_left_out: int


def make_keys(con: Connection, room: int | None = None) -> list[Block]:
    """Add a column for each rule to both sides, and take out the blocks that are too large.

    ``room`` is how many pairs a rule may make; without it, a bound that grows with the lists.
    """
    if room is None:
        rows = sum(
            con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            for table in (PARENTS, CHILDREN)
        )
        room = max(LEAST_ROOM, ROOM_PER_ROW * rows)
    for table, side in ((PARENTS, "parent"), (CHILDREN, "child")):
        keys = ", ".join(f"{getattr(rule, side)} AS b{n}" for n, rule in enumerate(RULES))
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT *, {keys} FROM {table}")
    return [_bounded(con, n, rule, room) for n, rule in enumerate(RULES)]


def _bounded(con: Connection, n: int, rule: Rule, room: int) -> Block:
    """Keep a rule's smallest blocks while there is room; the keys of the others become NULL."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sizes AS SELECT key, pairs, "
        "sum(pairs) OVER (ORDER BY pairs, key ROWS UNBOUNDED PRECEDING) AS upto "
        f"FROM (SELECT key, p.n * c.n AS pairs FROM (SELECT b{n} AS key, count(*) AS n FROM "
        f"{PARENTS} WHERE b{n} IS NOT NULL GROUP BY 1) p JOIN (SELECT b{n} AS key, count(*) AS n "
        f"FROM {CHILDREN} WHERE b{n} IS NOT NULL GROUP BY 1) c USING (key))"
    )
    kept, left, left_pairs, largest = con.execute(
        f"SELECT coalesce(sum(pairs) FILTER (upto <= {room}), 0), count(*) FILTER (upto > {room}), "
        f"coalesce(sum(pairs) FILTER (upto > {room}), 0), "
        f"coalesce(max(pairs) FILTER (upto > {room}), 0) FROM sizes"
    ).fetchall()[0]
    if left:
        for table in (PARENTS, CHILDREN):
            con.execute(
                f"UPDATE {table} SET b{n} = NULL WHERE b{n} IN "
                f"(SELECT key FROM sizes WHERE upto > {room})"
            )
    return Block(rule.says, int(kept), int(left), int(left_pairs), int(largest))
