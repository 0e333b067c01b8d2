"""One attempt at an act: everything that must hold is asked, and then the entry is written.

This is the one way by which an act on a case reaches the ledger. Every check is made on the state
that the entries say, and the ledger takes the entry only if nothing came in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evenhand.casework.person import Person
from evenhand.casework.register import PEOPLE, register
from evenhand.casework.replay import CaseState, after, replayed
from evenhand.casework.rule import Rule
from evenhand.casework.tables import Move, machines
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import Entry, entry, of_case
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow, Overtaken


@dataclass(frozen=True)
class Recorded:
    """What an act did: its entry, and the state of the case before and after."""

    leaf: Leaf
    before: CaseState
    after: CaseState


@dataclass(frozen=True)
class Attempt:
    """Somebody about to do something on a case.

    ``seen`` is the last entry on the case that they had before their eyes; left out, it is what is
    there now. ``given`` are the act's fields as they were typed.
    """

    ledger: Ledger
    clock: Clock
    person: Person
    case: str
    given: Mapping[str, str] = field(default_factory=dict)
    reasons: str = ""
    seen: int | None = None

    @cached_property
    def entries(self) -> list[Entry]:
        """The entries on the case when it was first looked at."""
        return of_case(self.ledger, self.case)

    @cached_property
    def state(self) -> CaseState:
        """The state of the case when it was first looked at."""
        return replayed(self.case, self.entries)

    def begin(self, rule: Rule) -> dict[str, Any]:
        """Ask what every act asks; gives the payload read from what was typed."""
        if not self.case.strip() or self.case == PEOPLE:
            raise Incomplete("Say which case.", "Use the case's number in the docket.")
        register(self.ledger).confirm(self.person)
        self._check_not_overtaken()
        self.check_not_recused(rule)
        rule.check_reasons(self.reasons)
        return rule.payload(self.given, self.clock())

    def check_not_recused(self, rule: Rule) -> None:
        """Refuse somebody who is recused from the case."""
        if self.person.name in self.state.recused and rule.act not in STILL_ALLOWED:
            raise NotAllowed(
                f"A person who is recused from this case may not {rule.act.replace('-', ' ')}.",
                "Somebody else must. What you know of it can be recorded as an account.",
            )

    def moves(self, rule: Rule, state: str | None = None) -> tuple[Move, ...]:
        """Give the moves the tables allow; ``state`` is that of the hold, stay or consent."""
        now = self.state.state if state is None else state
        return machines()[rule.machine].allowed(rule.act, now, self.person.role)

    def write(self, move: Move, payload: Mapping[str, Any]) -> Recorded:
        """Append the entry, unless somebody was first."""
        content = Content(self.person.who, payload, self.reasons, self.case)
        act = Act(move.entry, self.person.role, content, after=self.state.head)
        leaf = append(self.ledger, act, self.clock)
        made = after(self.state, entry(self.ledger, leaf.number))
        return Recorded(leaf, self.state, made)

    def needs(self, what: str, remedy: str) -> None:
        """Refuse unless reasons were given."""
        if not self.reasons.strip():
            raise Incomplete(what, remedy)

    def other_than(self, names: tuple[str | None, ...], sentence: str) -> None:
        """Refuse a person who is one of those; refuse everybody where one of them is not known."""
        if self.person.name in names:
            raise NotAllowed(sentence, "Ask another person.")
        if None in names:
            raise NotNow(
                "Who acted before on this case was destroyed by law, so nobody can be shown to be "
                "another person.",
                "A supervisor takes the case over, and it is determined anew.",
            )

    def _check_not_overtaken(self) -> None:
        if self.seen is None or self.seen >= self.state.head:
            return
        last = self.entries[-1].leaf
        raise Overtaken(
            f"Somebody recorded an act on this case in the meantime: entry {last.number} "
            f"({last.act}, by a person in the role {last.role}, {last.at}). Yours was not "
            "recorded.",
            "Read that entry, and act again if your reasons still hold.",
        )


# Whoever is recused may still say what they know, and nothing else.
STILL_ALLOWED = ("account",)
