"""Which pairs are met at all: pairs that share a key, in blocks of bounded size.

Two lists of a million rows have a million million pairs. A rule makes a key of each row, and only
rows with one key meet. Where too many rows share a key, the block is left out of that rule and
the result says so: its rows may still meet by another rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evenhand.engines.duck import Connection
from evenhand.families.comparing import SHORT
from evenhand.families.preparing import CHILDREN, PARENTS

WEEK = 6  # days in a span: a child referred within five days stands in the same or the next one
LEAST_ROOM = 2_500_000
ROOM_PER_ROW = 1
RARITIES = ("gk1_bits", "gk2_bits", "sk1_bits", "sk2_bits")


@dataclass(frozen=True)
class Rule:
    """A rule: the key of a parent's row and that of a child's, as SQL; with a NULL, no block.

    ``further``: columns by which blocks that are too large are divided, before any is left out.
    """

    says: str
    parent: tuple[str, ...]
    child: tuple[str, ...]
    further: tuple[str, ...] = ()

    @property
    def keys(self) -> str:
        """The names of the key's columns."""
        return ", ".join(f"key{n}" for n in range(len(self.parent)))

    @property
    def divided(self) -> Rule:
        """The rule for the blocks that are too large: the key and the further columns."""
        says = f"{self.says}, also {' and '.join(self.further)}"
        return Rule(says, self.parent + self.further, self.child + self.further)


def _both(says: str, parts: tuple[str, ...], *further: str) -> Rule:
    return Rule(says, parts, parts, further)


def _across(says: str, parent: tuple[str, ...], child: tuple[str, ...]) -> Rule:
    return Rule(says, parent, child, ("country", "sector"))


_SPAN = f"event_day // {WEEK}"
_NEXT = f"event_day // {WEEK} + 1"


def _near(says: str, parent: str, child: str, *further: str) -> tuple[Rule, Rule]:
    """Give two rules of one sector: days in the same span, and the child's in the next."""
    return (
        Rule(
            f"{says} and sector, same days",
            (parent, "sector", _SPAN),
            (child, "sector", _SPAN),
            further,
        ),
        Rule(
            f"{says} and sector, the days after",
            (parent, "sector", _NEXT),
            (child, "sector", _SPAN),
            further,
        ),
    )


# Two surnames in whatever order; a row with one of them only has no such key.
_SORTED = ("least(sk1, sk2)", "greatest(sk1, sk2)", "sk2 IS NOT NULL OR NULL")
_YEAR_AND_SEX = "born_year || sex"
RULES: tuple[Rule, ...] = (
    _both("same number", ("number",)),
    _both("same given name, surname and year of birth", ("gk1", "sk1", "born_year")),
    _both("same birth date and given name", ("born", "gk1")),
    _both("same birth date and surname", ("born", "sk1")),
    _both("same birth date and sector", ("born", "sector"), "country", "sex"),
    _both("same birth date", ("born",)),
    _both("same given name and surname", ("gk1", "sk1"), "country", "sector"),
    _across("given name, second surname", ("gk1", "sk2"), ("gk1", "sk1")),
    _across("given name, surname as second", ("gk1", "sk1"), ("gk1", "sk2")),
    _across("second given name, surname", ("gk2", "sk1"), ("gk1", "sk1")),
    _across("given name as second, surname", ("gk1", "sk1"), ("gk2", "sk1")),
    _both("same two surnames", _SORTED, "country", "sector", "sex"),
    _both("same surname and year of birth", ("sk1", "born_year"), "country", "sector", "sex"),
    _both("same given name, year of birth and country", ("gk1", "born_year", "country"), "sector"),
    *_near("surname", "sk1", "sk1", "country", "sex"),
    *_near("child's first surname", "sk1", "kin1", "country", "sex"),
    *_near("child's second surname", "sk1", "kin2", "country", "sex"),
    *_near("given name", "gk1", "gk1", "country"),
    *_near("year of birth and sex", _YEAR_AND_SEX, _YEAR_AND_SEX, "country"),
)


