"""The request itself: what is asked, under which guidance, and what weighs for the respondent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from evenhand.docket.catalogue import catalogue
from evenhand.request.blanks import filled
from evenhand.request.pages import Block, Heading, Pages, Paragraph, Points, Rows
from evenhand.terms.refusal import BadInput

TITLE = "Request for the exercise of prosecutorial discretion"
# Stands beside a place in a document that nobody compared with the document; the worksheet lists
# them, with how far each was confirmed.
CHECK = "[check]"
Finding = Mapping[str, Any]


def request_of(
    explained: Mapping[str, Any], form: Mapping[str, str], given: Mapping[str, str]
) -> Pages:
    """Make the request from the explanation of a case.

    ``form`` has what is asked for and its citation (``says``, ``citation``, ``status``); ``given``
    fills blanks in. Only what is proven and weighs for the respondent is in it. Raises BadInput
    if nothing is.
    """
    findings = [one for one in explained["findings"] if weighing(one, "for")]
    if not findings:
        raise BadInput(
            "Nothing that weighs for the respondent is on the record under "
            f"{', '.join(one['instrument'] for one in explained['findings']) or 'no guidance'}.",
            "evenhand explain says which facts to ask for first; record them, then ask again.",
        )
    return Pages(TITLE, TITLE, tuple(_blocks(findings, form, filled(given))))


def weighing(finding: Finding, way: str) -> list[Mapping[str, Any]]:
    """Give the factors that are met and weigh this way (for, against, either)."""
    return [factor for factor in finding["yes"] if factor["weighs"] == way]


def exhibits(findings: Sequence[Finding]) -> dict[str, str]:
    """Give each fact that a request rests on its letter, in the order of the catalogue."""
    facts = {fact for one in findings for f in weighing(one, "for") for fact in f["rests_on"]}
    return dict(zip(catalogue().in_order(facts), letters(), strict=False))


def letters() -> Iterator[str]:
    """A to Z, then AA, AB and so on."""
    yield from ascii_uppercase
    for first in letters():
        yield from (first + second for second in ascii_uppercase)


def cited(cite: Mapping[str, str]) -> str:
    """Write where a document says so, with a mark if that was not seen in the document itself."""
    return cite["where"] if cite["status"] == "primary" else f"{cite['where']} {CHECK}"


def answered(fact: str, value: str) -> str:
    """Write a fact as its question and its answer."""
    return f"{catalogue()[fact].asks} {value[:1].upper()}{value[1:]}."


def _blocks(
    findings: Sequence[Finding], form: Mapping[str, str], blanks: Mapping[str, str]
) -> Iterator[Block]:
    yield Rows(
        "The case",
        ("Item", "Entry"),
        (
            ("To", blanks["to"]),
            ("Respondent", blanks["respondent"]),
            ("A-number", blanks["a_number"]),
            ("Court", blanks["court"]),
            ("Next hearing", blanks["next_hearing"]),
        ),
    )
    yield Heading("What is asked")
    where = {"where": form["citation"], "status": form["status"]}
    yield Paragraph(
        "The respondent, through counsel, asks that prosecutorial discretion be exercised in this "
        f"form: {form['says']} ({cited(where)})."
    )
    yield Heading("The guidance")
    for one in findings:
        yield Paragraph(f"{one['title']} ({one['citation']}). {_governs(one)} {_class(one)}")
    lettered = exhibits(findings)
    yield Heading("What weighs for the respondent")
    for one in findings:
        factors = weighing(one, "for")
        yield Paragraph(f"Under {one['citation']}:")
        yield Points(
            tuple(_stated(factor, lettered) for factor in factors),
            tuple(f"{place}." for place in range(1, len(factors) + 1)),
        )
    yield Heading("Exhibits")
    yield Points(
        tuple(f"[name of the document], on: {catalogue()[fact].asks}" for fact in lettered),
        tuple(f"Exhibit {letter}." for letter in lettered.values()),
    )
    yield Heading("Signature")
    yield Paragraph(f"{blanks['attorney']}, counsel for the respondent")
    yield Paragraph(blanks["address"])
    yield Paragraph(blanks["signed_on"])


def _governs(finding: Finding) -> str:
    day = finding["as_of"]
    if finding["in_force"]:
        return f"It was in force on {day}."
    return f"[It was not in force on {day}: say why it is relied on, or take it out.]"


def _class(finding: Finding) -> str:
    """Say what the document makes of such a case, unless something that weighs against is met.

    Then the class is counsel's to address: it is on the worksheet.
    """
    if weighing(finding, "against"):
        return ""
    return f"Of such a case it says: {finding['says']} ({cited(finding['cite'])})."


def _stated(factor: Mapping[str, Any], lettered: Mapping[str, str]) -> str:
    """State a factor that is met, with what its words do not say: a date, a number."""
    carried = {fact: factor["on"][fact] for fact in factor["rests_on"]}
    told = [answered(fact, value) for fact, value in carried.items() if value not in ("yes", "no")]
    shown = f"Exhibit {', '.join(lettered[fact] for fact in carried)}."
    sentence = f"The respondent {factor['says']} ({cited(factor['cite'])})."
    return " ".join((sentence, *told, shown))
