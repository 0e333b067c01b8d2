"""Who is reached, who is not, and why: counted from the entries, children and parents apart.

"Not reached" and "still apart" are two things and are counted each by itself. Every child on
record stands in exactly one line, so that the lines make the total, and a total that its lines do
not make is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from evenhand.casework.acts.record_whereabouts import HERE, REMOVED
from evenhand.casework.family import Tie
from evenhand.casework.replay import CaseState
from evenhand.terms.refusal import Unaccounted

IS_REACHED, NO_NUMBER = "reached", "no number or place on file"
BELIEVED_REMOVED, BELIEVED_HERE = "believed removed", "believed in the United States"
NOT_KNOWN = "whereabouts not known"
# In this order a child with several possible parents is counted, at its first that fits.
LINES = (IS_REACHED, BELIEVED_REMOVED, BELIEVED_HERE, NOT_KNOWN, NO_NUMBER)
REASONS = LINES[1:]
REACHED_STATES = ("reached", "declined")  # who declined was spoken to


@dataclass(frozen=True)
class Standing:
    """Where one parent or one child stands: the line, and the states beside it."""

    line: str
    asserted: bool
    reunification: str
    preference: str


@dataclass(frozen=True)
class Registry:
    """All families on record at one moment."""

    children: Mapping[str, Standing]
    parents: Mapping[str, Standing]

    def lines(self, of: Mapping[str, Standing]) -> dict[str, int]:
        """Count each line."""
        return _counted((one.line for one in of.values()), LINES, len(of))

    def among(self, what: str, names: Iterable[str]) -> dict[str, int]:
        """Count the children in each state of reunification or preference."""
        return _counted(
            (getattr(one, what) for one in self.children.values()), tuple(names), len(self.children)
        )


def _counted(found: Iterable[str], names: tuple[str, ...], total: int) -> dict[str, int]:
    counts = dict.fromkeys(names, 0)
    for name in found:
        counts[name] = counts.get(name, 0) + 1
    if sum(counts.values()) != total or set(counts) != set(names):
        raise Unaccounted(
            f"The lines make {sum(counts.values())}, and there are {total}.",
            "Nothing was printed. This is a fault of Evenhand: report it.",
        )
    return counts


def registry(states: Iterable[CaseState]) -> Registry:
    """Count the families of all cases; a tie that was rejected is of no family."""
    children: dict[str, Standing] = {}
    parents: dict[str, Standing] = {}
    for state in states:
        for tie, one in _standings(state):
            children[tie.child] = _first(children.get(tie.child), one)
            parents[state.case] = _first(parents.get(state.case), one)
    return Registry(children, parents)


def _standings(state: CaseState) -> Iterator[tuple[Tie, Standing]]:
    for tie in state.family.ties.values():
        if tie.standing not in ("none", "rejected"):
            yield (
                tie,
                Standing(
                    line_of(state, tie),
                    tie.standing == "asserted",
                    tie.reunification,
                    tie.preference,
                ),
            )


def line_of(state: CaseState, tie: Tie) -> str:
    """Give the one line a tie is counted in."""
    family = state.family
    if tie.contact in REACHED_STATES:
        return IS_REACHED
    if not any(tie.child in lead.said["children"] for lead in family.leads.values()):
        return NO_NUMBER
    believed = family.whereabouts.said["believed"] if family.whereabouts else ""
    if state.removal is not None or believed == REMOVED:
        return BELIEVED_REMOVED
    return BELIEVED_HERE if believed == HERE else NOT_KNOWN


def _first(before: Standing | None, one: Standing) -> Standing:
    """Give the one that counts of two: an asserted tie before another, then the earlier line."""
    if before is None:
        return one
    return min(before, one, key=lambda s: (not s.asserted, LINES.index(s.line)))


def twice(states: Iterable[CaseState]) -> dict[str, list[str]]:
    """Give the children with two asserted parents of one kind, and their cases.

    Whoever asserts beside another tie on record finds it contested. Two who assert at the same
    moment on two cases do not see one another; here they are seen.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for state in states:
        for tie in state.family.ties.values():
            if tie.standing == "asserted":
                found.setdefault((tie.child, tie.relation), []).append(state.case)
    return {child: sorted(cases) for (child, _), cases in found.items() if len(cases) > 1}
