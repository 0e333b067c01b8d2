"""A parent's decision about one child: which parts its record lacks, by the table beside it."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from evenhand.terms.refusal import BadGuidance, BadInput

Choice = Literal["with me", "stays", "not answered"]
Form = Literal["signed", "unsigned", "oral"]
CHOICES: tuple[Choice, ...] = ("with me", "stays", "not answered")
FORMS: tuple[Form, ...] = ("signed", "unsigned", "oral")
CITATION = "DHS OIG-21-36, May 18, 2021 (findings: primary); the parts: this project's own rule"


@dataclass(frozen=True)
class ParentalDecision:
    """What is recorded of one parent's decision about one child; None is not recorded.

    Items 2 to 5 and 8 of the record that follows from DHS OIG-21-36. Times carry their zone.
    """

    asked: bool | None = None
    asked_by: str | None = None
    asked_at: dt.datetime | None = None
    asked_where: str | None = None
    language: str | None = None
    interpreter: str | None = None
    explained: str | None = None
    explained_at: dt.datetime | None = None
    reunification_offered: bool | None = None
    reunification_how: str | None = None
    choice: Choice | None = None
    chosen_at: dt.datetime | None = None
    form: Form | None = None
    why_unsigned: str | None = None
    carried_out: bool | None = None
    decided_otherwise_by: str | None = None
    decided_otherwise_why: str | None = None

    def __post_init__(self) -> None:
        for what, value, allowed in (("choice", self.choice, CHOICES), ("form", self.form, FORMS)):
            if value is not None and value not in allowed:
                raise BadInput(f"The {what} {value!r} is none.", f"One of: {', '.join(allowed)}.")
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, dt.datetime) and value.utcoffset() is None:
                raise BadInput(f"The time {field.name} has no time zone.", "Give it.")


@dataclass(frozen=True)
class Part:
    """One part of a complete record: its item, the field, what must be there, when it is asked."""

    item: int
    field: str
    needs: str
    says: str
    core: bool = False
    only: tuple[str, tuple[Any, ...]] | None = None

    def asked_of(self, record: ParentalDecision) -> bool:
        """Whether this part is asked of a record."""
        return self.only is None or getattr(record, self.only[0]) in self.only[1]

    def is_met(self, record: ParentalDecision) -> bool:
        """Whether the record has this part."""
        value = getattr(record, self.field)
        if value is None or (isinstance(value, str) and not value.strip()):
            return False
        need, _, other = self.needs.partition(":")
        if need == "before":
            after = getattr(record, other)
            return after is None or value <= after
        return {"given": True, "yes": value is True, "a-choice": value in CHOICES[:2]}[need]


@dataclass(frozen=True)
class Completeness:
    """What a record comes to: ``documented``, ``incomplete``, or ``missing`` altogether.

    A record is *missing*, as if nobody had asked, where there is none, or where it says that the
    parent waived orally and not what was explained first and really offered.
    """

    counts_as: Literal["documented", "incomplete", "missing"]
    missing: tuple[Part, ...]

    @property
    def documented(self) -> bool:
        """Whether the hold for this child may be cleared by this record."""
        return self.counts_as == "documented"

    @property
    def says(self) -> str:
        """What is missing, in words."""
        if self.documented:
            return "The parent's decision is documented."
        lacks = "; ".join(f"{part.says} (item {part.item})" for part in self.missing)
        word = "is missing" if self.counts_as == "missing" else "is not complete"
        return f"The parent's decision {word}: the record lacks {lacks}."


def completeness(record: ParentalDecision | None) -> Completeness:
    """Say which parts a record of a parent's decision lacks, and what it counts as."""
    given = record or ParentalDecision()
    lacks = tuple(part for part in parts() if part.asked_of(given) and not part.is_met(given))
    if not lacks:
        return Completeness("documented", ())
    waived_orally = given.form == "oral" and any(part.core for part in lacks)
    nothing = given == ParentalDecision()
    return Completeness("missing" if nothing or waived_orally else "incomplete", lacks)


@cache
def parts() -> tuple[Part, ...]:
    """Give the parts of a complete record, in the order of the table."""
    text = files(__package__).joinpath("decision.toml").read_text("utf-8")
    return read_parts(text)


def read_parts(text: str) -> tuple[Part, ...]:
    """Read the table; raises BadGuidance for a part that names no field or no known need."""
    known = {field.name for field in fields(ParentalDecision)}
    found = []
    for entry in tomllib.loads(text)["part"]:
        only = entry.pop("only", None)
        part = Part(**entry, only=(only["field"], tuple(only["is"])) if only else None)
        need, _, other = part.needs.partition(":")
        named = {part.field, *([other] if other else []), *([part.only[0]] if part.only else [])}
        if need not in ("given", "yes", "a-choice", "before") or not named <= known:
            raise BadGuidance(
                f"decision.toml: the part {part.field!r} cannot be read.",
                "needs is given, yes, a-choice or before:FIELD; the fields are "
                f"{', '.join(sorted(known))}.",
            )
        found.append(part)
    return tuple(found)
