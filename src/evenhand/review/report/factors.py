"""Part 3: how many cases meet each factor, do not, or cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from evenhand.guidance.instrument import Factor, Instrument
from evenhand.review.report.chart import Bar, Chart, charts, legend
from evenhand.review.report.marks import in_its_words, marks_in_words
from evenhand.review.report.markup import Html, code, element, joined, paragraph, section
from evenhand.review.report.reviewed import Reviewed
from evenhand.review.report.table import Share, table

WEIGHS = {
    "for": "for the respondent",
    "against": "against the respondent",
    "either": "either way: a person says which",
    "care": "asks for care",
}
FILLS = (
    ("full", "yes: met"),
    ("plain", "no: not met"),
    ("hatched", "cannot tell: a fact is missing"),
)


@dataclass(frozen=True)
class FactorCount:
    """The answers to one factor over all cases."""

    factor: Factor
    yes: int
    no: int
    cannot_tell: int


def count_factors(read: Reviewed, instrument: Instrument) -> list[FactorCount]:
    """Count the answers to each factor of an instrument, in the document's order."""
    bits = read.codes(instrument).factor_bits
    yes, unknown = read.bits(instrument, {"yes": bits, "unknown": bits})
    return [
        FactorCount(factor, yes[id], read.cases - yes[id] - unknown[id], unknown[id])
        for id, factor in instrument.factors.items()
    ]


def factors_part(read: Reviewed) -> Html:
    """Write the part."""
    return section(
        "factors",
        "3. Which factors were met",
        paragraph(
            "This part shows, for every factor in the document’s order, in how many cases the "
            "answer is yes, no, or cannot tell because a fact is missing. The three add up to the "
            f"number of cases. The mark after each citation says how far its words were confirmed "
            f"({marks_in_words()})."
        ),
        legend(FILLS),
        *(_instrument(read, n, instrument) for n, instrument in enumerate(read.instruments, 1)),
    )


def _instrument(read: Reviewed, place: int, instrument: Instrument) -> Html:
    counts = count_factors(read, instrument)
    lists = groupby(counts, key=lambda count: count.factor.list)
    parts = (
        _list(read, f"{place}-{n}", instrument, list(group))
        for n, (_, group) in enumerate(lists, 1)
    )
    heading = element("h3", instrument.title, " ", code(instrument.id), id=f"factors-{place}")
    return joined((heading, *parts))


def _list(read: Reviewed, key: str, instrument: Instrument, counts: Sequence[FactorCount]) -> Html:
    item = instrument.lists[counts[0].factor.list]
    named = f"factors of list {item.id} of {instrument.id}"
    chart = Chart(
        f"factors-chart-{key}",
        f"Answers to the {named}",
        "One bar for each factor, divided into yes, no and cannot tell.",
        read.cases,
        tuple(fill for fill, _ in FILLS),
    )
    return joined(
        (
            element("h4", f"List {item.id}: {item.says}"),
            charts(chart, [_bar(count) for count in counts if count.yes or count.no]),
            _undrawn(counts),
            _table(read, key, named, counts),
        )
    )


def _undrawn(counts: Sequence[FactorCount]) -> Html:
    """Name the factors of which nothing at all can be said: their bars would all be alike."""
    ids = [count.factor.id for count in counts if not (count.yes or count.no)]
    if not ids:
        return Html("")
    return paragraph(f"Cannot tell in any case, and so not drawn: {', '.join(ids)}.")


def _bar(count: FactorCount) -> Bar:
    return Bar(
        f"yes {count.yes:,} · no {count.no:,} · cannot\u00a0tell\u00a0{count.cannot_tell:,}",
        f"{count.factor.id}: {count.factor.says}",
        (count.yes, count.no, count.cannot_tell),
    )


def _table(read: Reviewed, key: str, named: str, counts: Sequence[FactorCount]) -> Html:
    rows = [
        (
            count.factor.id,
            in_its_words(count.factor),
            WEIGHS[count.factor.weighs],
            count.yes,
            count.no,
            count.cannot_tell,
            Share(count.cannot_tell, read.cases),
        )
        for count in counts
    ]
    heads = (
        "Factor",
        "In the document’s words",
        "How it weighs",
        "Yes",
        "No",
        "Cannot tell",
        f"Cannot tell, share of {read.cases:,} cases",
    )
    return table(f"factors-table-{key}", f"Answers to the {named}", heads, rows)
