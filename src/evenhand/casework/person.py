"""Who acts: a person, the role they act in, and the door they came through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evenhand.terms.refusal import NotAllowed

INTAKE, REVIEWER, SUPERVISOR = "intake", "reviewer", "supervisor"
HEADQUARTERS, MEDICAL, FAMILY_TRACING = "headquarters", "medical", "family-tracing"
ASYLUM, OVERSEER, ADMINISTRATOR = "asylum", "overseer", "administrator"
ROLES = (
    INTAKE, REVIEWER, SUPERVISOR, HEADQUARTERS, MEDICAL, FAMILY_TRACING, ASYLUM, OVERSEER,
    ADMINISTRATOR,
)  # fmt: skip
# An overseer sees safe tables only, an administrator no case at all.
SEES_CASES = tuple(role for role in ROLES if role not in (OVERSEER, ADMINISTRATOR))


@dataclass(frozen=True)
class Person:
    """Somebody who acts.

    ``door`` says how far the name and role were confirmed: the command line takes them from the
    register, by the account of the system it ran under (only whoever opens a ledger says them); the
    workbench has asked for a second factor.
    """

    name: str
    role: str
    door: str
    account: str = ""

    @property
    def who(self) -> Mapping[str, str]:
        """What an entry says of them."""
        said = {"name": self.name, "door": self.door}
        return said | ({"account": self.account} if self.account else {})

    def must_be(self, roles: Iterable[str], to_do: str) -> None:
        """Refuse unless the person acts in one of the roles."""
        allowed = tuple(roles)
        if self.role not in allowed:
            raise NotAllowed(
                f"A person in the role {self.role} may not {to_do}.",
                f"Ask somebody in the role {' or '.join(allowed)}.",
            )
