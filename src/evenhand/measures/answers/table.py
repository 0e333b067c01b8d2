"""Cells of an exact table read by group: who met what was asked, and who did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evenhand.measures.cells.counting import counted
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.measure import Measure

Group = tuple[str, ...]
YES = "yes"


@dataclass(frozen=True)
class Split:
    """A group's people: how many met what the measure counts, and how many did not."""

    met: int
    rest: int

    @property
    def all(self) -> int:
        """How many there are."""
        return self.met + self.rest


def table(cells: Cells, measure: Measure, by: Sequence[str]) -> CountTable:
    """Count the measure's population by some divisions."""
    return counted(
        cells,
        measure.population,
        by,
        measure=measure.id,
        title=measure.title,
        source=measure.cited,
        limits=measure.cannot_show,
    )


def splits(found: CountTable, met: str, by: Sequence[str]) -> dict[Group, Split]:
    """Give, for each group by some of a table's divisions, who met and who did not."""
    sums: dict[Group, list[int]] = {}
    for group, code, persons in rows(found, (*by,), met):
        both = sums.setdefault(group, [0, 0])
        both[code != YES] += persons
    return {group: Split(*both) for group, both in sums.items()}


def rows(found: CountTable, by: Sequence[str], met: str) -> Iterator[tuple[Group, str, int]]:
    """Give each cell: its group, its code of another division, its people."""
    columns = [found.cells.column(one).to_pylist() for one in (*by, met, "persons")]
    for *group, code, persons in zip(*columns, strict=True):
        yield tuple(group), code, persons


def named(found: CountTable, group: Mapping[str, str]) -> str:
    """Say a group in words: court LOS, fiscal year 2011."""
    said = []
    for dimension in found.dimensions:
        if dimension.name in group:
            words = {value.code: value.says for value in dimension.values}
            said.append(f"{dimension.says}: {words[group[dimension.name]]}")
    return "; ".join(said)


def estimate(
    measure: Measure,
    found: CountTable,
    says: str,
    figure: Figure | NoAnswer,
    *,
    unit: str,
    split: Split,
    method: str,
    about: Mapping[str, str] | None = None,
    interval: bool = True,
) -> Estimate:
    """Hand on a figure, or the reason why there is none; shares become percents.

    ``interval`` is false for what has none: a count, or an effect whose usual error misleads.
    """
    scale = 100.0 if unit in ("percent", "points") else 1.0
    numbers: tuple[float | None, ...] = (None, None, None)
    if isinstance(figure, Figure):
        numbers = (figure.value * scale, figure.low * scale, figure.high * scale)
    value, low, high = numbers
    return Estimate(
        measure=measure.id,
        says=says,
        population=found.population,
        period=found.period,
        value=value,
        low=low if interval else None,
        high=high if interval else None,
        unit=unit,
        met=split.met,
        rest=split.rest,
        about=dict(about or {}),
        method=method,
        unanswered=figure.because if isinstance(figure, NoAnswer) else "",
    )
