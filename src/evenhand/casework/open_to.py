"""What a person could do on a case now, and why they could not: asked before anything is typed.

The answers are those of the acts themselves: the tables of moves, who is recused, and what an act
asks of the person. Whether what is typed will do, only the act says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from evenhand.casework.acts import determine, second
from evenhand.casework.all_acts import ACTS, Listed
from evenhand.casework.attempt import Attempt
from evenhand.terms.refusal import Refusal

# What acts ask of the person beside the tables.
_WHO: Mapping[str, Callable[[Attempt], None]] = {
    determine.RULE.act: determine.check_who,
    second.RULE.act: second.check_who,
}


@dataclass(frozen=True)
class Open:
    """One act: whether it is open to a person now, or the refusal they would get."""

    listed: Listed
    refusal: Refusal | None = None

    @property
    def act(self) -> str:
        """The act's word."""
        return self.listed.rule.act


def open_to(attempt: Attempt, machine: str, state: str | None = None) -> Iterator[Open]:
    """Give every act of a machine; ``state`` is that of the hold, stay or consent in question."""
    for listed in ACTS.values():
        if listed.rule.machine == machine:
            yield Open(listed, _refusal(attempt, listed, state))


def _refusal(attempt: Attempt, listed: Listed, state: str | None) -> Refusal | None:
    try:
        attempt.check_not_recused(listed.rule)
        attempt.moves(listed.rule, state)
        if listed.rule.act in _WHO:
            _WHO[listed.rule.act](attempt)
    except Refusal as refusal:
        return refusal
    return None
