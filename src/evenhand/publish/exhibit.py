"""Exhibits: each table for reading with the chart that shows the same, and what is said first."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.disclosure.safe_table import SafeTable
from evenhand.publish.charts.drawing import Picture
from evenhand.publish.charts.of_counts import of_counts
from evenhand.publish.charts.of_estimates import as_funnel, of_estimates
from evenhand.publish.edition import Measured
from evenhand.publish.series import Series, series_of
from evenhand.publish.sheet import HIDDEN, UNDER, Sheet, series_sheet, table_sheet
from evenhand.publish.tongue import Phrase, Tongue


@dataclass(frozen=True)
class Exhibit:
    """A table with its charts; ``reasons`` say why numbers in it are not shown."""

    sheet: Sheet
    pictures: tuple[Picture, ...]
    period: str
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def exhibits(measured: Measured, tongue: Tongue) -> tuple[Exhibit, ...]:
    """Give the exhibits of one measure: numbers for all, then for each court, then counts."""
    made = [_of_series(measured, series, tongue) for series in series_of(measured.estimates)]
    return (*made, *(_of_table(measured, table, tongue) for table in measured.tables))


def below(exhibit: Exhibit, tongue: Tongue) -> tuple[Phrase, ...]:
    """Give what stands below a table: its period, what hidden cells mean, and why they are."""
    own = [f"{tongue.says('period')}: {tongue.plain(exhibit.period)}."]
    if UNDER in exhibit.sheet.kinds:
        own.append(tongue.says("note-under"))
    if HIDDEN in exhibit.sheet.kinds:
        own.append(tongue.says("note-hidden"))
    if exhibit.reasons:
        own.append(tongue.says("note-why"))
    more = (tongue.phrase(text) for text in (*exhibit.reasons, *exhibit.notes))
    return (Phrase(" ".join(own), tongue.language), *more)


def _of_series(measured: Measured, series: Series, tongue: Tongue) -> Exhibit:
    key = f"{measured.key}-{series.key}"
    sheet = series_sheet(key, series, tongue)
    reasons = dict.fromkeys(p.why_not for p in series.points if not p.shown)
    drawn = (
        *of_estimates(key, series, tongue),
        *as_funnel(key, series, measured.tables, tongue),
    )
    return Exhibit(sheet, drawn, series.period, tuple(reasons))


def _of_table(measured: Measured, table: SafeTable, tongue: Tongue) -> Exhibit:
    key = f"{measured.key}-t{measured.tables.index(table) + 1}"
    sheet = table_sheet(key, table, tongue)
    return Exhibit(sheet, tuple(of_counts(key, table, tongue)), table.period, notes=table.notes)
