"""Admit a person to the register, or change the roles of one who is on it.

Who may: an administrator, for others. What must hold: the account is nobody else's; nobody admits
themselves; nobody is administrator and sees cases too. What is written: the act ``admit-person``
with name, door, account, roles and offices; a later entry takes the place of an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.casework.person import ADMINISTRATOR, ROLES, Person
from evenhand.casework.register import PEOPLE, register
from evenhand.ledger.append import Act, Clock, append
from evenhand.ledger.content import Content
from evenhand.ledger.leaf import Leaf
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import Incomplete, NotAllowed, NotNow

WHO_MAY = (ADMINISTRATOR,)


def admit_person(
    ledger: Ledger,
    name: str,
    door: str,
    account: str,
    roles: Iterable[str],
    person: Person,
    clock: Clock,
    *,
    offices: Iterable[str] = (),
) -> Leaf:
    """Put an account of a person on the register, with all the roles the person may act in.

    ``offices`` are the field offices or courts whose cases are theirs; without any, all are.
    """
    person.must_be(WHO_MAY, "admit people")
    now = register(ledger)
    now.confirm(person)
    given = sorted(set(roles))
    if not (name.strip() and account.strip() and given and set(given) <= set(ROLES)):
        raise Incomplete(
            "To admit a person needs their name, their account and their roles.",
            f"Roles are: {', '.join(ROLES)}.",
        )
    if ADMINISTRATOR in given and len(given) > 1:
        raise NotAllowed(
            "An administrator sees no case, so nobody is that and something else.",
            "Let another person be administrator.",
        )
    if name == person.name or account == person.account:
        raise NotAllowed("Nobody admits themselves.", "Ask another administrator.")
    if now.people.get((door, account), name) != name:
        raise NotNow(
            f"The account {account} belongs to somebody else on the register.",
            "One account is one person's for good. Admit the person's own account.",
        )
    payload: dict[str, object] = {
        "name": name.strip(), "door": door, "account": account.strip(), "roles": given,
    }  # fmt: skip
    if own := sorted({office.strip() for office in offices} - {""}):
        payload["offices"] = own
    content = Content(who=person.who, payload=payload, case=PEOPLE)
    return append(ledger, Act("admit-person", person.role, content, after=now.head), clock)
