"""The worksheet for counsel: what is left to do, to show and to know. It is never filed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evenhand.docket.catalogue import catalogue
from evenhand.request.asking import answered, cited, exhibits, weighing
from evenhand.request.blanks import open_blanks
from evenhand.request.pages import Block, Heading, Pages, Paragraph, Points, Rows

TITLE = "Worksheet for counsel: not for filing"
GUARDED = ("confidential", "medical", "victim")


def worksheet_of(explained: Mapping[str, Any], given: Mapping[str, str]) -> Pages:
    """Make the worksheet that goes with a request."""
    findings = explained["findings"]
    blocks = (
        *_left_to_do(findings, given),
        *_still_to_show(findings),
        *_against(findings),
        *_unknown_against(findings),
        *_made_of_it(findings),
        *_sources(explained["facts"]),
    )
    return Pages(TITLE, "Privileged and confidential: attorney work product", blocks)


def _left_to_do(findings: Sequence[Mapping[str, Any]], given: Mapping[str, str]) -> Iterator[Block]:
    yield Heading("Before the request can be filed")
    lettered = exhibits(findings)
    places = {
        f"{one['citation']}, {cite['where']} ({cite['status']})"
        for one in findings
        if weighing(one, "for")
        for cite in (one["cite"], *(factor["cite"] for factor in weighing(one, "for")))
        if cite["status"] != "primary"
    }
    guarded = [fact for fact in lettered if catalogue()[fact].protection in GUARDED]
    points = [f"Fill in: {words}." for words in open_blanks(given)]
    points += [
        f"Attach exhibit {letter}: what answers “{catalogue()[fact].asks}”"
        for fact, letter in lettered.items()
    ]
    points += [f"Compare with the document itself: {place}." for place in sorted(places)]
    points += [
        f"The answer to “{catalogue()[fact].asks}” is {catalogue()[fact].protection}: have the "
        "client's consent to disclose it, and ask how it must be filed."
        for fact in guarded
    ]
    yield Points((*points, "Read every statement with the client; sign only what is true."))


def _still_to_show(findings: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    yield Heading("Facts still to be shown")
    yield Paragraph(
        "These factors would weigh for the respondent. They are not on the record, and not against "
        "the respondent either: what is unknown counts for nothing. Facts that can change what the "
        "guidance makes of the case come first."
    )
    yield from _unknown(findings, ("for",))


def _unknown_against(findings: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    yield Heading("What the office may look for")
    yield Paragraph(
        "These factors would or could weigh against the respondent if they were proven. None is. "
        "Know the answers before the request is filed."
    )
    yield from _unknown(findings, ("against", "either"))


def _unknown(findings: Sequence[Mapping[str, Any]], ways: tuple[str, ...]) -> Iterator[Block]:
    for one in findings:
        decisive = [question["fact"] for question in one["decisive_facts"]]
        factors = [factor for factor in one["cannot_tell"] if factor["weighs"] in ways]
        factors.sort(key=lambda factor: not set(decisive) & set(factor["missing"]))
        rows = tuple(
            (
                f"{factor['says'][:1].upper()}{factor['says'][1:]}",
                " ".join(catalogue()[fact].asks for fact in factor["missing"]),
                cited(factor["cite"]),
            )
            for factor in factors
        )
        if rows:
            yield Rows(
                one["title"], ("The guidance names", "To find out", "Where it is named"), rows
            )
        else:
            yield Paragraph(f"{one['title']}: none.")


def _against(findings: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    yield Heading("What weighs against, and is on the record")
    yield Paragraph(
        "None of this is in the request. Counsel decides whether and how to address it."
    )
    for one in findings:
        rows = tuple(
            (
                f"{factor['says'][:1].upper()}{factor['says'][1:]}",
                " ".join(answered(fact, value) for fact, value in factor["on"].items()),
                cited(factor["cite"]),
            )
            for way in ("against", "either")
            for factor in weighing(one, way)
        )
        if rows:
            yield Rows(
                one["title"], ("The guidance names", "On the record", "Where it is named"), rows
            )
        else:
            yield Paragraph(f"{one['title']}: none.")


def _rows_or_none(
    finding: Mapping[str, Any], middle: str, rows: tuple[tuple[str, ...], ...]
) -> Iterator[Block]:
    if rows:
        yield Rows(finding["title"], ("The guidance names", middle, "Where it is named"), rows)
    else:
        yield Paragraph(f"{finding['title']}: none.")


def _made_of_it(findings: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    yield Heading("What each document makes of the case")
    yield Rows(
        "Classes",
        ("Document", "On the record", "Could still come to be"),
        tuple(
            (
                f"{one['title']} (version {one['version']})",
                f"{one['says']} ({cited(one['cite'])})",
                ", ".join(id for id in one["possible_classes"] if id != one["class"])
                or "nothing else",
            )
            for one in findings
        ),
    )


def _sources(facts: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    yield Heading("Where each fact is from")
    yield Rows(
        "Facts",
        ("Fact", "Value", "From"),
        tuple(
            (
                catalogue()[fact["fact"]].asks,
                fact["value"],
                "; ".join(_from(origin) for origin in fact["from"]),
            )
            for fact in facts
        ),
    )


def _from(origin: Mapping[str, Any]) -> str:
    if "file" not in origin:
        return str(origin["source"])
    return f"{origin['source']}: {origin['file']}, row {origin['row']}, {origin['column']}"
