"""Who may read, record or be told of what, by role and mark: the table `rights.toml`, and refusals.

``may`` is the one question. It knows roles and marks; whether a case is one's own at all is for
`scope`, and what that leaves of a case for `visible`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from evenhand.casework.person import ROLES, SEES_CASES, Person
from evenhand.docket.catalogue import Protection
from evenhand.terms.refusal import NotAllowed

Verb = Literal["read", "record", "told"]
MARKS: tuple[Protection, ...] = get_args(Protection)
VERBS: tuple[Verb, ...] = get_args(Verb)
PERSONAL: Protection = "personal"
FAMILY: Protection = "family"
CONFIDENTIAL: Protection = "confidential"
FACT, HOLD, ENTRY, SAID, REMOVAL = "fact", "hold", "entry", "said", "removal"
CLAIM, ANYTHING = "claim", "anything"
KINDS = (PERSONAL, FAMILY, FACT, HOLD, ENTRY, SAID, REMOVAL, CLAIM, ANYTHING)


@dataclass(frozen=True)
class Rights:
    """The table: who may, by mark and verb; why; what each word on the ledger can tell."""

    who: Mapping[Protection, Mapping[Verb, tuple[str, ...]]]
    because: Mapping[Protection, str]
    verbs: Mapping[Verb, str]
    content: Mapping[str, str]

    def kind(self, word: str) -> str:
        """What the content of an entry can tell; anything, if nobody has said."""
        return self.content.get(word, ANYTHING)


@cache
def rights() -> Rights:
    """Give the table that Evenhand is shipped with."""
    return read_rights(files(__package__).joinpath("rights.toml").read_text("utf-8"))


def read_rights(text: str) -> Rights:
    """Read a table; one that leaves something out, or lets an outsider in, is refused."""
    given = tomllib.loads(text)
    marks = given["mark"]
    if set(marks) != set(MARKS) or set(given["verb"]) != set(VERBS):
        raise ValueError(f"the table speaks of {', '.join(MARKS)} and of {', '.join(VERBS)}")
    who: dict[Protection, Mapping[Verb, tuple[str, ...]]] = {
        mark: {verb: tuple(marks[mark][verb]) for verb in VERBS} for mark in MARKS
    }
    for mark, verbs in who.items():
        if not all(set(roles) <= set(SEES_CASES) for roles in verbs.values()):
            raise ValueError(f"{mark}: only those who see cases may be named")
        if not set(verbs["read"]) <= set(verbs["told"]) & set(verbs["record"]):
            raise ValueError(f"{mark}: whoever reads it may record it, and is told of it")
    if not set(given["content"].values()) <= set(KINDS):
        raise ValueError(f"content is one of {', '.join(KINDS)}")
    because = {mark: marks[mark]["because"] for mark in MARKS}
    made = Rights(who, because, given["verb"], given["content"])
    if not _seeing_all(made):
        raise ValueError("nobody reads every mark, so nobody could decide a case")
    return made


def may(role: str, verb: Verb, mark: Protection) -> bool:
    """Whether a role may read a mark, record it, or be told of it."""
    return role in rights().who[mark][verb]


def marks(role: str, verb: Verb) -> frozenset[Protection]:
    """Give the marks a role may read, record or be told of."""
    return frozenset(mark for mark in MARKS if may(role, verb, mark))


def reads_all(role: str) -> bool:
    """Whether a role may read every mark."""
    return role in _seeing_all(rights())


def whom_to_ask() -> tuple[str, ...]:
    """Give the roles that may read every mark: the same answer whatever is hidden."""
    return _seeing_all(rights())


def _seeing_all(table: Rights) -> tuple[str, ...]:
    return tuple(r for r in ROLES if all(r in table.who[mark]["read"] for mark in MARKS))


def check(person: Person, verb: Verb, mark: Protection, to_do: str) -> None:
    """Refuse a person whose role has not that right; it says nothing of any case."""
    if not may(person.role, verb, mark):
        who = rights().who[mark][verb]
        raise NotAllowed(
            f"A person in the role {person.role} may not {to_do}.",
            f"Ask somebody in the role {' or '.join(who)}.",
        )