@dataclass(frozen=True)
class Block:
    """What a rule makes of the lists: pairs that meet by it, and what was left out of it."""

    says: str
    pairs: int
    blocks_left_out: int
    pairs_left_out: int
    largest_left_out: int


def room_for(parents: int, children: int) -> int:
    """Give how many pairs a rule may make: a bound that grows with the lists."""
    return max(LEAST_ROOM, ROOM_PER_ROW * (parents + children))


@dataclass(frozen=True)
class Meeting:
    """What meets by a rule: the count, and the pairs with the short columns of both rows."""

    block: Block
    pairs: str


def meet(con: Connection, rule: Rule, room: int) -> Iterator[Meeting]:
    """Meet by a rule; the blocks that are too large meet by the divided rule, if there is one.

    Of each the smallest blocks are kept while there is room; the keys of the others stand in the
    table ``too_large`` until the next is asked for.
    """
    block = _bounded(con, rule, room)
    divided = rule.further and block.blocks_left_out
    yield Meeting(
        replace(block, blocks_left_out=0, pairs_left_out=0, largest_left_out=0)
        if divided
        else block,
        _pairs(rule),
    )
    if divided:
        con.execute("CREATE OR REPLACE TEMP TABLE divided AS SELECT * FROM too_large")
        within = f"SEMI JOIN divided USING ({rule.keys})"
        yield Meeting(
            _bounded(con, rule.divided, room, within),
            _pairs(rule.divided, within),
        )
        con.execute("DROP TABLE divided")
    con.execute("DROP TABLE too_large")


def _bounded(con: Connection, rule: Rule, room: int, within: str = "") -> Block:
    """Count a rule's blocks, and make ``too_large`` of the keys for which there is no room."""
    filled = " AND ".join(f"key{n} IS NOT NULL" for n in range(len(rule.parent)))
    counted = (
        f"(SELECT {rule.keys}, count(*) AS {{n}} FROM ({{side}}) {within} "
        f"WHERE {filled} GROUP BY ALL)"
    )
    left = counted.format(n="p", side=_keyed(PARENTS, rule.parent))
    right = counted.format(n="c", side=_keyed(CHILDREN, rule.child))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE sizes AS SELECT {rule.keys}, pairs, sum(pairs) OVER "
        f"(ORDER BY pairs, {rule.keys} ROWS UNBOUNDED PRECEDING) AS upto FROM "
        f"(SELECT {rule.keys}, p * c AS pairs FROM {left} JOIN {right} USING ({rule.keys}))"
    )
    kept, out, out_pairs, largest = con.execute(
        f"SELECT coalesce(sum(pairs) FILTER (upto <= {room}), 0), count(*) FILTER (upto > {room}), "
        f"coalesce(sum(pairs) FILTER (upto > {room}), 0), "
        f"coalesce(max(pairs) FILTER (upto > {room}), 0) FROM sizes"
    ).fetchall()[0]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE too_large AS SELECT {rule.keys} FROM sizes "
        f"WHERE upto > {room}"
    )
    con.execute("DROP TABLE sizes")
    return Block(rule.says, int(kept), int(out), int(out_pairs), int(largest))


def _pairs(rule: Rule, within: str = "") -> str:
    left = _keyed(PARENTS, rule.parent, "l", (*SHORT, *RARITIES))
    right = _keyed(CHILDREN, rule.child, "r", SHORT)
    return (
        f"SELECT * FROM ({left}) {within} ANTI JOIN too_large USING ({rule.keys}) "
        f"JOIN ({right}) USING ({rule.keys})"
    )


def _keyed(table: str, parts: Sequence[str], end: str = "", columns: Sequence[str] = ()) -> str:
    keys = ", ".join(f"{part} AS key{n}" for n, part in enumerate(parts))
    own = "".join(f", {column} AS {column}_{end}" for column in ("unique_id", *columns) if end)
    return f"SELECT {keys}{own} FROM {table}"
