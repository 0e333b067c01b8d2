"""One attempt at an act: everything that must hold is asked, and then the entry is written.

This is the one way by which an act on a case reaches the ledger. Every check is made on the state
that the entries say, and the ledger takes the entry only if nothing came in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evenhand.casework.person import SEES_CASES, Person
from evenhand.casework.register import register
from evenhand.casework.replay import CaseState, after, replayed
from evenhand.casework.rights import reads_all
from evenhand.casework.rule import Rule
from evenhand.casework.scope import check_scope
from evenhand.casework.tables import Move, every_machine, quoted
from evenhand.casework.visible import visible_entries
from evenhand.docket.snapshot import Docket
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
    docket: Docket | None = None  # says whose a case is that nobody has taken yet

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
        self.person.must_be(SEES_CASES, "act on a case")
        known = register(self.ledger)
        known.confirm(self.person)
        check_scope(known, self.person, self.state, self.docket)
        self._check_not_overtaken()
        self.check_not_recused(rule)
        rule.check_reasons(self.reasons)
        return rule.payload(self.given, self.clock())

    def check_not_recused(self, rule: Rule) -> None:
        """Refuse somebody who is recused from the case."""
        if self.person.name in self.state.recused and rule.act not in STILL_ALLOWED:
            raise NotAllowed(
                f"A person who is recused from this case may not {rule.says}.",
                "Somebody else must. What you know of it can be recorded as an account.",
            )

    def moves(self, rule: Rule, state: str | None = None) -> tuple[Move, ...]:
        """Give the moves the tables allow; ``state`` is that of the hold, stay, consent, tie."""
        now = self.state.state if state is None else state
        machine = every_machine()[rule.machine]
        return machine.allowed(rule.act, now, self.person.role, rule.says)

    def write(
        self, move: Move, payload: Mapping[str, Any], sealed: Mapping[str, str] | None = None
    ) -> Recorded:
        """Append the entry, unless somebody was first; ``sealed`` is kept apart, encrypted."""
        content = Content(self.person.who, payload, self.reasons, self.case, sealed or {})
        act = Act(move.entry, self.person.role, content, after=self.state.head)
        leaf = self._append(act)
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

    def _append(self, act: Act) -> Leaf:
        try:
            return append(self.ledger, act, self.clock)
        except Overtaken:
            if reads_all(self.person.role):
                raise
            # Which act it was is not for everybody.
            raise Overtaken(
                "Something was recorded on this case at the same moment. Yours was not recorded.",
                "Look at the case, and act again if your reasons still hold.",
            ) from None

    @cached_property
    def visible(self) -> list[Entry]:
        """The entries on the case that the person may see."""
        return visible_entries(self.entries, self.person)

    def _check_not_overtaken(self) -> None:
        # What a person may not see does not stop them: that they were stopped would tell of it.
        if self.seen is None or not self.visible or self.seen >= self.visible[-1].leaf.number:
            return
        last = self.visible[-1].leaf
        raise Overtaken(
            f"Somebody recorded an act on this case in the meantime: entry {last.number} "
            f"({quoted(last.act)}, by a person in the role {last.role}, {last.at}). Yours was not "
            "recorded.",
            "Read that entry, and act again if your reasons still hold.",
        )


# Whoever is recused may still say what they know, and nothing else.
STILL_ALLOWED = ("account",)
