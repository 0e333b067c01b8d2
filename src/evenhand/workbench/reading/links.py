"""Links of a linkage as they are shown: evidence in words and weights, both lists' own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.casework.family_reading import read_links
from evenhand.casework.possible import Possible
from evenhand.casework.proposal import Proposal, shown_link
from evenhand.casework.proposing import Proposed, propose_on
from evenhand.families.evidence import Evidence, in_words
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import NotNow
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.linked_cases import LinkedCases
from evenhand.workbench.queueing.loaded import LINKAGE, Linked, Loaded

PURPOSE = "the links of a linkage, by their page"
AT_ONCE = 200  # cases
SURE = 0.999


@dataclass(frozen=True)
class ShownLink:
    """One link with all that is shown of it, and what an entry says of its showing."""

    evidence: Evidence
    proposal: Proposal

    @property
    def parent(self) -> str:
        """The parent's row."""
        return self.evidence.parent_id

    @property
    def child(self) -> str:
        """The child's row."""
        return self.evidence.child_id

    @property
    def percent(self) -> str:
        """How likely the linkage holds it."""
        return percent(self.evidence.probability)


def links_of(loaded: Loaded, case: str) -> list[ShownLink]:
    """Give the links that the loaded linkage has of a case, one for each child, the likeliest."""
    linked = loaded.linked
    if linked is None:
        return []
    return [
        ShownLink(*shown_link(linked.lists, linked.links, parent, child))
        for child, parent in _rows(loaded, case)
    ]


def link_of(loaded: Loaded, case: str, child: str) -> ShownLink | None:
    """Give the link of a case to one child."""
    linked = loaded.linked
    parent = dict(_rows(loaded, case)).get(child) if linked else None
    if linked is None or parent is None:
        return None
    return ShownLink(*shown_link(linked.lists, linked.links, parent, child))


def _rows(loaded: Loaded, case: str) -> list[tuple[str, str]]:
    con = loaded.session()
    try:
        return con.execute(
            "SELECT child_id, arg_max(parent_id, probability) "
            f"FROM {LINKAGE}.links WHERE case_id = ? GROUP BY 1 ORDER BY 1",
            [case],
        ).fetchall()
    finally:
        con.close()


def shown_links(
    loaded: Loaded, ledger: Ledger, actor: Actor, rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Add to the rows of a page what each comparison says; that they are read is recorded first."""
    if not rows:
        return []
    linked = _linked(loaded)
    shelves = {str(row["case"]): loaded.shelf(str(row["case"])) for row in rows}
    read_links(ledger, shelves, PURPOSE, actor.person, clock)
    return [
        {
            **row,
            "percent": percent(row["probability"]),
            "words": [(what, says, f"{bits:+.1f}")
                      for _, what, says, bits in in_words(linked.links, row)],
        }
        for row in rows
    ]  # fmt: skip


def put_on_cases(loaded: Loaded, ledger: Ledger, actor: Actor, followed: int) -> Proposed:
    """Put links that are not on record on the cases of this person, some hundred at once."""
    _linked(loaded)
    asked = LinkedCases(loaded, actor, followed)
    try:
        rows = asked.not_on_record(AT_ONCE)
    finally:
        asked.close()
    return _propose(loaded, ledger, actor, rows)


def put_on_case(loaded: Loaded, ledger: Ledger, actor: Actor, case: str) -> Proposed:
    """Put the links of one case on it."""
    _linked(loaded)
    con = loaded.session()
    try:
        rows = con.execute(
            "SELECT case_id, parent_id, child_id, facts, standing, printf('%.6f', probability), "
            f"warnings FROM {LINKAGE}.links WHERE case_id = ?",
            [case],
        ).fetchall()
    finally:
        con.close()
    return _propose(loaded, ledger, actor, rows)


def _propose(loaded: Loaded, ledger: Ledger, actor: Actor, rows: Sequence[Any]) -> Proposed:
    linked = _linked(loaded)
    by_case: dict[str, list[Possible]] = {}
    for case, parent, child, facts, standing, probability, warnings in rows:
        one = Possible(parent, child, facts, standing, probability, tuple(warnings))
        by_case.setdefault(case, []).append(one)
    dockets = {case: loaded.shelf(case) for case in by_case}
    sums = str(linked.links.manifest["sha256"])
    return propose_on(ledger, by_case, dockets, sums, actor.person, clock)


def _linked(loaded: Loaded) -> Linked:
    if loaded.linked is None:
        raise NotNow(
            "No linkage of lists is loaded into this site.",
            "Whoever runs it loads one: `evenhand site load-links LISTS LINKS`.",
        )
    return loaded.linked


def percent(probability: float) -> str:
    """Write a probability as a person reads it; the software is never certain."""
    return "> 99.9%" if probability > SURE else f"{100 * probability:.1f}%"
