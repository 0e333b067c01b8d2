"""Tables with a caption, headed rows and columns, and numbers to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.review.report.markup import Html, element, kept

Row = Sequence[object]


@dataclass(frozen=True)
class Share:
    """A part of a whole, printed in percent; what is not all or nothing never reads so."""

    part: int
    whole: int

    def __str__(self) -> str:
        if self.whole == 0:
            return "–"
        if self.part in (0, self.whole):
            return "100%" if self.part else "0%"
        tenths = 1000 * self.part / self.whole
        return "<0.1%" if tenths < 1 else ">99.9%" if tenths > 999 else f"{tenths / 10:.1f}%"


def table(
    key: str, caption: str, heads: Sequence[str], rows: Sequence[Row], total: Row | None = None
) -> Html:
    """Lay out rows in a table that can be scrolled sideways where the page is narrow.

    ``key`` is an id that no other table has. The first cell of a row is its heading; ``total`` is
    a last row that sums up.
    """
    first = [*rows, *([total] if total else [])][:1]
    right = [_is_number(cell) for cell in first[0]] if first else [False] * len(heads)
    body = "".join(_row(row) for row in rows)
    made = element(
        "table",
        element("caption", element("span", kept(caption)), id=key),
        element("thead", element("tr", *(_head(h, r) for h, r in zip(heads, right, strict=True)))),
        element("tbody", Html(body)),
        element("tfoot", _row(total)) if total else "",
    )
    return element("div", made, class_="wide", role="group", tabindex=0, aria_labelledby=key)


def _head(title: str, right: bool) -> Html:
    return element("th", title, scope="col", class_="n" if right else None)


def _row(row: Row) -> Html:
    first, *others = row
    cells = (element("td", kept(c), class_="n" if _is_number(c) else None) for c in others)
    return element("tr", element("th", kept(first), scope="row"), *cells)


def _is_number(content: object) -> bool:
    return isinstance(content, int | Share)
