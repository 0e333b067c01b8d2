"""How long until a case first ends, and in which way: the ways compete, open cases are censored."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from evenhand.measures.answers.rates import nobody
from evenhand.measures.answers.table import Split, estimate, table
from evenhand.measures.cells.kinds import WAY_SAYS, WAYS
from evenhand.measures.cells.session import Cells
from evenhand.measures.cells.survival import DayTable, day_tables
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

Reals = npt.NDArray[np.float64]
YEARS = (1, 2, 3, 5)
Z = 1.959964
KM = "Kaplan-Meier, any first ending; interval by Greenwood on the scale log(-log)"
AJ = "Aalen-Johansen, the other ways of ending competing"


def durations(cells: Cells, measure: Measure) -> Result:
    """Give the median time to a first ending, and the share ended in each way after some years."""
    tables = day_tables(cells, int(measure.settings["years"]))
    if not tables[""].cases:
        return Result(measure, unanswered=(nobody(measure, cells),))
    by = ["way", "priority"] if cells.inputs.has("findings") else ["way"]
    found = table(cells, measure, by)
    estimates: list[Estimate] = []
    for priority, days in tables.items():
        estimates += _of(measure, found, days, {"priority": priority} if priority else {})
    return Result(measure, (found,), tuple(estimates))


def _of(
    measure: Measure, found: CountTable, days: DayTable, about: dict[str, str]
) -> Iterator[Estimate]:
    where = f" (priority {about['priority']})" if about else ""
    ended = int(days.ended.sum())
    yield estimate(
        measure, found, f"{measure.title}: median{where}", median(days), unit="days",
        split=Split(ended, days.cases - ended), method=KM, about=about,
    )  # fmt: skip
    incidence = by_way(days)
    for years in YEARS:
        place = int(np.searchsorted(days.days, years * 365.25, side="right")) - 1
        for number, way in enumerate(WAYS):
            met = int(days.ended[: place + 1, number].sum())
            yield estimate(
                measure,
                found,
                f"{measure.title}: {WAY_SAYS[way]} within {_years(years)}{where}",
                _at(incidence[:, number], place, days, years),
                unit="percent",
                split=Split(met, days.cases - met),
                method=AJ,
                about={**about, "way": way},
                interval=False,
            )


def _years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


def _at(incidence: Reals, place: int, days: DayTable, years: int) -> Figure | NoAnswer:
    if days.days[-1] < years * 365.25:
        return NoAnswer(f"No case was followed for {_years(years)}.")
    value = float(incidence[place]) if place >= 0 else 0.0
    return Figure(value, value, value)


def survival(days: DayTable) -> tuple[Reals, Reals]:
    """Give, after each day, the share not ended yet, and Greenwood's sum for its variance."""
    leaving = days.ended.sum(axis=1) + days.censored
    at_risk = leaving[::-1].cumsum()[::-1].astype(np.float64)
    ended = days.ended.sum(axis=1)
    left: Reals = np.cumprod(1 - ended / at_risk)
    room = at_risk * (at_risk - ended)
    parts = np.divide(ended, room, out=np.zeros_like(room), where=room > 0)
    return left, np.cumsum(parts)


def by_way(days: DayTable) -> Reals:
    """Give the share ended in each way (columns) up to each day (rows)."""
    leaving = days.ended.sum(axis=1) + days.censored
    at_risk = leaving[::-1].cumsum()[::-1].astype(np.float64)
    left, _ = survival(days)
    before = np.concatenate([[1.0], left[:-1]])
    found: Reals = np.cumsum(before[:, None] * days.ended / at_risk[:, None], axis=0)
    return found


def median(days: DayTable) -> Figure | NoAnswer:
    """Give the day by which half have ended; its interval is where the band crosses a half."""
    left, greenwood = survival(days)
    reached = np.flatnonzero(left <= 0.5 + 1e-12)
    if not reached.size:
        return NoAnswer("Fewer than half have ended in the time that cases were followed.")
    inside = (left > 0) & (left < 1)
    if not inside.any():
        day = float(days.days[reached[0]])
        return Figure(day, day, day)
    logs = np.log(left[inside])
    half = Z * np.sqrt(greenwood[inside]) / np.abs(logs)
    low, high = (left[inside] ** np.exp(sign * half) for sign in (1, -1))
    days_inside = days.days[inside]
    first = np.flatnonzero(low <= 0.5)
    last = np.flatnonzero(high <= 0.5)
    value = float(days.days[reached[0]])
    earliest = float(days_inside[first[0]]) if first.size else value
    latest = float(days_inside[last[0]]) if last.size else float(days.days[-1])
    return Figure(value, min(earliest, value), max(latest, value))
