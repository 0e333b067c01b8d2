"""Who sees what and who may do what, printed from casework's tables and the table of addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.casework.all_acts import ACTS
from evenhand.casework.person import ROLES
from evenhand.casework.release_acts import RELEASE_ACTS
from evenhand.casework.releases import machine
from evenhand.casework.rights import MARKS, VERBS, Verb, rights
from evenhand.casework.tables import every_machine
from evenhand.safeguards.state import WORDS


@dataclass(frozen=True)
class MarkShown:
    """One mark: why it is, and for each verb which of the roles may."""

    mark: str
    because: str
    roles: Sequence[tuple[str, Sequence[Verb]]]


def verbs() -> list[tuple[str, str]]:
    """Give what one may do with a fact, in words."""
    return [(verb, rights().verbs[verb]) for verb in VERBS]


def roles() -> tuple[str, ...]:
    """Give every role."""
    return ROLES


def marks() -> list[MarkShown]:
    """Give the table of marks."""
    table = rights()
    return [
        MarkShown(
            mark,
            table.because[mark],
            [(role, [verb for verb in VERBS if role in table.who[mark][verb]]) for role in ROLES],
        )
        for mark in MARKS
    ]


def acts() -> list[tuple[str, str, list[str]]]:
    """Give every act on a case or a release with the roles that some state lets do it."""
    machines = (*every_machine().values(), machine())
    moves = [move for one in machines for move in one.moves]
    rules = [listed.rule for listed in ACTS.values()]
    rules += [listed.rule for listed in RELEASE_ACTS.values()]
    return [
        (
            rule.act,
            rule.says,
            [r for r in ROLES if any(m.act == rule.act and r in m.who for m in moves)],
        )
        for rule in rules
    ]


def holds() -> list[tuple[str, str]]:
    """Give how a hold can stand, in words."""
    return [(state.value, says) for state, says in WORDS.items()]
