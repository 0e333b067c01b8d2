"""May this person do this to this case? Read from policy.toml, and from nowhere else."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from evenhand.casework.person import ROLES, Person
from evenhand.docket.catalogue import Protection


class Relation(StrEnum):
    """How a person may stand to a case; being in conflict grants nothing."""

    CONFLICTED = "conflicted"
    ASSIGNED = "assigned"
    OWN_OFFICE = "own office"
    NO_OFFICE = "no office"
    OTHER_OFFICE = "other office"


@dataclass(frozen=True)
class Actor:
    """Somebody signed in: the person on the register, in a role, of an office."""

    person: Person
    office: str = ""

    @property
    def role(self) -> str:
        """The role they act in."""
        return self.person.role

    @property
    def marks(self) -> frozenset[Protection]:
        """The marks of the facts they may see."""
        return policy().marks[self.role]


@dataclass(frozen=True)
class Standing:
    """What of a case decides who may see it: its office, who has it, who is recused from it."""

    office: str | None
    holder: str = ""
    recused: Collection[str] = ()


@dataclass(frozen=True)
class Policy:
    """The table: verb, role, relations; and role, marks."""

    case: Mapping[str, Mapping[str, frozenset[Relation]]]
    marks: Mapping[str, frozenset[Protection]]


@cache
def policy() -> Policy:
    """Give the table that ships with the workbench."""
    return read_policy(files(__package__).joinpath("policy.toml").read_text("utf-8"))


def read_policy(text: str) -> Policy:
    """Read a table; a word that means nothing is an error, so that a slip opens no door."""
    said = tomllib.loads(text)
    if set(said) != {"case", "marks"} or set(said["marks"]) != set(ROLES):
        raise ValueError("a policy has the tables case and marks, and marks for every role")
    unknown = {role for rows in said["case"].values() for role in rows} - set(ROLES)
    marks = {mark for found in said["marks"].values() for mark in found}
    if unknown or marks - set(get_args(Protection)):
        raise ValueError("a policy names a role or a mark that there is not")
    case = {
        verb: {role: frozenset(Relation(word) for word in words) for role, words in rows.items()}
        for verb, rows in said["case"].items()
    }
    if any(Relation.CONFLICTED in rels for rows in case.values() for rels in rows.values()):
        raise ValueError("a conflict of interest grants nothing")
    return Policy(
        case,
        {role: frozenset(cast("list[Protection]", words)) for role, words in said["marks"].items()},
    )


def relations(actor: Actor, case: Standing) -> frozenset[Relation]:
    """Say how a person stands to a case; a conflict of interest leaves nothing else."""
    if actor.person.name in case.recused:
        return frozenset({Relation.CONFLICTED})
    if not case.office:
        found = {Relation.NO_OFFICE}
    else:
        own = case.office == actor.office
        found = {Relation.OWN_OFFICE if own else Relation.OTHER_OFFICE}
    return frozenset(found | ({Relation.ASSIGNED} if case.holder == actor.person.name else set()))


def may(actor: Actor, verb: str, case: Standing) -> bool:
    """Whether a person may do this to a case."""
    return bool(relations(actor, case) & visible_to(actor, verb))


def visible_to(actor: Actor, verb: str = "list") -> frozenset[Relation]:
    """Give the relations in which a person sees cases; lists are cut to exactly these."""
    return policy().case[verb].get(actor.role, frozenset())


def sees_all_marks(actor: Actor) -> bool:
    """Whether nothing of a case is kept from them, so that a finding may be shown."""
    return actor.marks == frozenset(get_args(Protection))
