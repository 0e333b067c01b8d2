"""Tables on a page: a caption, headed rows and columns, and what is hidden said in words."""

from __future__ import annotations

from evenhand.publish.markup import Html, element, said
from evenhand.publish.sheet import NUMBER, Row, Sheet
from evenhand.publish.tongue import Phrase, Tongue

LONGEST_OPEN = (
    15  # rows; a longer table, or one without a number, is folded; it opens without a script
)


def table(sheet: Sheet, tongue: Tongue) -> Html:
    """Write a table that scrolls by itself where the page is narrow."""
    title = tongue.says("table-of", what=sheet.caption.text)
    caption = element("span", said(Phrase(title, sheet.caption.language), tongue))
    made = element(
        "table",
        element("caption", caption, id=f"{sheet.key}-caption"),
        element("thead", element("tr", *_heads(sheet, tongue))),
        element("tbody", *(_row(row, tongue) for row in sheet.rows)),
    )
    wide = element(
        "div", made, class_="wide", role="group", tabindex=0,
        aria_labelledby=f"{sheet.key}-caption",
    )  # fmt: skip
    if len(sheet.rows) <= LONGEST_OPEN and NUMBER in sheet.kinds:
        return wide
    folded = tongue.says("folded", what=sheet.caption.text, n=len(sheet.rows))
    summary = element("summary", said(Phrase(folded, sheet.caption.language), tongue))
    return element("details", summary, wide)


def _heads(sheet: Sheet, tongue: Tongue) -> list[Html]:
    stubs = [_head("th", phrase, tongue, scope="col") for phrase in sheet.stubs]
    return [*stubs, *(_head("th", phrase, tongue, scope="col", class_="n")
                      for phrase in sheet.columns)]  # fmt: skip


def _row(row: Row, tongue: Tongue) -> Html:
    heads = [_head("th", phrase, tongue, scope="row") for phrase in row.heads]
    cells = [
        _head("td", cell.phrase, tongue, class_="n" if cell.kind == NUMBER else f"n {cell.kind}")
        for cell in row.cells
    ]
    return element("tr", *heads, *cells, class_="total" if row.total else None)


def _head(name: str, phrase: Phrase, tongue: Tongue, **attributes: object) -> Html:
    """Write one cell; its language stands on the cell itself."""
    other = phrase.language if phrase.language != tongue.language else None
    return element(name, phrase.text, lang=other, **attributes)
