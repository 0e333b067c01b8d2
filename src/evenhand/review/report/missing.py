"""Part 4: the facts that are missing, and those of them that decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evenhand.docket.catalogue import Fact, catalogue
from evenhand.docket.words import places
from evenhand.engines.duck import name
from evenhand.guidance.instrument import Instrument
from evenhand.review.report.chart import Bar, Chart, charts
from evenhand.review.report.markup import Html, code, element, joined, paragraph, section
from evenhand.review.report.reviewed import Reviewed
from evenhand.review.report.table import Share, table

SHOWN = 15
SOURCES = {"eoir": "court files (EOIR)", "i213": "apprehension form I-213", "ice": "ICE files"}
KINDS = {
    "recorded": "recorded",
    "derived": "derived",
    "judged": "for a person to judge",
}


@dataclass(frozen=True)
class Known:
    """In how many cases nothing is known of a fact, and in how many only a range."""

    unknown: int
    ranged: int


@dataclass(frozen=True)
class Missing:
    """One fact of an instrument: how often it is missing, and how often that can change a class."""

    fact: Fact
    known: Known
    decides: int


def count_known(read: Reviewed) -> dict[str, Known]:
    """Count what the docket knows on the review day, for every fact an instrument reads."""
    asked = (fact for i in read.instruments for fact in _facts(read, i))
    facts = list({fact.name: fact for fact in asked}.values())
    if not facts:
        return {}
    row = read.rows(
        f"SELECT {', '.join(text for fact in facts for text in _counted(fact, _cut(read)))} "
        f"FROM {read.docket.table('facts')}"
    )[0]
    counts = [count or 0 for count in row]
    return {fact.name: Known(*counts[2 * n : 2 * n + 2]) for n, fact in enumerate(facts)}


def _facts(read: Reviewed, instrument: Instrument) -> Iterator[Fact]:
    names = instrument.catalogue.in_order(read.codes(instrument).facts)
    return (instrument.catalogue[fact] for fact in names)


def _cut(read: Reviewed) -> str | None:
    """Give the day after which a date was not yet known: for a review earlier than the docket."""
    if read.first is None or read.first != read.last or str(read.first) == read.docket.as_of:
        return None
    return f"DATE '{read.first}'"


def _counted(fact: Fact, cut: str | None) -> tuple[str, str]:
    """Write in how many cases a fact is unknown, and in how many known only as a range."""
    if not fact.is_span:
        at = places(catalogue())[fact.name]
        return f"count_if(((yes_{at.word} | no_{at.word}) & {at.bit}) = 0)", "0"
    low, high = (name(column) for column in fact.columns)
    if fact.type == "date" and cut:
        low, high = (f"CASE WHEN {end} <= {cut} THEN {end} END" for end in (low, high))
    known = f"coalesce({low}, {high}) IS NOT NULL"
    return f"count_if(NOT ({known}))", f"count_if({known} AND ({low}) IS DISTINCT FROM ({high}))"


def count_missing(read: Reviewed, instrument: Instrument, known: dict[str, Known]) -> list[Missing]:
    """Count for each fact of an instrument, in the asking order, where it can change the class."""
    codes = read.codes(instrument)
    recorded, judged = read.bits(
        instrument, {"decisive_facts": codes.fact_bits, "judged_facts_open": codes.judged_bits}
    )
    decides = recorded | judged
    return [
        Missing(fact, known[fact.name], decides[fact.name]) for fact in _facts(read, instrument)
    ]


def missing_part(read: Reviewed) -> Html:
    """Write the part."""
    known = count_known(read)
    return section(
        "facts",
        "4. Which facts are missing, and which of them decide",
        paragraph(
            "This part shows which questions are open most often, and where asking is worth most: "
            "a missing fact decides in a case if knowing it, alone or with other missing facts, "
            "could change the class. The charts show the facts that decide in most cases; the "
            "tables have all facts that the document reads, in the order in which a reviewer asks; "
            "the last table says where each would come from."
        ),
        *(_instrument(read, n, i, known) for n, i in enumerate(read.instruments, 1)),
        _sources(known),
    )


def _instrument(
    read: Reviewed, place: int, instrument: Instrument, known: dict[str, Known]
) -> Html:
    facts = count_missing(read, instrument, known)
    return joined(
        (
            element("h3", instrument.title, " ", code(instrument.id), id=f"facts-{place}"),
            _chart(read, place, instrument, facts),
            _table(read, place, instrument, facts),
        )
    )


def _chart(read: Reviewed, place: int, instrument: Instrument, facts: list[Missing]) -> Html:
    deciding = [item for item in facts if item.decides]
    if not deciding:
        return paragraph("No missing fact can change the class of any case.")
    top = sorted(deciding, key=lambda item: -item.decides)[:SHOWN]
    chart = Chart(
        f"facts-chart-{place}",
        f"Facts that decide in most cases, {instrument.id}",
        f"The {len(top)} facts whose absence can change the class of most cases, most first.",
        read.cases,
    )
    bars = [
        Bar(
            f"{item.decides:,} ({Share(item.decides, read.cases)})", item.fact.asks, (item.decides,)
        )
        for item in top
    ]
    return charts(chart, bars)


def _table(read: Reviewed, place: int, instrument: Instrument, facts: list[Missing]) -> Html:
    rows = [
        (
            joined((paragraph(item.fact.asks), _name(item.fact))),
            KINDS[item.fact.kind],
            item.known.unknown,
            item.known.ranged,
            item.decides,
            Share(item.decides, read.cases),
        )
        for item in facts
    ]
    heads = (
        "Question",
        "Kind",
        "Unknown in (cases)",
        "Known only as a range in (cases)",
        "Decides in (cases)",
        f"Decides, share of {read.cases:,} cases",
    )
    return table(f"facts-table-{place}", f"Facts that {instrument.id} reads", heads, rows)


def _name(fact: Fact) -> Html:
    link = element("a", fact.name, href=f"#from-{fact.name}")
    return paragraph(link, class_="cite")


def _sources(known: Mapping[str, Known]) -> Html:
    """Say once, for all documents, where each fact would come from."""
    facts = [catalogue()[name] for name in catalogue().in_order(known)]
    rows = [
        (element("span", fact.name, id=f"from-{fact.name}"), fact.asks, comes_from(fact))
        for fact in facts
    ]
    heads = ("Fact", "Question", "Where it would come from")
    return joined(
        (
            element("h3", "Where each fact would come from", id="facts-from"),
            table("facts-from-table", "Sources of each fact that was read", heads, rows),
        )
    )


def comes_from(fact: Fact) -> str:
    """Say in words which records would supply a fact."""
    if fact.kind == "judged":
        return "a person sets it on the case; no record is asked"
    named = [f"{SOURCES.get(kind, kind)}: {columns}" for kind, columns in fact.sources.items()]
    if fact.rule:
        named.insert(0, f"derived: {fact.rule}")
    return "; ".join([*named, "an office’s or a clinic’s own file"])
