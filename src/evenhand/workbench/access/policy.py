"""Who may see which case: casework's own answers, for the workbench to ask them of one or of all.

There is no table here. Roles and marks stand in casework's `rights.toml`, whose case it is in
casework's `scope`, and which role opens which page in `addresses.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.casework.person import Person
from evenhand.casework.register import Register
from evenhand.casework.rights import MARKS, marks
from evenhand.casework.scope import belongs_to_all, may_open
from evenhand.docket.catalogue import Protection
from evenhand.docket.snapshot import Docket
from evenhand.ledger.opening import Ledger


@dataclass(frozen=True)
class Actor:
    """Somebody signed in: the person on the register, in a role, and the register itself."""

    person: Person
    known: Register

    @property
    def role(self) -> str:
        """The role they act in."""
        return self.person.role

    @property
    def marks(self) -> frozenset[Protection]:
        """The marks of the facts they may see."""
        return marks(self.role, "read")

    @property
    def kept_back(self) -> list[Protection]:
        """The marks of facts that are not shown to them."""
        return [mark for mark in MARKS if mark not in self.marks]

    @property
    def everywhere(self) -> bool:
        """Whether the cases of every office are theirs."""
        return belongs_to_all(self.known, self.person)

    @property
    def offices(self) -> Sequence[str]:
        """The field offices and courts whose cases are theirs."""
        return self.known.offices.get(self.person.name, ())

    @property
    def conflicts(self) -> list[str]:
        """The cases that the register keeps them out of."""
        return sorted(self.known.conflicts.get(self.person.name, ()))


def may(actor: Actor, ledger: Ledger, docket: Docket, case: str) -> bool:
    """Whether a person may open a case; ``docket`` says whose it is while nobody has taken it."""
    return may_open(ledger, actor.person, case, docket)
