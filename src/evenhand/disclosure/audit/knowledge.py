"""What a reader knows: each cell's limits as printed, and every sum that ties cells together.

Built from published documents alone. Cells that several tables print are one unknown; a month is a
part of its year, whichever way a table says it; parts of a population add up to the whole.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from evenhand.disclosure.periods import Days, days, said
from evenhand.disclosure.rule import house
from evenhand.disclosure.safe_table import TOTAL

Place = tuple[str, str, tuple[tuple[str, str], ...]]  # population, period, (dimension, code)...
Floats = npt.NDArray[np.float64]
Row = tuple[tuple[int, int], ...]  # (unknown, coefficient)...; their sum is nought


@dataclass
class Knowledge:
    """Unknowns with the limits that are printed for them, and rows that sum to nought."""

    places: list[Place] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    rows: set[Row] = field(default_factory=set)
    index: dict[Place, int] = field(default_factory=dict)
    printed: set[int] = field(default_factory=set)
    empty: dict[str, list[Days]] = field(default_factory=lambda: defaultdict(list))
    # Stretches whose months, say, leave people out, who stand under a word that is no period.
    beside: dict[str, list[Days]] = field(default_factory=lambda: defaultdict(list))

    def unknown(self, place: Place) -> int:
        """Give the number of a place, a new one where it is new."""
        if place not in self.index:
            self.index[place] = len(self.places)
            self.places.append(place)
            self.low.append(0.0)
            self.high.append(np.inf)
        return self.index[place]

    def limit(self, place: Place, low: float, high: float | None) -> None:
        """Take in what is printed of a place."""
        number = self.unknown(place)
        self.low[number] = max(self.low[number], float(low))
        self.high[number] = min(self.high[number], np.inf if high is None else float(high))
        self.printed.add(number)

    def tie(self, parts: Iterable[int], whole: int) -> None:
        """Say that parts add up to a whole."""
        terms = [*((part, 1) for part in parts), (whole, -1)]
        if len(terms) > 1 and terms != [(whole, 1), (whole, -1)]:
            self.rows.add(tuple(sorted(terms)))

    def matrix(self) -> sparse.csc_matrix:
        """Give all rows as one matrix."""
        rows = sorted(self.rows)
        at = [(r, c, v) for r, row in enumerate(rows) for c, v in row]
        r, c, v = zip(*at, strict=True) if at else ((), (), ())
        shape = (len(rows), len(self.places))
        return sparse.csc_matrix((np.array(v, dtype=float), (r, c)), shape=shape)

    def limits(self) -> tuple[Floats, Floats]:
        """Give what is printed of each unknown."""
        return np.array(self.low, dtype=np.float64), np.array(self.high, dtype=np.float64)

    def unprinted(self) -> npt.NDArray[np.bool_]:
        """Say which unknowns no table prints: differences, and sums that are left out."""
        return np.array([n not in self.printed for n in range(len(self.places))], dtype=bool)

    def fingerprint(self) -> str:
        """Give one hash over all places and rows, whatever the order they came in."""
        names = [repr(place) for place in self.places]
        lines = sorted(repr(sorted((names[c], v) for c, v in row)) for row in self.rows)
        return hashlib.sha256("\n".join([*sorted(names), *lines]).encode()).hexdigest()

    def find(self, population: str, period: str, codes: tuple[tuple[str, str], ...]) -> int | None:
        """Give the number of a place whose period is written in any of the known ways."""
        table = {"population": population, "period": period}
        names, at = [name for name, _ in codes], [code for _, code in codes]
        return self.index.get(place(table, names, at))

    def says(self, number: int) -> str:
        """Name a place in words."""
        population, period, codes = self.places[number]
        parts = [self.words.get(code, code[1]) for code in codes] or ["all"]
        return f"{', '.join(parts)} ({population}, {period})"


def known(documents: Sequence[Mapping[str, Any]]) -> Knowledge:
    """Put together what the readers of some documents know."""
    found = Knowledge()
    lines: list[list[Place]] = []
    for document in documents:
        for table in document["tables"]:
            lines += _read(found, table)
    _tie_times(found, lines)
    for document in documents:
        for whole in document["wholes"]:
            _tie_populations(found, whole["whole"], whole["parts"])
    return found


def _read(found: Knowledge, table: Mapping[str, Any]) -> Iterator[list[Place]]:
    """Take in a table's cells and sums; give its lines as places, the sum last."""
    dimensions = table["dimensions"]
    for dimension in dimensions:
        for value in dimension["values"]:
            found.words[dimension["name"], value["code"]] = value["says"]
    names = [dimension["name"] for dimension in dimensions]
    for cell in table["cells"]:
        found.limit(place(table, names, cell["at"]), cell["low"], cell["high"])
    _note_empty(found, table)
    every = [[*(v["code"] for v in d["values"]), TOTAL] for d in dimensions]
    for axis, codes in enumerate(every):
        others = [[TOTAL] if n == axis else each for n, each in enumerate(every)]
        for at in _combinations(others):
            line = [place(table, names, [*at[:axis], code, *at[axis + 1 :]]) for code in codes]
            numbers = [found.unknown(place) for place in line]
            found.tie(numbers[:-1], numbers[-1])
            yield line


