"""Assigning many cases to one person: casework's act for each case, and each refusal by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.casework.acts.assign import assign
from evenhand.casework.attempt import Attempt
from evenhand.casework.person import SEES_CASES
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Incomplete, Refusal
from evenhand.workbench.access.policy import Actor
from evenhand.workbench.clock import clock
from evenhand.workbench.queueing.loaded import Loaded
from evenhand.workbench.reading.case import may_on

MOST = 50
SEES = set(SEES_CASES)


@dataclass(frozen=True)
class Assigned:
    """What became of one case: its entry, or why not."""

    case: str
    number: int
    refusal: str


def assign_each(
    loaded: Loaded, ledger: Ledger, actor: Actor, cases: Sequence[str], name: str, reasons: str
) -> list[Assigned]:
    """Assign a person to each case that the actor may open; each is an entry of its own."""
    chosen = [case for case in dict.fromkeys(cases) if may_on(loaded, ledger, actor, case)]
    if not chosen or not name.strip():
        raise Incomplete("Choose cases and a person.", "Tick the cases in the queue.")
    if len(chosen) > MOST:
        raise Incomplete(f"At most {MOST} cases at once.", "Assign the others afterwards.")
    return [_one(loaded, ledger, actor, case, name.strip(), reasons) for case in chosen]


def _one(
    loaded: Loaded, ledger: Ledger, actor: Actor, case: str, name: str, reasons: str
) -> Assigned:
    attempt = Attempt(
        ledger, clock, actor.person, case, {"person": name}, reasons, docket=loaded.shelf(case)
    )
    try:
        return Assigned(case, assign(attempt).leaf.number, "")
    except Refusal as refusal:
        return Assigned(case, 0, f"{refusal.what} {refusal.remedy}".strip())


def people_to_assign(actor: Actor) -> list[str]:
    """Give the names of those on the register who act in a role that sees cases."""
    from_register = actor.known.roles.items()
    return sorted(name for name, roles in from_register if set(roles) & SEES)
