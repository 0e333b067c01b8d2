"""Facts of one case typed by hand, and what guidance makes of them. Nothing of it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.casework.rights import marks
from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.typed import columns_of, known_from
from evenhand.guidance.library import in_force_on, shipped
from evenhand.review.explanation import explain_typed
from evenhand.terms.refusal import BadInput
from evenhand.workbench.access.policy import Actor

AS_OF = "as_of"
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class Asked:
    """One question of the form: what was typed, empty for unknown, and what is wrong with it."""

    fact: Fact
    value: str
    fault: str


@dataclass(frozen=True)
class Form:
    """The form with what was typed so far; ``typed`` is what can be read of it."""

    as_of: str
    fault: str
    groups: Sequence[tuple[str, Sequence[Asked]]]  # by mark
    typed: Mapping[str, Any]

    @property
    def faults(self) -> int:
        """How many answers cannot be read."""
        wrong = sum(bool(one.fault) for _, asked in self.groups for one in asked)
        return wrong + bool(self.fault)


def form(actor: Actor, given: Mapping[str, str], day: dt.date) -> Form:
    """Give the form: every recorded fact of the catalogue that the person may record."""
    may_record = marks(actor.role, "record")
    as_of = given.get(AS_OF, str(day)).strip()
    groups: dict[str, list[Asked]] = {}
    typed: dict[str, Any] = {}
    for fact in catalogue().values():
        if fact.kind != "recorded" or fact.protection not in may_record:
            continue
        said = given.get(fact.name, "").strip()
        value, fault = _read(fact, said)
        if said and not fault:
            typed[fact.name] = value
        groups.setdefault(fact.protection, []).append(Asked(fact, said, fault))
    return Form(as_of, _day_fault(as_of), list(groups.items()), typed)


def explained(form: Form) -> dict[str, Any]:
    """Explain what was typed: under the instruments of that day, or under all if none was."""
    day = dt.date.fromisoformat(form.as_of)
    known = known_from([form.typed], catalogue())[0]
    return explain_typed(known, form.typed, in_force_on(day) or shipped(), day)


def _read(fact: Fact, said: str) -> tuple[Any, str]:
    value = YES_NO.get(said, said) if fact.type == "yes-no" else said
    try:
        if said:
            columns_of({fact.name: value}, catalogue())
    except BadInput as refusal:
        return None, refusal.what
    return value, ""


def _day_fault(text: str) -> str:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return f"{text!r} is not a day; write it as 2012-04-03."
    return ""
