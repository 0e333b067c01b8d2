"""How long until a case first ends, and in which way: the ways compete, open cases are censored."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.measures.answers.rates import nobody
from evenhand.measures.answers.table import Split, estimate, table
from evenhand.measures.cells.kinds import WAY_SAYS, WAYS
from evenhand.measures.cells.session import Cells
from evenhand.measures.cells.survival import Ends, ends_by_day
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import Figure, NoAnswer
from evenhand.measures.estimators.survival import (
    Curve,
    DayTable,
    aalen_johansen,
    day_by_which,
    kaplan_meier,
)
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

YEARS = (1, 2, 3, 5)
DAYS_A_YEAR = 365.25
KM = "Kaplan-Meier, any first ending; interval by Greenwood on the scale log(-log), 95%"
AJ = (
    "Aalen-Johansen, the other ways of ending competing; interval by the delta method on the scale "
    "log(-log), 95%"
)
NEVER_SEEN = (
    "; nobody was followed long enough to see the upper end, which is the last day followed"
)


def durations(cells: Cells, measure: Measure) -> Result:
    """Give the median time to a first ending, and the share ended in each way after some years."""
    found_by = ends_by_day(cells, int(measure.settings["years"]))
    if not found_by[""].cases:
        return Result(measure, unanswered=(nobody(measure, cells),))
    by = ["way", "priority"] if cells.inputs.has("findings") else ["way"]
    found = table(cells, measure, by)
    estimates: list[Estimate] = []
    for priority, ends in found_by.items():
        estimates += _of(measure, found, ends, {"priority": priority} if priority else {})
    return Result(measure, (found,), tuple(estimates))


def _of(
    measure: Measure, found: CountTable, ends: Ends, about: dict[str, str]
) -> Iterator[Estimate]:
    where = f" (priority {about['priority']})" if about else ""
    ended = int(ends.ended.sum())
    days = DayTable.make(ends.days, ends.ended, ends.censored)
    median, note = _median(kaplan_meier(days))
    yield estimate(
        measure, found, f"{measure.title}: median{where}", median, unit="days",
        split=Split(ended, ends.cases - ended), method=KM + note, about=about,
    )  # fmt: skip
    curves = [aalen_johansen(days, number) for number in range(len(WAYS))]
    for years in YEARS:
        day = int(years * DAYS_A_YEAR)
        until = ends.days <= day
        for number, (way, curve) in enumerate(zip(WAYS, curves, strict=True)):
            met = int(ends.ended[until, number].sum())
            yield estimate(
                measure,
                found,
                f"{measure.title}: {WAY_SAYS[way]} within {_years(years)}{where}",
                _share_on(curve, day, years),
                unit="percent",
                split=Split(met, ends.cases - met),
                method=AJ,
                about={**about, "way": way},
            )


def _years(years: int) -> str:
    return "1 year" if years == 1 else f"{years} years"


def _share_on(curve: Curve | NoAnswer, day: int, years: int) -> Figure | NoAnswer:
    if isinstance(curve, NoAnswer):
        return curve
    if curve.last < years * DAYS_A_YEAR:
        return NoAnswer(f"No case was followed for {_years(years)}.")
    return curve.on(day)


def _median(curve: Curve | NoAnswer) -> tuple[Figure | NoAnswer, str]:
    """Give the day by which half have ended, and what is to be said of its interval."""
    if isinstance(curve, NoAnswer):
        return curve, ""
    half = day_by_which(curve)
    if isinstance(half, NoAnswer):
        return NoAnswer("Fewer than half have ended in the time that cases were followed."), ""
    low = half.day if half.low is None else half.low
    high = curve.last if half.high is None else half.high
    return Figure(half.day, min(low, half.day), max(high, half.day)), (
        NEVER_SEEN if half.high is None else ""
    )
