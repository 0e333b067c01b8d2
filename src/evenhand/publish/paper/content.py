"""What the document says, as plain data that its layout reads: the same as the page says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from evenhand import __version__
from evenhand.publish.edition import Edition
from evenhand.publish.exhibit import Exhibit, below
from evenhand.publish.laid import Laid, Part
from evenhand.publish.markup import visible
from evenhand.publish.sheet import Sheet
from evenhand.publish.tongue import Phrase, Tongue

Data = dict[str, Any]
LONGEST = 60  # rows; a longer table is on the page and in the data, and is named here


def content(laid: Laid) -> tuple[Data, list[str]]:
    """Give the content of the document, and its drawings in the order in which it names them."""
    edition, protection, tongue = laid.edition, laid.protection, laid.tongue
    drawings: list[str] = []

    def own(key: str) -> Data:
        return _said(tongue.own(key))

    sections = [
        _section(own("reading"), bullets=[
            own(key)
            for key in ("reading-about", "reading-hidden", "reading-interval", "reading-share")
        ]),
        *(_part(part, tongue, drawings) for part in laid.parts),
        _section(
            own("protection"),
            lines=[*map(_said, protection.sentences(tongue)), own("protects-not")],
            bullets=[_said(tongue.phrase(each)) for each in protection.does_not_protect],
        ),
        _about(edition, tongue),
    ]  # fmt: skip
    made = {
        "lang": tongue.language,
        "title": visible(tongue.plain(edition.title)),
        "author": f"evenhand {__version__}",
        "heading": _said(tongue.phrase(edition.title)),
        "lead": [tongue.says("lead"), tongue.says("not-a-ranking")],
        "words": {"page": tongue.sentences["page-of"]},
        "sections": sections,
    }
    return made, drawings


def _said(phrase: Phrase) -> Data:
    return {"text": visible(phrase.text), "lang": phrase.language}


def _section(heading: Data, **given: Any) -> Data:
    empty: Data = {
        "answer": [], "exhibits": [], "subheading": None, "terms": [], "lines": [], "bullets": [],
    }  # fmt: skip
    return {"heading": heading, **empty, **given}


def _part(part: Part, tongue: Tongue, drawings: list[str]) -> Data:
    return _section(
        _said(part.question),
        answer=[_said(phrase) for phrase in part.answers],
        exhibits=[_exhibit(each, tongue, drawings) for each in part.exhibits],
        subheading=tongue.says("definition"),
        terms=_terms(part.terms, tongue),
    )


def _exhibit(exhibit: Exhibit, tongue: Tongue, drawings: list[str]) -> Data:
    pictures = []
    for picture in exhibit.pictures:
        drawings.append(str(picture.wide))
        pictures.append({
            "title": visible(tongue.says("chart-of", what=picture.title)),
            "alt": visible(f"{picture.title}. {picture.describes}"),
            "file": f"chart-{len(drawings)}.svg",
        })  # fmt: skip
    notes = [_said(phrase) for phrase in below(exhibit, tongue)]
    rows = len(exhibit.sheet.rows)
    if rows > LONGEST:
        left = tongue.own("table-left-out", what=exhibit.sheet.caption.text, n=rows)
        return {"pictures": pictures, "sheet": None, "notes": [_said(left), *notes]}
    return {"pictures": pictures, "sheet": _sheet(exhibit.sheet, tongue), "notes": notes}


def _sheet(sheet: Sheet, tongue: Tongue) -> Data:
    title = tongue.says("table-of", what=sheet.caption.text)
    return {
        "caption": _said(Phrase(title, sheet.caption.language)),
        "stubs": len(sheet.stubs),
        "heads": [_said(phrase) for phrase in (*sheet.stubs, *sheet.columns)],
        "rows": [
            {
                "heads": [_said(phrase) for phrase in row.heads],
                "cells": [_said(cell.phrase) for cell in row.cells],
                "total": row.total,
            }
            for row in sheet.rows
        ],
    }


def _terms(terms: Iterable[tuple[str, Sequence[Phrase]]], tongue: Tongue) -> list[Data]:
    return [
        {"name": tongue.says(key), "says": [_said(phrase) for phrase in said]}
        for key, said in terms
    ]


def _about(edition: Edition, tongue: Tongue) -> Data:
    return _section(
        _said(tongue.own("about")),
        terms=_terms(edition.vintage.terms(tongue), tongue),
        lines=[_said(tongue.own(key)) for key in ("about-same", "about-two")],
    )
