"""Which chart shows counts: a line over time, bars otherwise, or sums where there are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenhand.disclosure.safe_table import TOTAL, SafeCell, SafeTable
from evenhand.publish.charts import curves, dots
from evenhand.publish.charts.drawing import Head, Picture
from evenhand.publish.series import is_time
from evenhand.publish.sheet import HIDDEN, UNDER, ordered, title
from evenhand.publish.tongue import Tongue

MOST_ROWS = 60
MOST_OF_SEVERAL = 30  # rows that name a value of more than one dimension
_FEWEST_TIMES = 3


def of_counts(key: str, table: SafeTable, tongue: Tongue) -> Iterator[Picture]:
    """Draw counts; nothing where none is shown or there are too many."""
    cells = _in_order(table, _chosen(table))
    shown = [cell for cell in cells if cell.drawn is not None]
    if not shown:
        return
    head = Head(key, title(table, tongue).text, _told(table, cells, shown, tongue))
    axis = tongue.says("unit-persons")
    if _over_time(table) and len(cells) >= _FEWEST_TIMES:
        line = curves.Curve("", tuple(curves.Value(cell.drawn) for cell in cells))
        times = [_words(table, cell, tongue) for cell in cells]
        yield curves.picture(head, [line], times, axis, whole=False)
    else:
        marks = [_mark(table, cell, tongue) for cell in cells]
        yield dots.picture(head, marks, axis, whole=False, counts=True)


def _mark(table: SafeTable, cell: SafeCell, tongue: Tongue) -> dots.Mark:
    text = tongue.says("not-shown") if cell.state == HIDDEN else tongue.plain(cell.text)
    under = cell.high if cell.state == UNDER else None
    return dots.Mark(_words(table, cell, tongue), text, cell.drawn, under=under)


def _words(table: SafeTable, cell: SafeCell, tongue: Tongue) -> str:
    said = zip(table.words(cell), cell.at, strict=True)
    return ", ".join(tongue.plain(words) for words, code in said if code != TOTAL)


def _over_time(table: SafeTable) -> bool:
    (first, *others) = table.dimensions
    return not others and all(is_time(value.code) for value in first.values)


def _chosen(table: SafeTable) -> Sequence[SafeCell]:
    """Choose the cells to draw: all that are no sums, or else the sums for each value of one."""
    inner = [cell for cell in table.cells if not cell.is_total]
    if _over_time(table):
        return inner
    if len(inner) <= (MOST_ROWS if len(table.dimensions) == 1 else MOST_OF_SEVERAL):
        return inner
    sizes = [len(dimension.values) for dimension in table.dimensions]
    for place in sorted(range(len(sizes)), key=lambda n: -sizes[n]):
        margin = [cell for cell in table.cells if _is_sum_for(cell, place)]
        if 1 < len(margin) <= MOST_ROWS and len(sizes) > 1:
            return margin
    return []


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
    table: SafeTable, cells: Sequence[SafeCell], shown: Sequence[SafeCell], tongue: Tongue
) -> str:
    by_size = sorted(shown, key=lambda cell: cell.drawn or 0)
    said = tongue.says(
        "describes-counts", n=len(cells), least=tongue.plain(by_size[0].text),
        most=tongue.plain(by_size[-1].text), what=title(table, tongue).text,
    )  # fmt: skip
    hidden = len(cells) - len(shown)
    more = tongue.says("describes-hidden", n=hidden) if hidden else ""
    return " ".join(filter(None, (said, more, tongue.says("same-numbers"))))
