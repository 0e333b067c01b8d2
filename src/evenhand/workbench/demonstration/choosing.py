"""Chooses the cases of a demonstration's stories, and those whose parents its lists name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.engines.duck import literal
from evenhand.safeguards.library import shipped
from evenhand.workbench.demonstration.story import LIKELY, UNLIKELY, Kind
from evenhand.workbench.queueing.asking import IN_COURT
from evenhand.workbench.queueing.loaded import LINKAGE, Loaded, bits_of

_LIKELY = f"(SELECT max(probability) FROM {LINKAGE}.links AS l WHERE l.case_id = q.case_id)"
_ORDER = {"": "", LIKELY: f"{_LIKELY} DESC, ", UNLIKELY: f"{_LIKELY}, "}


def cases_of(loaded: Loaded, kinds: Sequence[Kind]) -> list[str]:
    """Give for each kind the first case that is so and that no kind before it has: of the queue, or
    where links are asked for the likeliest (or the weakest) link; nothing where there is none.
    """
    con = loaded.session()
    chosen: list[str] = []
    try:
        for kind in kinds:
            if kind.link and loaded.linked is None:
                chosen.append("")
                continue
            taken = ", ".join(literal(case) for case in chosen if case) or "''"
            found = con.execute(
                f"SELECT q.case_id FROM site.queue AS q WHERE q.state = {literal(IN_COURT)} "
                f"AND q.case_id NOT IN ({taken}) AND {' AND '.join(_tests(loaded, kind))} "
                f"ORDER BY {_ORDER[kind.link]}q.place LIMIT 1"
            ).fetchone()
            chosen.append(found[0] if found else "")
    finally:
        con.close()
    return chosen


def _tests(loaded: Loaded, kind: Kind) -> Iterator[str]:
    coded = loaded.governing
    yield f"q.office = {literal(kind.office)}" if kind.office else "true"
    if kind.outcome:
        yield f"q.class_{coded.number} = {literal(kind.outcome)}"
    if kind.hold:
        yield f"q.holds & {bits_of(shipped())[kind.hold]} <> 0"
    if kind.decisive:
        yield f"q.decisive_{coded.number} & {coded.facts.get(kind.decisive, 0)} <> 0"
    if kind.link:
        yield (
            f"q.case_id IN (SELECT case_id FROM {LINKAGE}.links GROUP BY 1 "
            f"HAVING arg_max(standing, probability) = {literal(kind.link)})"
        )


def cases_for_parents(loaded: Loaded, court: str, most: int) -> list[str]:
    """Give pending cases of a court that no office has, the first of the queue first."""
    con = loaded.session()
    try:
        found = con.execute(
            "SELECT case_id FROM site.queue WHERE court = ? AND office IS NULL AND state = ? "
            "ORDER BY place LIMIT ?",
            [court, IN_COURT, most],
        ).fetchall()
    finally:
        con.close()
    return [case for (case,) in found]
