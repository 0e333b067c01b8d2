"""One measure on a page: the question, the answer in plain words, charts and tables, and method."""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.publish.definition import Terms
from evenhand.publish.exhibit import Exhibit, below
from evenhand.publish.laid import Part
from evenhand.publish.markup import Html, bullets, element, lines, paragraph, said
from evenhand.publish.page.figures import figure
from evenhand.publish.page.tables import table
from evenhand.publish.tongue import Tongue


def measure_part(part: Part, tongue: Tongue) -> Html:
    """Write the section of one measure."""
    heading = element("h2", said(part.question, tongue), id=f"{part.key}-title")
    answer = element(
        "div", *(paragraph(said(phrase, tongue)) for phrase in part.answers), class_="answer"
    )
    shown = [exhibit_part(exhibit, tongue) for exhibit in part.exhibits]
    defined = (element("h3", tongue.says("definition")), terms(part.terms, tongue))
    body = lines([heading, answer, *shown, *defined])
    return element("section", body, id=part.key, aria_labelledby=f"{part.key}-title")


def exhibit_part(exhibit: Exhibit, tongue: Tongue) -> Html:
    """Write an exhibit: its charts, its table, and what stands below."""
    return element(
        "div",
        lines([*(figure(picture, tongue) for picture in exhibit.pictures),
               table(exhibit.sheet, tongue), *_below(exhibit, tongue)]),
        class_="exhibit",
    )  # fmt: skip


def _below(exhibit: Exhibit, tongue: Tongue) -> Iterator[Html]:
    for phrase in below(exhibit, tongue):
        yield paragraph(said(phrase, tongue), class_="note")


def terms(given: Terms, tongue: Tongue) -> Html:
    """Write terms with what is said of each, a list where it is more than one thing."""
    parts = []
    for key, phrases in given:
        each = [said(phrase, tongue) for phrase in phrases]
        parts += [
            element("dt", tongue.says(key)),
            element("dd", each[0] if len(each) == 1 else bullets(each)),
        ]
    return element("dl", *parts)
