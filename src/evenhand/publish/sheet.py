"""Sheets: tables laid out for reading, the same for the pages and for the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.disclosure.safe_table import TOTAL, SafeDimension, SafeTable, SafeValue
from evenhand.publish.series import Series, is_time
from evenhand.publish.tongue import Phrase, Tongue

MOST_COLUMNS = 7
# Dimensions whose values are places or people.
BY_NAME = frozenset({"court", "judge", "office", "nationality", "country", "city", "language"})
NUMBER, UNDER, HIDDEN, WORDS = "number", "under", "hidden", "words"


@dataclass(frozen=True)
class Shown:
    """One cell as a reader sees it; ``kind`` is a number, under a limit, hidden, or words."""

    phrase: Phrase
    kind: str = NUMBER


@dataclass(frozen=True)
class Row:
    """One row: its headings, its cells, and whether it is a sum."""

    heads: tuple[Phrase, ...]
    cells: tuple[Shown, ...]
    total: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table for reading: ``stubs`` are over the headings of rows, ``columns`` over cells."""

    key: str
    caption: Phrase
    stubs: tuple[Phrase, ...]
    columns: tuple[Phrase, ...]
    rows: tuple[Row, ...]

    @property
    def kinds(self) -> frozenset[str]:
        """Which kinds of cells are in it."""
        return frozenset(cell.kind for row in self.rows for cell in row.cells)


def table_sheet(key: str, table: SafeTable, tongue: Tongue) -> Sheet:
    """Lay out counts: one dimension across, where it is short, the others down."""
    across = _across(table.dimensions)
    down = tuple(d for d in table.dimensions if d is not across)
    columns = _codes(across) if across else [TOTAL]
    cells = {cell.at: cell for cell in table.cells}
    rows = []
    for place in _places(down):
        found = []
        for code in columns:
            at = tuple(code if d is across else place[down.index(d)] for d in table.dimensions)
            found.append(cells.get(at))
        if any(found):
            shown = tuple(
                Shown(tongue.phrase(c.text), {"shown": NUMBER}.get(c.state, c.state)) if c
                else Shown(Phrase("", tongue.language), WORDS)
                for c in found
            )  # fmt: skip
            heads = tuple(value_says(d, code, tongue) for d, code in zip(down, place, strict=True))
            rows.append(Row(heads, shown, TOTAL in place))
    heading = (
        tuple(value_says(across, code, tongue) for code in columns)
        if across
        else (tongue.own("persons"),)
    )
    return Sheet(
        key, title(table, tongue), tuple(tongue.phrase(d.says) for d in down), heading,
        tuple(rows),
    )  # fmt: skip


def _across(dimensions: Sequence[SafeDimension]) -> SafeDimension | None:
    """Choose the dimension that is laid out across: the last short one; none of a single one."""
    short = [d for d in dimensions if len(_codes(d)) <= MOST_COLUMNS]
    return short[-1] if len(dimensions) > 1 and short else None


def _codes(dimension: SafeDimension) -> list[str]:
    return [*(v.code for v in ordered(dimension)), *([TOTAL] if dimension.total else [])]


def ordered(dimension: SafeDimension) -> list[SafeValue]:
    """Give the values of a dimension as they are printed.

    Places and people stand by name, so that nothing reads as a ranking; time and kinds of
    outcomes keep the order they were given in.
    """
    values = list(dimension.values)
    if dimension.name in BY_NAME and not all(is_time(value.code) for value in values):
        return sorted(values, key=lambda value: (value.says.casefold(), value.code))
    return values


def _places(dimensions: Sequence[SafeDimension]) -> list[tuple[str, ...]]:
    places: list[tuple[str, ...]] = [()]
    for dimension in dimensions:
        places = [(*place, code) for place in places for code in _codes(dimension)]
    return places


def value_says(dimension: SafeDimension, code: str, tongue: Tongue) -> Phrase:
    """Give a value in words; a yes or no says to what."""
    if code == TOTAL:
        return tongue.own("total")
    value = tongue.phrase(next(v.says for v in dimension.values if v.code == code))
    if code not in ("yes", "no"):
        return value
    of = tongue.phrase(dimension.says)
    return Phrase(tongue.says("marks-value", what=of.text, value=value.text), of.language)


def series_sheet(key: str, series: Series, tongue: Tongue) -> Sheet:
    """Lay out estimates: what each is about down, then the number, its interval, or why neither."""
    columns = (tongue.own("estimate"), tongue.own("from"), tongue.own("to"))
    rows = []
    for point in series.points:
        heads = tuple(tongue.phrase(says) for _, says in point.about) or (
            tongue.phrase(point.says),
        )
        if point.shown:
            cells = tuple(
                Shown(
                    tongue.phrase(text) if text else tongue.own("no-interval"),
                    NUMBER if text else WORDS,
                )
                for text in (point.text, point.low_text, point.high_text)
            )
        else:
            cells = (
                Shown(tongue.own("not-shown"), HIDDEN),
                Shown(tongue.own("none")),
                Shown(tongue.own("none")),
            )
        rows.append(Row(heads, cells))
    stubs = tuple(tongue.phrase(says) for says in series.dimensions) or (tongue.own("what"),)
    return Sheet(key, caption(series, tongue), stubs, columns, tuple(rows))


def caption(series: Series, tongue: Tongue) -> Phrase:
    """Give what a series is of."""
    if series.says:
        of = tongue.phrase(series.says)
        by = ", ".join(tongue.plain(says) for says in series.dimensions)
        return Phrase(tongue.says("by", what=of.text, by=by), of.language)
    unit = tongue.says(f"unit-{series.unit}")
    return tongue.own("for-all", unit=unit)


def title(table: SafeTable, tongue: Tongue, by: Sequence[SafeDimension] | None = None) -> Phrase:
    """Give a table's title with what it is divided by, for one measure has several."""
    of = tongue.phrase(table.title)
    said = (tongue.plain(d.says) for d in (table.dimensions if by is None else by))
    return Phrase(tongue.says("by", what=of.text, by=", ".join(said)), of.language)
