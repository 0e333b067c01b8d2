"""Part 2: cases by class on the record, and the classes they could still come to be in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evenhand.engines.duck import literal
from evenhand.guidance.instrument import Class, Instrument
from evenhand.review.report.chart import Bar, Chart, charts
from evenhand.review.report.marks import in_its_words
from evenhand.review.report.markup import (
    Html,
    bullets,
    code,
    element,
    folded,
    joined,
    paragraph,
    section,
)
from evenhand.review.report.reviewed import Reviewed
from evenhand.review.report.table import Share, table

BEARS = {
    "for": "for the respondent",
    "against": "against the respondent",
    "person decides": "a person decides",
    "none": "neither way",
}


@dataclass(frozen=True)
class ClassCount:
    """The cases on the record in one class; ``settled`` can be in no other one.

    In ``judged`` the class can change, and only by what a person has still to judge; ``milder``
    stand in a class that weighs against them and could come to be in one that does not;
    ``outside`` were reviewed on a day on which the instrument was not in force; ``possible`` says
    how many could come to be in each class.
    """

    cases: int
    settled: int
    judged: int
    milder: int
    outside: int
    possible: dict[str, int]


@dataclass(frozen=True)
class Standing:
    """Where the cases stand under one instrument."""

    instrument: Instrument
    classes: dict[str, ClassCount]

    def total(self, what: str) -> int:
        """Sum ``cases`` or any other count of cases over the classes."""
        return sum(getattr(count, what) for count in self.classes.values())


def count_classes(read: Reviewed, instrument: Instrument) -> Standing:
    """Count the cases of an instrument by class, in its order."""
    bits = read.codes(instrument).class_bits
    since, until = instrument.in_force.since, instrument.in_force.until
    outside = f"as_of < DATE '{since}'" + (f" OR as_of >= DATE '{until}'" if until else "")
    possible = ", ".join(f"count_if((possible_classes & {bit}) <> 0)" for bit in bits.values())
    milder = " ".join(
        f"WHEN {literal(id)} THEN {sum(bits[other] for other in instrument.milder_than(id))}"
        for id in bits
    )
    found = read.rows(
        "SELECT CAST(class AS VARCHAR), count(*), count_if(bit_count(possible_classes) = 1), "
        "count_if(bit_count(possible_classes) > 1 AND decisive_facts = 0), "
        f"count_if((possible_classes & CASE CAST(class AS VARCHAR) {milder} END) <> 0), "
        f"count_if({outside}), {possible} FROM {read.findings.table} "
        f"WHERE instrument = {literal(instrument.id)} GROUP BY ALL"
    )
    counts = {
        id: ClassCount(cases, settled, judged, less, outside, dict(zip(bits, could, strict=True)))
        for id, cases, settled, judged, less, outside, *could in found
    }
    empty = ClassCount(0, 0, 0, 0, 0, dict.fromkeys(bits, 0))
    return Standing(instrument, {id: counts.get(id, empty) for id in instrument.classes})


def count_levels(read: Reviewed, instrument: Instrument) -> list[tuple[str, int]]:
    """Count the cases of an instrument by the level of review it asks for."""
    return read.rows(
        "SELECT coalesce(nullif(review_level, ''), 'the document names none') AS level, count(*) "
        f"FROM {read.findings.table} WHERE instrument = {literal(instrument.id)} "
        "GROUP BY level ORDER BY count(*) DESC, level"
    )


def classes_part(read: Reviewed, standings: list[Standing]) -> Html:
    """Write the part."""
    return section(
        "classes",
        "2. What each instrument makes of the cases",
        paragraph(
            "This part shows in which class of each document the cases stand on the record, and "
            "how many could still come to be in another class if what is missing were known. A "
            "class is the first in the document’s order that holds; what is unknown counts as not "
            "met."
        ),
        *(_instrument(read, n, standing) for n, standing in enumerate(standings, 1)),
    )


def _instrument(read: Reviewed, place: int, standing: Standing) -> Html:
    instrument = standing.instrument
    return joined(
        (
            element("h3", instrument.title, " ", code(instrument.id), id=f"classes-{place}"),
            paragraph(instrument.citation, ". ", in_force(instrument)),
            counterfactual(read, standing),
            _settled(read, standing),
            _chart(read, place, standing),
            _table(read, place, standing),
            _possible(place, standing),
            _levels(read, place, instrument),
            folded(f"Notes that stand in {instrument.id}", bullets(instrument.notes))
            if instrument.notes
            else "",
        )
    )


def in_force(instrument: Instrument) -> str:
    """Say in words between which days an instrument was in force."""
    since, until = instrument.in_force.since, instrument.in_force.until
    if until is None:
        return f"In force from {since}; no ending is recorded."
    ended = instrument.in_force.ended_by
    return f"In force from {since} until {until} (that day not included)" + (
        f"; ended by: {ended}." if ended else "."
    )


def counterfactual(read: Reviewed, standing: Standing) -> Html:
    """Say which cases were reviewed on a day on which the instrument was not in force."""
    outside, cases = standing.total("outside"), standing.total("cases")
    if not outside:
        return paragraph(f"It was in force on the review day of every case ({read.days()}).")
    which = "all" if outside == cases else f"{outside:,} of"
    return paragraph(
        element("strong", "COUNTERFACTUAL: "),
        f"for {which} {cases:,} cases the review day lies outside these dates (reviewed "
        f"{read.days()}). For them the counts say what the document would have made of the case, "
        "not what governed it.",
        class_="warning",
    )


def _settled(read: Reviewed, standing: Standing) -> Html:
    settled, judged = standing.total("settled"), standing.total("judged")
    open_ones = (
        f" For {judged:,} of these no missing record can change it, only what a person has still "
        "to judge."
    )
    against = sum(c.cases for item, c in _pairs(standing) if item.bearing == "against")
    milder = (
        f" Of the {against:,} that stand in a class that weighs against them, "
        f"{standing.total('milder'):,} could still come to be in one that does not: of these only "
        "what weighs against them is proven so far."
    )
    return paragraph(
        f"Of {read.cases:,} cases, {settled:,} ({Share(settled, read.cases)}) are settled: nothing "
        f"that is missing can change their class. The other {read.cases - settled:,} could still "
        f"come to be in another class.{open_ones if judged else ''}{milder if against else ''}"
    )


def _chart(read: Reviewed, place: int, standing: Standing) -> Html:
    id = standing.instrument.id
    chart = Chart(
        f"classes-chart-{place}",
        f"Cases by class on the record, {id}",
        "One bar for each class, in the document’s order.",
        read.cases,
    )
    bars = [
        Bar(f"{c.cases:,} ({Share(c.cases, read.cases)})", item.says, (c.cases,))
        for item, c in _pairs(standing)
    ]
    return charts(chart, bars)


def _pairs(standing: Standing) -> Iterator[tuple[Class, ClassCount]]:
    for id, count in standing.classes.items():
        yield standing.instrument.classes[id], count


def _table(read: Reviewed, place: int, standing: Standing) -> Html:
    rows = [
        (
            item.id,
            in_its_words(item),
            BEARS[item.bearing],
            count.cases,
            Share(count.cases, read.cases),
            count.settled,
            count.cases - count.settled,
        )
        for item, count in _pairs(standing)
    ]
    cases, settled = standing.total("cases"), standing.total("settled")
    return table(
        f"classes-table-{place}",
        f"Cases by class on the record, {standing.instrument.id}",
        (
            "Class",
            "In the document’s words",
            "Weighs",
            "Cases",
            f"Share of {read.cases:,} cases",
            "Settled cases",
            "Could still change",
        ),
        rows,
        ("All classes", "", "", cases, Share(cases, read.cases), settled, cases - settled),
    )


def _possible(place: int, standing: Standing) -> Html:
    ids = list(standing.classes)
    rows = [
        (id, count.cases, *(count.possible[other] for other in ids))
        for id, count in standing.classes.items()
    ]
    return joined(
        (
            paragraph(
                "The next table reads from the left: of the cases on the record in a class, how "
                "many could come to be in each class. A case is counted in every class it could "
                "be in, its own included, so a row adds up to more than its cases."
            ),
            table(
                f"possible-table-{place}",
                "Class on the record (rows) and possible classes (columns), "
                f"{standing.instrument.id}",
                ("On the record", "Cases", *(f"could be {id}" for id in ids)),
                rows,
            ),
        )
    )


def _levels(read: Reviewed, place: int, instrument: Instrument) -> Html:
    levels = count_levels(read, instrument)
    if len(levels) < 2:
        return paragraph(f"Level of review for every case: {levels[0][0] if levels else '–'}.")
    rows = [(level, cases, Share(cases, read.cases)) for level, cases in levels]
    return table(
        f"levels-table-{place}",
        f"Cases by level of review, {instrument.id}",
        ("Level of review", "Cases", f"Share of {read.cases:,} cases"),
        rows,
    )
