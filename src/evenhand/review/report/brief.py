"""The report in short: what to know before reading on."""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.review.report.classes import Standing
from evenhand.review.report.markup import Html, element, paragraph, section
from evenhand.review.report.reviewed import Reviewed
from evenhand.review.report.table import Share, table


def brief_part(read: Reviewed, standings: Sequence[Standing]) -> Html:
    """Write the part."""
    inputs = read.docket.manifest["inputs"]
    rows_read, rejected = (sum(item[key] for item in inputs) for key in ("read", "rejected"))
    return section(
        "brief",
        "In short",
        paragraph(
            f"{read.cases:,} cases were reviewed under {_documents(len(standings))}, "
            f"{read.days()}. Of {rows_read:,} rows read, {rejected:,} were rejected and are in no "
            "count. The table shows, for each document, where most cases stand on the record and "
            "for how many that is settled."
        ),
        _table(read, standings),
    )


def _documents(count: int) -> str:
    return "one document" if count == 1 else f"{count:,} documents"


def _table(read: Reviewed, standings: Sequence[Standing]) -> Html:
    rows = [
        (
            element("a", standing.instrument.title, href=f"#classes-{n}"),
            _in_force(standing),
            _most(read, standing),
            standing.total("settled"),
            Share(standing.total("settled"), read.cases),
            read.cases - standing.total("settled"),
        )
        for n, standing in enumerate(standings, 1)
    ]
    heads = (
        "Document",
        "In force on the review day",
        "Most cases stand in",
        "Settled cases",
        f"Settled, share of {read.cases:,} cases",
        "Could still change (cases)",
    )
    return table("brief-table", "Where the cases stand", heads, rows)


def _in_force(standing: Standing) -> str:
    outside, cases = standing.total("outside"), standing.total("cases")
    if not outside:
        return "yes"
    return (
        "no: COUNTERFACTUAL" if outside == cases else f"not for {outside:,} cases: COUNTERFACTUAL"
    )


def _most(read: Reviewed, standing: Standing) -> str:
    if not read.cases:
        return "–"
    id, count = max(standing.classes.items(), key=lambda item: item[1].cases)
    return f"{id}: {count.cases:,} ({Share(count.cases, read.cases)})"
