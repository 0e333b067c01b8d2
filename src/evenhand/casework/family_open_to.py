"""What a person could do about a tie now, and why they could not: asked before anything is typed.

The answers are those of the acts themselves, on the tie as this person may see it; whether what is
typed will do, only the act says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.casework.attempt import Attempt
from evenhand.casework.family import Family, Tie
from evenhand.casework.family_acts import FAMILY_ACTS, LINKS, Listed
from evenhand.casework.judging import check_judge
from evenhand.terms.refusal import Refusal

JUDGING = ("assert-tie", "reject-tie")
WITHHOLDING = "withholding"


@dataclass(frozen=True)
class OpenOnFamily:
    """One act: whether it is open to a person now, or the refusal they would get."""

    listed: Listed
    refusal: Refusal | None = None

    @property
    def act(self) -> str:
        """The act's word."""
        return self.listed.rule.act


def open_on_tie(attempt: Attempt, tie: Tie) -> Iterator[OpenOnFamily]:
    """Give every act about one tie."""
    for listed in FAMILY_ACTS.values():
        if listed.rule.machine != WITHHOLDING and listed.needs != LINKS:
            machine = listed.rule.machine
            state = tie.standing if machine == "tie" else getattr(tie, machine)
            yield OpenOnFamily(listed, _refusal(attempt, listed, state, tie.child))


def open_on_family(attempt: Attempt, family: Family) -> Iterator[OpenOnFamily]:
    """Give the acts that are about no tie that is on record: a first claim, a withholding."""
    stands = any(one.state == "standing" for one in family.withheld.values())
    for listed in FAMILY_ACTS.values():
        if listed.rule.act == "claim-tie":
            yield OpenOnFamily(listed, _refusal(attempt, listed, Tie("").standing))
        elif listed.rule.machine == WITHHOLDING:
            state = "standing" if stands and listed.rule.act != "withhold" else "none"
            yield OpenOnFamily(listed, _refusal(attempt, listed, state))


def _refusal(attempt: Attempt, listed: Listed, state: str, child: str = "") -> Refusal | None:
    try:
        attempt.check_not_recused(listed.rule)
        attempt.moves(listed.rule, state)
        if listed.rule.act in JUDGING and child:
            check_judge(attempt, attempt.state.family.tie(child))
    except Refusal as refusal:
        return refusal
    return None
