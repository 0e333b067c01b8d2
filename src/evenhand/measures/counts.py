"""What a measure hands on: exact counts and estimates, before any disclosure control."""

from dataclasses import dataclass, field

import pyarrow as pa

PERSONS = "persons"
FAMILIES = "families"
UNITS = ("percent", "points", "ratio", "days", "months", "agreement", "count")


@dataclass(frozen=True)
class Value:
    """One value of a dimension: its code as counted and the words a reader sees."""

    code: str
    says: str


@dataclass(frozen=True)
class Dimension:
    """One way in which a population is divided; its values are all of them and do not overlap.

    ``total`` tells whether the sum over the values is published too.
    """

    name: str
    says: str
    values: tuple[Value, ...]
    total: bool = True


@dataclass(frozen=True)
class CountTable:
    """Persons per cell of a population, exact.

    ``cells`` has one text column per dimension, named as the dimension and holding codes, the
    column ``persons`` and, where a family key is known, ``families``; a cell that is absent is
    nought. Totals are not in it: they are sums, made where they are published. Two tables with
    the same ``population`` and ``period`` count the same people, so that cells which both contain
    (a total of each, say) are one number.
    """

    measure: str
    title: str  # names the denominator
    population: str
    period: str
    dimensions: tuple[Dimension, ...]
    cells: pa.Table
    source: str
    limits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A number computed from counts: a rate, a ratio, a median, a spread.

    ``about`` names the units it is tied to (dimension name to code), empty for a whole population.
    ``met`` and ``rest`` are the persons on both sides of the fraction it rests on; where it rests
    on several, the smallest of each. ``unit`` is one of UNITS.
    """

    measure: str
    says: str
    population: str
    period: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    met: int
    rest: int
    about: dict[str, str] = field(default_factory=dict)
    method: str = ""
    unanswered: str = ""  # why there is no number, in one sentence
