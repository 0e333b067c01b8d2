"""The page: head, contents, parts and foot, in one file that asks nothing of any other."""

from __future__ import annotations

from importlib.resources import files

from evenhand import __version__
from evenhand.review.report.brief import brief_part
from evenhand.review.report.chart import patterns
from evenhand.review.report.classes import classes_part, count_classes
from evenhand.review.report.factors import factors_part
from evenhand.review.report.inputs import inputs_part
from evenhand.review.report.limits import limits_part
from evenhand.review.report.markup import Html, element, foreign, joined, paragraph
from evenhand.review.report.missing import missing_part
from evenhand.review.report.offices import offices_part, place_column
from evenhand.review.report.reviewed import Reviewed

NOTICE = "Internal: exact counts of small groups; not for publication"
# Nothing may be fetched, run or sent, whatever a record or an instrument holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(read: Reviewed) -> str:
    """Write the whole report."""
    body = element("body", joined(_body(read)))
    return f"<!DOCTYPE html>\n{element('html', _head(read), body, lang='en')}\n"


def _head(read: Reviewed) -> Html:
    style = files("evenhand.review.report").joinpath("page.css").read_text("utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="robots", content="noindex"),
        element("title", f"Review of {read.docket.folder.name}: {NOTICE}"),
        element("style", Html(style)),
    )


def _body(read: Reviewed) -> list[Html]:
    column = place_column(read)
    standings = [count_classes(read, instrument) for instrument in read.instruments]
    parts = (
        brief_part(read, standings),
        inputs_part(read),
        classes_part(read, standings),
        factors_part(read),
        missing_part(read),
        offices_part(read, column),
        limits_part(read),
    )
    return [
        element("a", "Skip to the report", href="#main", class_="skip"),
        patterns(),
        _header(read),
        _contents(column),
        element("main", joined(parts), id="main", tabindex=-1),
        element("footer", paragraph(element("strong", NOTICE)), paragraph(_made(read))),
    ]


def _header(read: Reviewed) -> Html:
    return element(
        "header",
        element("p", element("strong", NOTICE), class_="notice"),
        element("h1", "Review of the docket “", foreign(read.docket.folder.name), "”"),
        paragraph(
            f"Working paper of the review team: {read.cases:,} cases, what each document in the "
            "review makes of them, and what is still unknown. A finding is not a decision."
        ),
    )


def _contents(column: str) -> Html:
    parts = (
        ("brief", "In short"),
        ("read", "1. What was read"),
        ("classes", "2. What each instrument makes of the cases"),
        ("factors", "3. Which factors were met"),
        ("facts", "4. Which facts are missing, and which of them decide"),
        ("offices", f"5. By {column}"),
        ("limits", "6. What these numbers cannot say"),
    )
    items = (element("li", element("a", title, href=f"#{key}")) for key, title in parts)
    return element("nav", element("ul", *items), aria_label="Contents")


def _made(read: Reviewed) -> str:
    return f"Written by evenhand {__version__} from snapshot {read.docket.snapshot}."