def _note_empty(found: Knowledge, table: Mapping[str, Any]) -> None:
    """Note the stretches of a period which its months, say, leave out: nobody is in them.

    Where some values are no periods ("not ended"), the months are not all of the people.
    """
    outer = days(table["period"])
    for dimension in table["dimensions"]:
        inner = [days(v["code"]) for v in dimension["values"]]
        known_ones = [stretch for stretch in inner if stretch]
        if dimension["name"] in house().time and known_ones and not all(inner):
            ends = (min(first for first, _ in known_ones), max(after for _, after in known_ones))
            found.beside[table["population"]].append(outer or ends)
        if outer and dimension["name"] in house().time and all(inner):
            day = outer[0]
            for first, after in sorted(known_ones):
                if day < first:
                    found.empty[table["population"]].append((day, first))
                day = max(day, after)
            if day < outer[1]:
                found.empty[table["population"]].append((day, outer[1]))


def _combinations(choices: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    if not choices:
        yield []
        return
    for first in choices[0]:
        for rest in _combinations(choices[1:]):
            yield [first, *rest]


def place(table: Mapping[str, Any], names: Sequence[str], at: Sequence[str]) -> Place:
    """Give a cell's place: a stretch of time is a period, whichever way a table says it."""
    codes = {name: code for name, code in zip(names, at, strict=True) if code != TOTAL}
    stretch = days(table["period"])
    for name in sorted(codes):
        inner = days(codes[name]) if name in house().time else None
        if inner and (stretch is None or (stretch[0] <= inner[0] and inner[1] <= stretch[1])):
            stretch = inner
            del codes[name]
    period = said(stretch) if stretch else table["period"]
    return table["population"], period, tuple(sorted(codes.items()))


def _tie_times(found: Knowledge, lines: list[list[Place]]) -> None:
    """Cut periods that overlap into stretches that do not, and tie each to its stretches."""
    stretches: dict[tuple[str, object], set[Days]] = defaultdict(set)
    for population, period, codes in found.places:
        if stretch := days(period):
            stretches[population, codes].add(stretch)
    cuts = {of: _cuts(periods) for of, periods in stretches.items() if _overlapping(periods)}

    def empty(population: str, piece: Days) -> bool:
        return any(a <= piece[0] and piece[1] <= b for a, b in found.empty[population])

    def parts(place: Place) -> list[Place]:
        population, period, codes = place
        stretch = days(period)
        cut = cuts.get((population, codes))
        if cut is None or stretch is None:
            return [place]
        ends = [day for day in cut if stretch[0] <= day <= stretch[1]]
        pieces = pairwise(ends)
        return [(population, said(p), codes) for p in pieces if not empty(population, p)]

    for place in list(found.places):
        pieces = parts(place)
        if pieces != [place] and not _more_than_its_parts(found, place):
            found.tie([found.unknown(piece) for piece in pieces], found.unknown(place))
    for line in lines:
        divided = [parts(place) for place in line]
        periods = {tuple(piece[1] for piece in pieces) for pieces in divided}
        if len(periods) == 1 and divided[0] != [line[0]]:
            for column in zip(*divided, strict=True):
                numbers = [found.unknown(piece) for piece in column]
                found.tie(numbers[:-1], numbers[-1])


def _more_than_its_parts(found: Knowledge, place: Place) -> bool:
    """Whether people of a period may stand in none of its months, but under another word."""
    stretch = days(place[1])
    inside = found.beside.get(place[0], [])
    return stretch is not None and any(stretch[0] <= a and z <= stretch[1] for a, z in inside)


def _cuts(periods: set[Days]) -> list[int]:
    return sorted({day for period in periods for day in period})


def _overlapping(periods: set[Days]) -> bool:
    ordered = sorted(periods)
    furthest = -1
    for first, after in ordered:
        if first < furthest:
            return True
        furthest = max(furthest, after)
    return False


def _tie_populations(found: Knowledge, whole: str, parts: Sequence[str]) -> None:
    """Tie a population to its parts, wherever the whole and one of them are known."""
    of_whole = [place for place in found.places if place[0] == whole]
    for _, period, codes in of_whole:
        places = [(part, period, codes) for part in parts]
        if any(place in found.index for place in places):
            numbers = [found.unknown(place) for place in places]
            found.tie(numbers, found.index[whole, period, codes])
