"""A link as it was shown to whoever judges it: the evidence in words, and from which rows.

The cells themselves are left out: names and birth dates stay in the lists. A fingerprint covers
all that was shown, cells included, so that it can be shown later what a judgement was made on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from evenhand.docket.lists.snapshot import Lists
from evenhand.families.evidence import Evidence, evidence
from evenhand.families.run import Links
from evenhand.ledger.content import canonical
from evenhand.terms.refusal import BadInput

MOST = 100_000  # candidates of one child


@dataclass(frozen=True)
class Proposal:
    """One link of one linkage, as shown."""

    parent_row: str
    child_row: str
    facts: str
    links: str
    lists: str
    shown: str  # the SHA-256 of all that was shown
    probability: str
    warnings: tuple[str, ...]
    lines: tuple[Mapping[str, str], ...]

    @property
    def written(self) -> dict[str, Any]:
        """What an entry says of it."""
        return {**asdict(self), "warnings": list(self.warnings), "lines": list(self.lines)}


def proposal_of(lists: Lists, links: Links, parent_row: str, child_row: str) -> Proposal:
    """Give the link between two rows, as `evenhand families review` shows it."""
    return shown_link(lists, links, parent_row, child_row)[1]


def shown_link(
    lists: Lists, links: Links, parent_row: str, child_row: str
) -> tuple[Evidence, Proposal]:
    """Give a link with both lists' cells, to be shown, and what an entry says of its showing."""
    found = next(
        (item for item in evidence(lists, links, person=child_row, most=MOST)
         if (item.parent_id, item.child_id) == (parent_row, child_row)),
        None,
    )  # fmt: skip
    if found is None:
        raise BadInput(
            f"No link between {parent_row} and {child_row} is in {links.folder.name}.",
            "`evenhand families review --person ROW` shows the links of a row.",
        )
    return found, _proposal(found, lists, links)


def _proposal(found: Evidence, lists: Lists, links: Links) -> Proposal:
    place = (found.parent_at, found.child_at)
    lines = tuple(
        {"what": line.what, "says": line.says, "bits": f"{line.bits:+.1f}"} for line in found.lines
    )
    cells = [[line.parent, line.child] for line in found.lines]
    shown = canonical([found.parent_id, found.child_id, *place, list(lines), cells,
                       list(found.warnings)])  # fmt: skip
    return Proposal(
        found.parent_id, found.child_id, found.facts, str(links.manifest["sha256"]),
        lists.snapshot, sha256(shown.encode()).hexdigest(), f"{found.probability:.6f}",
        found.warnings, lines,
    )  # fmt: skip
