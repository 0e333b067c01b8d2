"""The columns of the data files: their names, kinds, and what each means in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evenhand.disclosure.safe_table import SafeEstimate, SafeTable
from evenhand.publish.edition import Edition
from evenhand.publish.tongue import Tongue

TEXT, WHOLE, DECIMAL = "string", "integer", "number"
Row = tuple[str | int | float | None, ...]


@dataclass(frozen=True)
class Column:
    """One column. ``means`` is the key of its sentence, ``about`` what that is filled with."""

    name: str
    kind: str
    means: str
    about: str = ""

    def says(self, tongue: Tongue) -> str:
        """Say what it means."""
        return tongue.says(self.means, what=tongue.plain(self.about))


@dataclass(frozen=True)
class DataFile:
    """One table as it is written: the name of its files, its title, columns and rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: tuple[str, ...]
    rule: str
    period: str
    notes: tuple[str, ...] = field(default=())


def data_files(edition: Edition) -> tuple[DataFile, ...]:
    """Give the data files of an edition: one for each table, one for the estimates of a measure."""
    made = [_of_table(measured.key, n, table) for measured in edition.measures
            for n, table in enumerate(measured.tables, 1)]  # fmt: skip
    made += [
        _of_estimates(measured.key, measured.told.question, measured.estimates)
        for measured in edition.measures
        if measured.estimates
    ]
    return tuple(sorted(made, key=lambda file: file.name))


# What a table's own columns are called; a division of that name takes another.
_OWN = ("shown", "state", "at_least", "at_most", "drawn_at")


def _of_table(measure: str, number: int, table: SafeTable) -> DataFile:
    columns, keys = [], []
    for dimension in table.dimensions:
        name = _name(dimension.name)
        name = f"{name}_division" if name in _OWN else name
        keys.append(f"{name}_code")
        columns += [
            Column(f"{name}_code", TEXT, "column-code", dimension.says),
            Column(name, TEXT, "column-says", dimension.says),
        ]
    columns += [
        *(
            Column(name, kind, means)
            for name, kind, means in zip(
                _OWN,
                (TEXT, TEXT, WHOLE, WHOLE, WHOLE),
                ("column-shown", "column-state", "column-low", "column-high", "column-drawn"),
                strict=True,
            )
        ),
    ]
    rows = tuple(
        (
            *(part for pair in zip(cell.at, table.words(cell), strict=True) for part in pair),
            cell.text, cell.state, cell.low, cell.high, cell.drawn,
        )
        for cell in table.cells
    )  # fmt: skip
    return DataFile(
        f"{measure}-{number}", table.title, tuple(columns), rows, tuple(keys), table.rule,
        table.period, (*table.notes, *table.limits),
    )  # fmt: skip


def _of_estimates(measure: str, question: str, estimates: Sequence[SafeEstimate]) -> DataFile:
    says: Mapping[str, str] = {
        name: words
        for estimate in estimates
        for (name, _), (words, _) in zip(estimate.at, estimate.about, strict=True)
    }
    columns = [Column("says", TEXT, "column-says-estimate")]
    for name, words in sorted(says.items()):
        columns += [
            Column(f"{_name(name)}_code", TEXT, "column-code", words),
            Column(_name(name), TEXT, "column-says", words),
        ]
    columns += [
        Column("population", TEXT, "column-population"),
        Column("period", TEXT, "column-period"),
        Column("unit", TEXT, "column-unit"),
        Column("number", DECIMAL, "column-estimate"),
        Column("from", DECIMAL, "column-from"),
        Column("to", DECIMAL, "column-to"),
        Column("step", DECIMAL, "column-step"),
        Column("method", TEXT, "column-method"),
        Column("why_not_shown", TEXT, "column-why"),
    ]
    rows = tuple(_estimate(estimate, sorted(says)) for estimate in estimates)
    keys = ("says", *(f"{_name(name)}_code" for name in sorted(says)), "population", "period")
    return DataFile(f"{measure}-estimates", question, tuple(columns), rows, keys,
                    estimates[0].rule, estimates[0].period)  # fmt: skip


def _estimate(estimate: SafeEstimate, names: Sequence[str]) -> Row:
    codes = dict(estimate.at)
    words = {name: said for (name, _), (_, said) in zip(estimate.at, estimate.about, strict=True)}
    return (
        estimate.says,
        *(part for name in names for part in (codes.get(name, "*"), words.get(name, "Total"))),
        estimate.population, estimate.period, estimate.unit, estimate.drawn, estimate.drawn_low,
        estimate.drawn_high, float(estimate.step), estimate.method, estimate.why_not,
    )  # fmt: skip


def _name(name: str) -> str:
    return name.replace("-", "_")
