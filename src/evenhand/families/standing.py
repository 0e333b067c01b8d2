"""What a possible link is good for: a hold, a proposal to people, or nothing new since a rejection.

A weak possible link holds a removal, because a missed child is worse than a delay. Only people
assert a tie; what the software proposes, it proposes to them. What they have rejected is kept, and
not proposed again while the facts are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.docket.lists.rejections import Rejection
from evenhand.engines.duck import Connection, literal
from evenhand.families.comparing import comparisons
from evenhand.families.preparing import CHILDREN, PARENTS

HOLD = 0.01
PROPOSE = 0.5
IMPOSSIBLE = "the child would be older than the parent, or as old"
YOUNG = "the parent would have been under 12 at the child's birth"
YOUNGEST = 12  # years; a reason to look twice, not a bound on who can be a parent
_FACTS = (
    "number", "gn1", "gn2", "sn1", "sn2", "kn1", "kn2", "born_low", "born_high", "sex",
    "country_word", "sector_word", "event_day", "child_low", "child_high",
)  # fmt: skip


def decide_standing(
    con: Connection, hold: float, propose: float, rejections: Sequence[Rejection]
) -> None:
    """Make ``standing``: the pairs at or above ``hold``, what each is good for and what is odd."""
    _take_in(con, rejections)
    older = "p.born_low IS NOT NULL AND c.child_high <= p.born_low"
    young = f"p.born_low + INTERVAL {YOUNGEST} YEAR > c.child_high AND NOT ({older})"
    facts = f"md5({_facts('p')} || '|' || {_facts('c')})"
    kept = ", ".join(comparisons())
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE standing AS SELECT parent_id, child_id,
        CASE WHEN facts IN (SELECT facts FROM rejected) THEN 'rejected'
             WHEN probability >= {propose} AND NOT impossible THEN 'propose'
             ELSE 'hold' END AS standing,
        probability, bits, candidates, list_filter([
            CASE WHEN impossible THEN {literal(IMPOSSIBLE)} END,
            CASE WHEN young THEN {literal(YOUNG)} END
            ], lambda w: w IS NOT NULL) AS warnings,
        facts NOT IN (SELECT facts FROM rejected) AND (parent_id, child_id) IN
            (SELECT (parent_id, child_id) FROM rejected) AS rejected_before,
        rule, facts, {kept}, given_rare, surnames_rare, child_rare
        FROM (SELECT q.* EXCLUDE (parent_id, child_id), p.person_id AS parent_id,
            c.person_id AS child_id, coalesce({older}, false) AS impossible,
            coalesce({young}, false) AS young, {facts} AS facts,
            count(*) OVER (PARTITION BY q.child_id) AS candidates
            FROM pairs q JOIN {PARENTS} p ON p.unique_id = q.parent_id
            JOIN {CHILDREN} c ON c.unique_id = q.child_id WHERE probability >= {hold})"""
    )


def _facts(side: str) -> str:
    """Write all that a row says and a linkage reads, so that anything new makes another text."""
    parts = ", ".join(f"coalesce(CAST({side}.{fact} AS VARCHAR), '')" for fact in _FACTS)
    return f"concat_ws('|', {parts})"


def _take_in(con: Connection, rejections: Sequence[Rejection]) -> None:
    con.execute(
        "CREATE OR REPLACE TEMP TABLE rejected (parent_id VARCHAR, child_id VARCHAR, facts VARCHAR)"
    )
    if rejections:
        con.executemany(
            "INSERT INTO rejected VALUES (?, ?, ?)",
            [[r.parent_id, r.child_id, r.facts] for r in rejections],
        )
