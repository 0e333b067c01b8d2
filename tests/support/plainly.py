"""The oracle for a case of which everything is known: Python reads the document's own words.

It shares nothing with the readers under test: no tree, no cut-off dates, no masks. Conditions are
a subset of Python's expressions, so Python can say what they mean, two-valued.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from types import CodeType
from typing import Any

from evenhand.guidance.instrument import OTHERWISE, Instrument

Value = bool | int | dt.date


def years_since(day: dt.date, as_of: dt.date) -> float:
    """Give the years from ``day`` to ``as_of``: whole on an anniversary, else half a year more.

    Only the order against whole numbers counts. On 29 February, what began on 28 February of a
    common year has its anniversary too.
    """
    whole = as_of.year - day.year - ((as_of.month, as_of.day) < (day.month, day.day))
    leap_day = (as_of.month, as_of.day) == (2, 29)
    alike = (as_of.month, as_of.day) == (day.month, day.day)
    clamped = leap_day and (day.month, day.day) == (2, 28) and day.year % 4 != 0
    return whole if alike or clamped else whole + 0.5


class _Words(dict[str, Any]):
    """What a condition's words stand for; factors are answered when first asked for."""

    def __init__(self, instrument: Instrument, values: Mapping[str, Value], as_of: dt.date) -> None:
        super().__init__({word: _written(value) for word, value in values.items()})
        self.instrument = instrument
        self.update({id: _written(p.on(as_of)) for id, p in instrument.parameters.items()})
        self["years_since"] = lambda day: years_since(dt.date.fromisoformat(day), as_of)
        self["any"] = any

    def __missing__(self, word: str) -> Any:
        if word in self.instrument.factors:
            self[word] = _says(self.instrument.factors[word].when, self)
        elif word in self.instrument.lists:
            self[word] = [self[f.id] for f in self.instrument.factors.values() if f.list == word]
        else:
            raise KeyError(word)
        return self[word]


def _written(value: Value) -> bool | int | str:
    """Write a date as conditions do; dates so written are in order."""
    return str(value) if isinstance(value, dt.date) else value


def _says(when: str, words: Mapping[str, Any]) -> bool:
    return bool(eval(_compiled(when), {"__builtins__": {}}, words))  # noqa: S307


@cache
def _compiled(when: str) -> CodeType:
    return compile(" ".join(when.split()), "condition", "eval")


def met(instrument: Instrument, values: Mapping[str, Value], as_of: dt.date, factor: str) -> bool:
    """Say whether a factor is met when everything it reads is known."""
    return bool(_Words(instrument, values, as_of)[factor])


def class_of(instrument: Instrument, values: Mapping[str, Value], as_of: dt.date) -> str:
    """Give the class of a case of which everything is known."""
    words = _Words(instrument, values, as_of)
    return next(
        id
        for id, item in instrument.classes.items()
        if item.when == OTHERWISE or _says(item.when, words)
    )
