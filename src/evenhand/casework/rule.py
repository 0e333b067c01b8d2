"""What an act says of itself: its fields, whether it needs reasons, what must hold; and checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.terms.refusal import Incomplete

TEXT, DAY, MOMENT, CHOICE, YES_NO, NUMBER = "text", "day", "moment", "choice", "yes-no", "number"
MOMENT_IF_ANY, NOT_YET = "moment if any", "not yet"
_FORMS = {
    TEXT: "text",
    DAY: "a day, as 2011-10-24",
    MOMENT: "a time with its zone, as 2011-10-24T14:05-04:00",
    MOMENT_IF_ANY: "a time with its zone, or: not yet",
    YES_NO: "yes or no",
    NUMBER: "a whole number",
}


@dataclass(frozen=True)
class Field:
    """One thing an act writes: its name, what it is, how it is written."""

    name: str
    says: str
    kind: str = TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    past: bool = False  # it cannot lie after the day on which it is recorded

    @property
    def form(self) -> str:
        """How it is written, in words."""
        return " | ".join(self.choices) if self.kind == CHOICE else _FORMS[self.kind]


@dataclass(frozen=True)
class Rule:
    """One act: its word, its machine in the tables, what it writes, what must hold beside them."""

    act: str
    says: str
    machine: str = "case"
    fields: tuple[Field, ...] = ()
    reasons: str = "always"  # always | never | a sentence that says when
    must_hold: tuple[str, ...] = ()

    def payload(self, given: Mapping[str, str], now: dt.datetime) -> dict[str, Any]:
        """Read what was given; everything missing is named at once."""
        unknown = sorted(set(given) - {field.name for field in self.fields})
        if unknown:
            raise Incomplete(
                f"Nothing called {' or '.join(unknown)} is asked for to {self.says}.",
                f"Asked for: {', '.join(field.name for field in self.fields) or 'nothing'}.",
            )
        said = {name: text.strip() for name, text in given.items() if text.strip()}
        missing = [field for field in self.fields if field.required and field.name not in said]
        if missing:
            raise Incomplete(
                f"To {self.says}, say also: {', '.join(field.name for field in missing)}.",
                "\n  ".join(f"{field.name}: {field.says} ({field.form})" for field in missing),
            )
        return {
            field.name: _read(field, said[field.name], now)
            for field in self.fields
            if field.name in said
        }

    def check_reasons(self, reasons: str) -> None:
        """Refuse an act without reasons where it always needs them."""
        if self.reasons == "always" and not reasons.strip():
            raise Incomplete(f"Reasons are needed to {self.says}.", "Say why with --reasons.")


def field_value(field: Field, text: str, now: dt.datetime) -> Any:
    """Read one field."""
    return _read(field, text.strip(), now)


def _read(field: Field, text: str, now: dt.datetime) -> Any:
    try:
        value, day = _value(field, text)
    except ValueError:
        wanted = f"one of: {', '.join(field.choices)}" if field.choices else field.form
        raise Incomplete(
            f"“{field.name}” cannot be read as {wanted}.", f"It says {field.says}."
        ) from None
    if field.past and day is not None and day > now.date():
        raise Incomplete(
            f"“{field.name}” lies in the future.", "Record what happened after it has happened."
        )
    return value


def _value(field: Field, text: str) -> tuple[Any, dt.date | None]:
    if field.kind == DAY:
        day = dt.date.fromisoformat(text)
        if str(day) != text:
            raise ValueError(text)
        return text, day
    if field.kind == MOMENT_IF_ANY and text == NOT_YET:
        return text, None
    if field.kind in (MOMENT, MOMENT_IF_ANY):
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.isoformat(), moment.astimezone(dt.UTC).date()
    if field.kind == NUMBER:
        if not (text.isascii() and text.isdigit()):
            raise ValueError(text)
        return int(text), None
    if field.kind == YES_NO:
        return {"yes": True, "no": False}[text] if text in ("yes", "no") else _unread(text), None
    if field.kind == CHOICE and text not in field.choices:
        raise ValueError(text)
    return text, None


def _unread(text: str) -> Any:
    raise ValueError(text)
