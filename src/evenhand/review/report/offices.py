"""Part 5: the same counts office by office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evenhand.guidance.instrument import Instrument
from evenhand.review.report.chart import Bar, Chart, charts, legend
from evenhand.review.report.markup import Html, code, element, foreign, joined, paragraph, section
from evenhand.review.report.reviewed import Reviewed
from evenhand.review.report.table import Share, table

LISTED = 500  # a column that was taken for the office by mistake must not make a page of any size
SHOWN = 12
FILLS = (("hatched", "a decisive fact is missing"), ("plain", "no decisive fact is missing"))


@dataclass
class OfficeCount:
    """The cases of one office under one instrument; ``name`` None: no office is stated.

    ``together`` is the number of offices counted as one row, where there are too many to list.
    """

    name: str | None
    together: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    undecided: int = 0

    @property
    def cases(self) -> int:
        """The cases of the office."""
        return sum(self.classes.values())

    def shown(self) -> Html | str:
        """Write the office's name, as text."""
        if self.together:
            return f"{self.together:,} smaller ones together"
        return foreign(self.name) if self.name is not None else "not stated"


def place_column(read: Reviewed) -> str:
    """Give the column that says where a case is: its office or, where none is stated, its court."""
    found = read.rows(f"SELECT count(nullif(trim(office), '')) FROM {read.docket.table('cases')}")
    return "office" if found[0][0] else "court"


def count_offices(read: Reviewed, column: str) -> dict[str, list[OfficeCount]]:
    """Count by instrument and office, the largest offices first and those not stated last."""
    found = read.rows(
        f"""
        WITH stated AS (
            SELECT case_id, nullif(trim({column}), '') AS office FROM {read.docket.table("cases")}
        ), ranked AS (
            SELECT office, count(*) OVER () AS of,
                row_number() OVER (ORDER BY count(*) DESC, office) AS place
            FROM stated WHERE office IS NOT NULL GROUP BY office
        ), placed AS (
            SELECT case_id, least(place, {LISTED + 1}) AS place
            FROM stated JOIN ranked USING (office)
        ), counted AS (
            SELECT instrument, place, CAST(class AS VARCHAR) AS class, count(*) AS cases,
                count_if(decisive_facts <> 0) AS undecided
            FROM {read.findings.table} LEFT JOIN placed USING (case_id) GROUP BY ALL
        )
        SELECT instrument, place, CASE WHEN place <= {LISTED} THEN left(office, 200) END,
            CASE WHEN place > {LISTED} THEN of - {LISTED} ELSE 0 END, class, cases, undecided
        FROM counted LEFT JOIN ranked USING (place) ORDER BY place NULLS LAST
        """
    )
    offices: dict[str, dict[int | None, OfficeCount]] = {i.id: {} for i in read.instruments}
    for instrument, listed, called, together, class_id, cases, undecided in found:
        if instrument in offices:
            office = offices[instrument].setdefault(listed, OfficeCount(called, together))
            office.classes[class_id] = cases
            office.undecided += undecided
    return {id: list(rows.values()) for id, rows in offices.items()}


def offices_part(read: Reviewed, column: str) -> Html:
    """Write the part; ``column`` is that of ``place_column``."""
    offices = count_offices(read, column)
    instead = (
        "" if column == "office" else " No case states its office, so the court stands for it."
    )
    return section(
        "offices",
        f"5. By {column}",
        paragraph(
            f"This part shows each {column}’s cases by class on the record, and in how many of "
            "them a decisive fact is missing: a recorded or derived one that could still change "
            f"the class. The largest come first.{instead} It compares records, not people: cases "
            "of one place may differ from those of another."
        ),
        legend(FILLS),
        *(
            _instrument(n, instrument, column, offices[instrument.id])
            for n, instrument in enumerate(read.instruments, 1)
        ),
    )


def _instrument(
    place: int, instrument: Instrument, column: str, offices: Sequence[OfficeCount]
) -> Html:
    return joined(
        (
            element("h3", instrument.title, " ", code(instrument.id), id=f"offices-{place}"),
            _chart(place, instrument, column, offices),
            _table(place, instrument, column, offices),
        )
    )


def _chart(place: int, instrument: Instrument, column: str, offices: Sequence[OfficeCount]) -> Html:
    named = [office for office in offices if office.name is not None][:SHOWN]
    if not named:
        return Html("")
    largest = max(office.cases for office in named)
    chart = Chart(
        f"offices-chart-{place}",
        f"Cases with a decisive fact missing by {column}, {instrument.id}",
        f"The {len(named)} largest, each bar divided into cases with and without a decisive fact "
        "missing.",
        largest,
        tuple(fill for fill, _ in FILLS),
    )
    return charts(chart, [_bar(office) for office in named])


def _bar(office: OfficeCount) -> Bar:
    share = Share(office.undecided, office.cases)
    return Bar(
        f"{office.undecided:,} of {office.cases:,} cases ({share})",
        office.name or "",
        (office.undecided, office.cases - office.undecided),
    )


def _table(place: int, instrument: Instrument, column: str, offices: Sequence[OfficeCount]) -> Html:
    heads = (
        column.capitalize(),
        "Cases",
        *(f"{id} (cases)" for id in instrument.classes),
        "Decisive fact missing (cases)",
        f"Decisive fact missing, share of the {column}’s cases",
    )
    rows = [_row(office.shown(), instrument, [office]) for office in offices]
    return table(
        f"offices-table-{place}",
        f"Cases by {column} and class on the record, {instrument.id}",
        heads,
        rows,
        _row("Together", instrument, offices),
    )


def _row(
    named: Html | str, instrument: Instrument, offices: Sequence[OfficeCount]
) -> tuple[object, ...]:
    cases = sum(office.cases for office in offices)
    undecided = sum(office.undecided for office in offices)
    classes = (sum(o.classes.get(id, 0) for o in offices) for id in instrument.classes)
    return named, cases, *classes, undecided, Share(undecided, cases)
