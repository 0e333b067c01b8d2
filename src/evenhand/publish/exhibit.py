"""Exhibits: each table for reading with the chart that shows the same, and what is said first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evenhand.disclosure.safe_table import TOTAL, SafeCell, SafeEstimate, SafeTable
from evenhand.publish.charts import curves, dots, funnel
from evenhand.publish.charts.drawing import Picture
from evenhand.publish.edition import Measured
from evenhand.publish.series import Series, is_time, series_of
from evenhand.publish.sheet import HIDDEN, UNDER, Sheet, ordered, series_sheet, table_sheet
from evenhand.publish.tongue import Tongue

MOST_ROWS = 60  # a chart of more rows is no help; the table has them all
FEWEST_IN_FUNNEL = 5


@dataclass(frozen=True)
class Exhibit:
    """A table with its charts; ``reasons`` say why numbers in it are not shown."""

    sheet: Sheet
    pictures: tuple[Picture, ...]
    period: str
    method: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    counts: bool = field(default=False)


def exhibits(measured: Measured, tongue: Tongue) -> tuple[Exhibit, ...]:
    """Give the exhibits of one measure: numbers for all, then by court and the like, then counts."""
    made = [
        _of_series(measured, series, tongue) for series in series_of(measured.estimates)
    ]
    return (*made, *(_of_table(measured, table, tongue) for table in measured.tables))


def _of_series(measured: Measured, series: Series, tongue: Tongue) -> Exhibit:
    key = f"{measured.key}-{series.key}"
    sheet = series_sheet(key, series, tongue)
    reasons = dict.fromkeys(p.why_not for p in series.points if not p.shown)
    drawn = [*_drawn(key, series, tongue), *_funnels(key, measured, series, tongue)]
    return Exhibit(sheet, tuple(drawn), series.period, series.method, tuple(reasons))


def _of_table(measured: Measured, table: SafeTable, tongue: Tongue) -> Exhibit:
    key = f"{measured.key}-t{measured.tables.index(table) + 1}"
    sheet = table_sheet(key, table, tongue)
    drawn = tuple(_counted(key, table, tongue))
    return Exhibit(sheet, drawn, table.period, notes=table.notes, counts=True)


def _drawn(key: str, series: Series, tongue: Tongue) -> Iterator[Picture]:
    axis, whole = tongue.says(f"unit-{series.unit}"), series.unit == "percent"
    if not series.shown or len(series.points) > MOST_ROWS and not _timed(series):
        return
    title = tongue.plain(series.says)
    timed = _timed(series)
    if timed:
        lines = timed[1]
        draw = lambda frame: curves.curves(lines, timed[0], frame, axis, whole=whole)  # noqa: E731
        yield Picture(key, title, _told(series, tongue, "lines"), draw(curves.WIDE),
                      draw(curves.NARROW))  # fmt: skip
        return
    marks = [
        dots.Mark(
            ", ".join(tongue.plain(says) for _, says in p.about) or title,
            _interval(p, tongue), p.drawn, p.drawn_low, p.drawn_high,
        )
        for p in series.points
    ]  # fmt: skip
    draw = lambda frame: dots.dots(marks, frame, axis, whole=whole, counts=False)  # noqa: E731
    yield Picture(key, title, _told(series, tongue, "dots"), draw(dots.WIDE), draw(dots.NARROW))


def _interval(point: SafeEstimate, tongue: Tongue) -> str:
    if not point.shown:
        return tongue.says("not-shown")
    if not point.low_text:
        return tongue.plain(point.text)
    return f"{tongue.plain(point.text)} ({tongue.plain(point.low_text)}–{tongue.plain(point.high_text)})"  # noqa: E501


def _timed(series: Series) -> tuple[tuple[str, ...], tuple[curves.Curve, ...]] | None:
    """Give the times and lines of a series over time, if they are few enough to tell apart."""
    places = [n for n, name in enumerate(series.names) if _all_times(series, n)]
    if len(places) != 1 or len(series.names) > 2:
        return None
    (when,) = places
    times = sorted({p.at[when][1] for p in series.points})
    others = sorted({_other(p, when) for p in series.points})
    if len(times) < 2 or len(others) > curves.MOST:
        return None
    found = {(p.at[when][1], _other(p, when)): p for p in series.points}
    nothing = curves.Value(None)
    lines = tuple(
        curves.Curve(name, tuple(
            curves.Value(p.drawn, p.drawn_low, p.drawn_high) if p else nothing
            for p in (found.get((time, name)) for time in times)
        ))
        for name in others
    )  # fmt: skip
    return tuple(times), lines


def _all_times(series: Series, place: int) -> bool:
    return all(is_time(point.at[place][1]) for point in series.points)


def _other(point: SafeEstimate, when: int) -> str:
    return ", ".join(says for n, (_, says) in enumerate(point.about) if n != when)


def _told(series: Series, tongue: Tongue, kind: str) -> str:
    """Say in words what a chart of estimates shows."""
    shown = [p for p in series.shown if p.drawn is not None]
    least = min(shown, key=lambda p: p.drawn or 0.0)
    most = max(shown, key=lambda p: p.drawn or 0.0)
    said = tongue.says(
        f"describes-{kind}", n=len(series.points), least=tongue.plain(least.text),
        most=tongue.plain(most.text), what=tongue.plain(series.says),
    )  # fmt: skip
    hidden = len(series.points) - len(shown)
    more = " " + tongue.says("describes-hidden", n=hidden) if hidden else ""
    return f"{said}{more} {tongue.says('same-numbers')}"


def _funnels(
    key: str, measured: Measured, series: Series, tongue: Tongue
) -> Iterator[Picture]:
    """Draw a funnel where the cases behind each rate are published too."""
    cases = _cases(measured.tables, series)
    points = [
        funnel.Point(cases[p.at[0][1]], p.drawn)
        for p in series.shown
        if len(p.at) == 1 and p.drawn is not None and p.at[0][1] in cases
    ]
    if series.unit != "percent" or series.over_time or len(points) < FEWEST_IN_FUNNEL:
        return
    middle = funnel.centre(points)
    names = funnel.Names(
        tongue.says("funnel-across"), tongue.says("unit-percent"),
        tongue.says("funnel-middle", n=f"{middle:.0f}"), tongue.says("funnel-inner"),
        tongue.says("funnel-outer"),
    )  # fmt: skip
    out = sum(funnel.outside(point, middle) for point in points)
    told = tongue.says("describes-funnel", n=len(points), out=out, what=tongue.plain(series.says))
    yield Picture(
        f"{key}-funnel", tongue.says("funnel-title", what=tongue.plain(series.says)),
        f"{told} {tongue.says('same-numbers')}",
        funnel.funnel(points, funnel.WIDE, names), funnel.funnel(points, funnel.NARROW, names),
    )  # fmt: skip


def _cases(tables: Sequence[SafeTable], series: Series) -> dict[str, float]:
    """Give the published denominator of each value of the one dimension of a series."""
    for table in tables:
        names = [d.name for d in table.dimensions]
        if len(series.names) != 1 or table.population != series.population:
            continue
        if series.names[0] in names and table.period == series.period:
            place = names.index(series.names[0])
            return {
                cell.at[place]: cell.drawn
                for cell in table.cells
                if cell.drawn and cell.at[place] != TOTAL
                and all(code == TOTAL for n, code in enumerate(cell.at) if n != place)
            }  # fmt: skip
    return {}


def _counted(key: str, table: SafeTable, tongue: Tongue) -> Iterator[Picture]:
    """Draw counts: lines over time, bars otherwise; sums over all else where there are many."""
    names = [d.name for d in table.dimensions]
    times = [n for n, d in enumerate(table.dimensions) if all(is_time(v.code) for v in d.values)]
    rows = _rows(table, times)
    if not rows or not any(cell.drawn for _, cell in rows):
        return
    title, axis = tongue.plain(table.title), tongue.says("unit-persons")
    told = _told_counts(table, [cell for _, cell in rows], tongue)
    if len(times) == 1 and len(names) == 1 and len(rows) > 2:
        line = curves.Curve("", tuple(curves.Value(cell.drawn) for _, cell in rows))
        draw = lambda frame: curves.curves([line], [w for w, _ in rows], frame, axis, whole=False)  # noqa: E731
        yield Picture(key, title, told, draw(curves.WIDE), draw(curves.NARROW))
        return
    marks = [
        dots.Mark(
            ", ".join(tongue.plain(part) for part in words.split("\n")),
            tongue.plain(cell.text) if cell.state != HIDDEN else tongue.says("hidden"), cell.drawn,
            under=cell.high if cell.state == UNDER else None,
        )
        for words, cell in rows
    ]  # fmt: skip
    draw = lambda frame: dots.dots(marks, frame, axis, whole=False, counts=True)  # noqa: E731
    yield Picture(key, title, told, draw(dots.WIDE), draw(dots.NARROW))


def _rows(table: SafeTable, times: Sequence[int]) -> list[tuple[str, SafeCell]]:
    """Choose the cells to draw: all that are no sums, or else the sums for each value of one."""
    inner = [cell for cell in table.cells if not cell.is_total]
    dimensions = table.dimensions
    if len(inner) <= MOST_ROWS // 2 or len(dimensions) == 1:
        chosen = inner if len(inner) <= MOST_ROWS or times else []
        return _in_order(table, chosen)
    for place in sorted(range(len(dimensions)), key=lambda n: -len(dimensions[n].values)):
        margin = [
            cell for cell in table.cells
            if cell.at[place] != TOTAL
            and all(code == TOTAL for n, code in enumerate(cell.at) if n != place)
        ]  # fmt: skip
        if 1 < len(margin) <= MOST_ROWS:
            return _in_order(table, margin)
    return []


def _in_order(table: SafeTable, cells: Sequence[SafeCell]) -> list[tuple[str, SafeCell]]:
    places = [
        {value.code: n for n, value in enumerate(ordered(dimension))}
        for dimension in table.dimensions
    ]
    rank = lambda cell: [p.get(code, len(p)) for p, code in zip(places, cell.at, strict=True)]  # noqa: E731
    return [
        ("\n".join(
            said for said, code in zip(table.words(cell), cell.at, strict=True) if code != TOTAL
        ), cell)
        for cell in sorted(cells, key=rank)
    ]  # fmt: skip


def _told_counts(table: SafeTable, cells: Sequence[SafeCell], tongue: Tongue) -> str:
    shown = [cell for cell in cells if cell.drawn is not None]
    least, most = (choose(shown, key=lambda c: c.drawn or 0) for choose in (min, max))
    said = tongue.says(
        "describes-counts", n=len(cells), least=tongue.plain(least.text),
        most=tongue.plain(most.text), what=tongue.plain(table.title),
    )  # fmt: skip
    hidden = len(cells) - len(shown)
    more = " " + tongue.says("describes-hidden", n=hidden) if hidden else ""
    return f"{said}{more} {tongue.says('same-numbers')}"
