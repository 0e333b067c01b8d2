"""One measure on a page: the question, the answer in plain words, charts and tables, and method."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.publish.answer import answers
from evenhand.publish.edition import Measured, Vintage
from evenhand.publish.exhibit import Exhibit, exhibits
from evenhand.publish.markup import Html, bullets, element, lines, paragraph, said
from evenhand.publish.page.figures import figure
from evenhand.publish.page.tables import table
from evenhand.publish.sheet import HIDDEN, UNDER
from evenhand.publish.tongue import Tongue


def measure_part(measured: Measured, vintage: Vintage, tongue: Tongue) -> Html:
    """Write the section of one measure."""
    key = measured.key
    heading = element("h2", said(tongue.phrase(measured.told.question), tongue), id=f"{key}-title")
    answer = element(
        "div",
        *(paragraph(said(phrase, tongue)) for phrase in answers(measured, tongue)),
        class_="answer",
    )
    shown = [_exhibit(exhibit, tongue) for exhibit in exhibits(measured, tongue)]
    body = lines([heading, answer, *shown, _definition(measured, vintage, tongue)])
    return element("section", body, id=key, aria_labelledby=f"{key}-title")


def _exhibit(exhibit: Exhibit, tongue: Tongue) -> Html:
    return element(
        "div",
        lines([*map(figure, exhibit.pictures), table(exhibit.sheet, tongue),
               *_below(exhibit, tongue)]),
        class_="exhibit",
    )  # fmt: skip


def _below(exhibit: Exhibit, tongue: Tongue) -> Iterator[Html]:
    notes = [f"{tongue.says('period')}: {tongue.plain(exhibit.period)}."]
    if UNDER in exhibit.sheet.kinds:
        notes.append(tongue.says("note-under"))
    if HIDDEN in exhibit.sheet.kinds:
        notes.append(tongue.says("note-hidden"))
    yield paragraph(" ".join(notes), class_="note")
    if exhibit.reasons:
        reasons = bullets(said(tongue.phrase(reason), tongue) for reason in exhibit.reasons)
        yield element("div", paragraph(tongue.says("note-why")), reasons, class_="note")
    for note in exhibit.notes:
        yield paragraph(said(tongue.phrase(note), tongue), class_="note")


def _definition(measured: Measured, vintage: Vintage, tongue: Tongue) -> Html:
    told = measured.told
    rows = [
        ("counted", said(tongue.phrase(told.counted), tongue)),
        ("of", said(tongue.phrase(told.of), tongue)),
        ("period", lines(_periods(measured, tongue))),
        ("records", said(tongue.phrase(vintage.records), tongue)),
        ("method", said(tongue.phrase(told.method), tongue)),
    ]
    if told.sources:
        rows.append(("sources", bullets(_sources(measured, tongue))))
    limits = [*told.cannot_show, *(limit for t in measured.tables for limit in t.limits)]
    if limits:
        rows.append(
            ("cannot-show", bullets(said(tongue.phrase(x), tongue) for x in dict.fromkeys(limits)))
        )
    terms = [
        part
        for key, what in rows
        for part in (element("dt", tongue.says(key)), element("dd", what))
    ]
    heading = element("h3", tongue.says("definition"))
    return lines([heading, element("dl", *terms)])


def _periods(measured: Measured, tongue: Tongue) -> list[str]:
    given = [one.period for one in (*measured.tables, *measured.estimates)]
    return [tongue.plain(period) for period in sorted(set(given))]


def _sources(measured: Measured, tongue: Tongue) -> Iterator[Html]:
    for says, mark in measured.told.sources:
        phrase = said(tongue.phrase(says), tongue)
        yield Html(f"{phrase} ({tongue.says(f'mark-{mark}')})")
