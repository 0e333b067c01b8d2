"""What may be published: safe tables and safe estimates, which only this package can make.

Everything a reader sees is in here as text, with the number to draw it at, so that a chart, an alt
text or a download never needs the count. ``demand`` is what an exporter calls before it writes.
"""

from __future__ import annotations

import json
from dataclasses import InitVar, asdict, dataclass, field
from typing import Literal, TypeVar

from evenhand.disclosure import sealing

TOTAL = "*"  # in a cell's place: the sum over all values of that dimension
State = Literal["shown", "under", "hidden"]


@dataclass(frozen=True)
class SafeValue:
    """One value of a dimension, in words; ``merged`` tells how many values it stands for."""

    code: str
    says: str
    merged: int = 1


@dataclass(frozen=True)
class SafeDimension:
    """One way in which the population is divided; ``total`` says whether its sum is published."""

    name: str
    says: str
    values: tuple[SafeValue, ...]
    total: bool


@dataclass(frozen=True)
class SafeCell:
    """One published cell.

    ``at`` has one code per dimension, or TOTAL. ``text`` is all that may be shown. ``state`` says
    how: a number, "under" a limit, or hidden. ``low`` and ``high`` are what ``text`` alone says of
    the count, both included, ``high`` None where it says nothing. ``drawn`` is the number at which
    a chart draws the cell; None where it must draw no number.
    """

    at: tuple[str, ...]
    text: str
    state: State
    low: int
    high: int | None
    drawn: int | None

    @property
    def is_total(self) -> bool:
        """Whether the cell is a sum over some dimension."""
        return TOTAL in self.at


@dataclass(frozen=True, kw_only=True)
class SafeTable:
    """Counts after disclosure control, ready to be published.

    ``title`` names the denominator, ``rule`` says in words how numbers are shown, ``notes`` what a
    reader of this table must know, ``limits`` what it cannot show.
    """

    id: str
    measure: str
    title: str
    population: str
    period: str
    dimensions: tuple[SafeDimension, ...]
    cells: tuple[SafeCell, ...]
    rule: str
    rule_id: str
    source: str
    notes: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    key: InitVar[object] = None
    seal: bytes = field(default=b"", init=False, repr=False, compare=False)

    def __post_init__(self, key: object) -> None:
        """Take the key, and seal the content."""
        sealing.demand_key(key, "A safe table")
        object.__setattr__(self, "seal", sealing.mark(_said(self)))

    def cell(self, *at: str) -> SafeCell:
        """Give the cell at these codes, in the order of the dimensions."""
        return next(cell for cell in self.cells if cell.at == at)

    def words(self, cell: SafeCell) -> tuple[str, ...]:
        """Give a cell's place in words, one for each dimension."""
        return tuple(
            "Total" if code == TOTAL else next(v.says for v in dimension.values if v.code == code)
            for dimension, code in zip(self.dimensions, cell.at, strict=True)
        )

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Give the table as text: each cell's place in words, then what is shown."""
        return tuple((*self.words(cell), cell.text) for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class SafeEstimate:
    """A rate, ratio, median or spread after disclosure control.

    ``about`` is the unit it is tied to, as (dimension, value) in words; ``at`` the same as codes.
    Where it may not be shown, ``text`` is "not shown", ``drawn`` is None and ``why_not`` says why.
    ``low_text`` and ``high_text`` are the interval, empty where there is none.
    """

    id: str
    measure: str
    says: str
    population: str
    period: str
    at: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    unit: str
    text: str
    low_text: str
    high_text: str
    drawn: float | None
    drawn_low: float | None
    drawn_high: float | None
    step: float  # numbers are printed to the nearest such step
    method: str
    why_not: str
    rule: str
    rule_id: str
    key: InitVar[object] = None
    seal: bytes = field(default=b"", init=False, repr=False, compare=False)

    def __post_init__(self, key: object) -> None:
        """Take the key, and seal the content."""
        sealing.demand_key(key, "A safe estimate")
        object.__setattr__(self, "seal", sealing.mark(_said(self)))

    @property
    def shown(self) -> bool:
        """Whether there is something to show."""
        return not self.why_not


Safe = TypeVar("Safe", SafeTable, SafeEstimate)


def demand(value: Safe) -> Safe:
    """Give the value back if this package made it and nobody altered it; else a TypeError."""
    kind = type(value)
    if kind not in (SafeTable, SafeEstimate):
        raise TypeError(f"Only safe tables and safe estimates may be published, not {kind}.")
    if not sealing.fits(getattr(value, "seal", None), _said(value)):
        raise TypeError("This was not made by evenhand.disclosure, or it was altered afterwards.")
    return value


def _said(value: SafeTable | SafeEstimate) -> str:
    """Give the whole content as one text."""
    content = asdict(value)
    content.pop("seal")
    return json.dumps([type(value).__name__, content], sort_keys=True)
