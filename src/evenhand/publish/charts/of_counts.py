"""Which chart shows counts: a line over time, bars otherwise, or sums where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.disclosure.safe_table import TOTAL, SafeCell, SafeDimension, SafeTable
from evenhand.publish.charts import curves, dots
from evenhand.publish.charts.drawing import Head, Picture
from evenhand.publish.series import is_time
from evenhand.publish.sheet import HIDDEN, UNDER, ordered, title, value_says
from evenhand.publish.tongue import Tongue

MOST_ROWS = 60
MOST_OF_SEVERAL = 30  # rows that name a value of more than one dimension
_FEWEST_TIMES = 3


def of_counts(key: str, table: SafeTable, tongue: Tongue) -> Iterator[Picture]:
    """Draw counts; nothing where none is shown or there are too many."""
    chosen, by = _chosen(table)
    cells = _in_order(table, chosen)
    if not any(cell.drawn is not None for cell in cells):
        return
    head = Head(key, title(table, tongue, by).text, _told(table, cells, by, tongue))
    axis = tongue.says("unit-persons")
    when = _when(table)
    if when is not None and len(table.dimensions[when].values) >= _FEWEST_TIMES:
        times = [value.code for value in ordered(table.dimensions[when])]
        yield curves.picture(head, _lines(table, cells, when, tongue), times, axis, whole=False)
    else:
        marks = [_mark(table, cell, tongue) for cell in cells]
        yield dots.picture(head, marks, axis, whole=False, counts=True)


def _when(table: SafeTable) -> int | None:
    """Give the place of time among the dimensions, if lines over it can be told apart."""
    places = [n for n, d in enumerate(table.dimensions) if all(is_time(v.code) for v in d.values)]
    others = [len(d.values) for n, d in enumerate(table.dimensions) if n not in places]
    few = not others or (len(others) == 1 and others[0] <= curves.MOST)
    return places[0] if len(places) == 1 and few else None


def _lines(
    table: SafeTable, cells: Sequence[SafeCell], when: int, tongue: Tongue
) -> list[curves.Curve]:
    """Give one line for each value of the other dimension, or one for all."""
    other = next((n for n, _ in enumerate(table.dimensions) if n != when), None)
    found = {cell.at: cell for cell in cells}
    times = [value.code for value in ordered(table.dimensions[when])]
    if other is None:
        return [curves.Curve("", tuple(_value(found.get((time,))) for time in times))]
    lines = []
    for value in ordered(table.dimensions[other]):
        ats = ((time, value.code) if when == 0 else (value.code, time) for time in times)
        name = value_says(table.dimensions[other], value.code, tongue).text
        lines.append(curves.Curve(name, tuple(_value(found.get(at)) for at in ats)))
    return lines


def _value(cell: SafeCell | None) -> curves.Value:
    return curves.Value(None if cell is None else cell.drawn)


def _mark(table: SafeTable, cell: SafeCell, tongue: Tongue) -> dots.Mark:
    text = tongue.says("not-shown") if cell.state == HIDDEN else tongue.plain(cell.text)
    under = cell.high if cell.state == UNDER else None
    return dots.Mark(_words(table, cell, tongue), text, cell.drawn, under=under)


def _words(table: SafeTable, cell: SafeCell, tongue: Tongue) -> str:
    said = zip(table.dimensions, cell.at, strict=True)
    return ", ".join(value_says(d, code, tongue).text for d, code in said if code != TOTAL)


def _chosen(table: SafeTable) -> tuple[Sequence[SafeCell], tuple[SafeDimension, ...]]:
    """Choose the cells to draw, and what they are divided by.

    All that are no sums, or else the sums for each value of one dimension.
    """
    inner = [cell for cell in table.cells if not cell.is_total]
    most = MOST_ROWS if len(table.dimensions) == 1 else MOST_OF_SEVERAL
    if _when(table) is not None or len(inner) <= most:
        return inner, table.dimensions
    sizes = [len(dimension.values) for dimension in table.dimensions]
    for place in sorted(range(len(sizes)), key=lambda n: -sizes[n]):
        margin = [cell for cell in table.cells if _is_sum_for(cell, place)]
        if 1 < len(margin) <= MOST_ROWS and len(sizes) > 1:
            return margin, (table.dimensions[place],)
    return [], ()


def _is_sum_for(cell: SafeCell, place: int) -> bool:
    others = [code for n, code in enumerate(cell.at) if n != place]
    return cell.at[place] != TOTAL and all(code == TOTAL for code in others)


def _in_order(table: SafeTable, cells: Sequence[SafeCell]) -> list[SafeCell]:
    places = [
        {value.code: n for n, value in enumerate(ordered(dimension))}
        for dimension in table.dimensions
    ]
    return sorted(
        cells,
        key=lambda cell: [p.get(code, len(p)) for p, code in zip(places, cell.at, strict=True)],
    )


def _told(
    table: SafeTable, cells: Sequence[SafeCell], by: Sequence[SafeDimension], tongue: Tongue
) -> str:
    by_size = sorted((c for c in cells if c.drawn is not None), key=lambda cell: cell.drawn or 0)
    said = tongue.says(
        "describes-counts", n=len(cells), least=tongue.plain(by_size[0].text),
        most=tongue.plain(by_size[-1].text), what=title(table, tongue, by).text,
    )  # fmt: skip
    hidden = len(cells) - len(by_size)
    more = tongue.says("describes-hidden", n=hidden) if hidden else ""
    return " ".join(filter(None, (said, more, tongue.says("same-numbers"))))
