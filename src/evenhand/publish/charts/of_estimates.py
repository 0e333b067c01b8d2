"""Which chart shows estimates: lines over time, dots with intervals, a funnel where it helps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from evenhand.disclosure.safe_table import TOTAL, SafeEstimate, SafeTable
from evenhand.publish.charts import curves, dots, funnel
from evenhand.publish.charts.drawing import Head, Picture
from evenhand.publish.series import Series, is_time
from evenhand.publish.sheet import caption
from evenhand.publish.tongue import Tongue

MOST_ROWS = 60  # a chart of more rows is no help; the table has them all
FEWEST_IN_FUNNEL = 5
_NUMBER = re.compile(r"-?[\d,.]+")


def of_estimates(key: str, series: Series, tongue: Tongue) -> Iterator[Picture]:
    """Draw estimates; nothing where none may be shown or there are too many to tell apart."""
    if not series.shown:
        return
    axis, whole = tongue.says(f"unit-{series.unit}"), series.unit == "percent"
    timed = _timed(series)
    if timed:
        head = Head(key, caption(series, tongue).text, _told(series, tongue, "lines"))
        yield curves.picture(head, *timed, axis, whole=whole)
    elif len(series.points) <= MOST_ROWS:
        head = Head(key, caption(series, tongue).text, _told(series, tongue, "dots"))
        marks = [_mark(point, tongue) for point in series.points]
        yield dots.picture(head, marks, axis, whole=whole, counts=False)


def _mark(point: SafeEstimate, tongue: Tongue) -> dots.Mark:
    label = ", ".join(tongue.plain(says) for _, says in point.about) or tongue.plain(point.says)
    return dots.Mark(
        label, _interval(point, tongue), point.drawn, point.drawn_low, point.drawn_high
    )


def _interval(point: SafeEstimate, tongue: Tongue) -> str:
    """Write a number with its interval, the unit once."""
    if not point.shown:
        return tongue.says("not-shown")
    text, low, high = (tongue.plain(t) for t in (point.text, point.low_text, point.high_text))
    bare = [_NUMBER.match(end) for end in (low, high)]
    ends = [found[0] if found else "" for found in bare]
    return f"{text} ({tongue.says('range', low=ends[0], high=ends[1])})" if all(ends) else text


def _timed(series: Series) -> tuple[tuple[curves.Curve, ...], tuple[str, ...]] | None:
    """Give the lines and times of a series over time, if they are few enough to tell apart."""
    places = [n for n, _ in enumerate(series.names) if _all_times(series, n)]
    if len(places) != 1 or len(series.names) > 2:
        return None
    (when,) = places
    times = sorted({point.at[when][1] for point in series.points})
    names = sorted({_other(point, when) for point in series.points})
    if len(times) < 2 or len(names) > curves.MOST:
        return None
    found = {(point.at[when][1], _other(point, when)): point for point in series.points}
    lines = (
        curves.Curve(name, tuple(_value(found.get((time, name))) for time in times))
        for name in names
    )
    return tuple(lines), tuple(times)


def _value(point: SafeEstimate | None) -> curves.Value:
    if point is None:
        return curves.Value(None)
    return curves.Value(point.drawn, point.drawn_low, point.drawn_high)


def _all_times(series: Series, place: int) -> bool:
    return all(is_time(point.at[place][1]) for point in series.points)


def _other(point: SafeEstimate, when: int) -> str:
    return ", ".join(says for n, (_, says) in enumerate(point.about) if n != when)


def _told(series: Series, tongue: Tongue, kind: str) -> str:
    """Say in words what a chart of estimates shows."""
    shown = sorted(series.shown, key=lambda point: point.drawn or 0.0)
    said = tongue.says(
        f"describes-{kind}", n=len(series.points), least=tongue.plain(shown[0].text),
        most=tongue.plain(shown[-1].text), what=caption(series, tongue).text,
    )  # fmt: skip
    hidden = len(series.points) - len(shown)
    more = tongue.says("describes-hidden", n=hidden) if hidden else ""
    return " ".join(filter(None, (said, more, tongue.says("same-numbers"))))


def as_funnel(
    key: str, series: Series, tables: Sequence[SafeTable], tongue: Tongue
) -> Iterator[Picture]:
    """Draw a funnel of rates where the cases behind each are published too."""
    if series.unit != "percent" or len(series.names) != 1 or series.over_time:
        return
    cases = _cases(tables, series)
    points = [
        funnel.Point(cases[point.at[0][1]], point.drawn)
        for point in series.shown
        if point.drawn is not None and point.at[0][1] in cases
    ]
    if len(points) < FEWEST_IN_FUNNEL:
        return
    middle, what = funnel.centre(points), caption(series, tongue).text
    out = sum(funnel.outside(point, middle) for point in points)
    told = tongue.says("describes-funnel", n=len(points), out=out, what=what)
    head = Head(
        f"{key}-funnel", tongue.says("funnel-title", what=what),
        f"{told} {tongue.says('same-numbers')}",
    )  # fmt: skip
    names = funnel.Names(
        tongue.says("funnel-across"), tongue.says("unit-percent"),
        tongue.says("funnel-middle", n=f"{middle:.0f}"), tongue.says("funnel-inner"),
        tongue.says("funnel-outer"),
    )  # fmt: skip
    yield funnel.picture(head, points, names)


def _cases(tables: Sequence[SafeTable], series: Series) -> Mapping[str, int]:
    """Give the published denominator of each value of the one dimension of a series."""
    for table in tables:
        names = [dimension.name for dimension in table.dimensions]
        same = table.population == series.population and table.period == series.period
        if same and series.names[0] in names:
            place = names.index(series.names[0])
            return {
                cell.at[place]: cell.drawn
                for cell in table.cells
                if cell.drawn and cell.at[place] != TOTAL
                and all(code == TOTAL for n, code in enumerate(cell.at) if n != place)
            }  # fmt: skip
    return {}
