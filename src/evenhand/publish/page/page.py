"""The whole page: head, contents, parts and foot; no script, and nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from evenhand import __version__
from evenhand.publish.edition import Edition
from evenhand.publish.laid import Laid
from evenhand.publish.markup import Html, bullets, element, lines, paragraph, said
from evenhand.publish.page.measure_part import measure_part, terms
from evenhand.publish.protection import Protection
from evenhand.publish.tongue import Tongue, tongue

PAGES = {"en": "index.html", "es": "es.html"}
PAPERS = {"en": "report.pdf", "es": "informe.pdf"}
_OTHER = {"en": "es", "es": "en"}


def page(laid: Laid) -> str:
    """Write the page of an edition that is laid out in one language."""
    body = element("body", lines(_body(laid)))
    made = element("html", _head(laid.edition, laid.tongue), body, lang=laid.tongue.language)
    return f"<!DOCTYPE html>\n{made}\n"


def _style() -> str:
    return files("evenhand.publish.page").joinpath("page.css").read_text("utf-8")


def policy() -> str:
    """Give the policy under which the page works: its own style, and nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _head(edition: Edition, tongue: Tongue) -> Html:
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=policy()),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", tongue.plain(edition.title)),
        element("style", Html(_style())),
    )


def _body(laid: Laid) -> list[Html]:
    edition, tongue = laid.edition, laid.tongue
    parts = [measure_part(part, tongue) for part in laid.parts]
    main = [
        _reading(tongue),
        *parts,
        _protection(laid.protection, tongue),
        _about(edition, tongue),
        _files(tongue),
    ]
    return [
        element("a", tongue.says("skip"), href="#main", class_="skip"),
        _header(edition, tongue),
        _contents(edition, tongue),
        element("main", lines(main), id="main", tabindex=-1),
        element("footer", paragraph(_made())),
    ]


def _header(edition: Edition, tongue_: Tongue) -> Html:
    other = tongue(_OTHER[tongue_.language])
    link = element(
        "a", tongue_.says("other-language"), href=PAGES[other.language], lang=other.language,
        hreflang=other.language,
    )  # fmt: skip
    return element(
        "header",
        paragraph(link, class_="language"),
        element("h1", said(tongue_.phrase(edition.title), tongue_)),
        paragraph(tongue_.says("lead")),
        paragraph(tongue_.says("not-a-ranking")),
    )


def _contents(edition: Edition, tongue: Tongue) -> Html:
    links = [("reading", element("span", tongue.says("reading")))]
    links += [
        (measured.key, said(tongue.phrase(measured.told.question), tongue))
        for measured in edition.measures
    ]
    links += [(key, element("span", tongue.says(key))) for key in ("protection", "about", "files")]
    items = (element("li", element("a", says, href=f"#{key}")) for key, says in links)
    return element("nav", element("ul", *items), aria_label=tongue.says("contents"))


def _section(key: str, tongue: Tongue, *content: Html) -> Html:
    heading = element("h2", tongue.says(key), id=f"{key}-title")
    return element("section", lines([heading, *content]), id=key, aria_labelledby=f"{key}-title")


def _reading(tongue: Tongue) -> Html:
    keys = ("reading-about", "reading-hidden", "reading-interval", "reading-share")
    return _section("reading", tongue, bullets(tongue.says(key) for key in keys))


def _protection(protection: Protection, tongue: Tongue) -> Html:
    return _section(
        "protection",
        tongue,
        *(paragraph(said(phrase, tongue)) for phrase in protection.sentences(tongue)),
        paragraph(tongue.says("protects-not")),
        bullets(said(tongue.phrase(each), tongue) for each in protection.does_not_protect),
    )


def _about(edition: Edition, tongue: Tongue) -> Html:
    same = paragraph(tongue.says("about-same"), " ", tongue.says("about-two"))
    return _section("about", tongue, terms(edition.vintage.terms(tongue), tongue), same)


def _made() -> str:
    return f"evenhand {__version__}"


def _files(tongue: Tongue) -> Html:
    names = {
        "files-page": PAGES[_OTHER[tongue.language]],
        "files-document": PAPERS[tongue.language],
        "files-data": {"en": "data/README.md", "es": "data/LEEME.md"}[tongue.language],
        "files-certificate": "certificate.json",
        "files-sums": "SHA256SUMS",
    }
    items = (
        Html(f"{element('a', name, href=name)}: {element('span', tongue.says(key))}")
        for key, name in names.items()
    )
    return _section("files", tongue, bullets(items))
