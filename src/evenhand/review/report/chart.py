"""Bar charts as inline SVG: lengths in percent, heights in lines of text, fit for any width."""

from __future__ import annotations

import math
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evenhand.review.report.markup import Html, element, kept

BARS_A_CHART = 6  # several stand side by side, and none is cut by the end of a printed page
_WIDTH = 42  # letters of a label that fit on a page 320 pixels wide
_LINE, _BAR, _GAP = 1.3, 0.95, 1.15  # heights, in em


@dataclass(frozen=True)
class Bar:
    """One bar: its figures in words, what it stands for, and the lengths of its parts."""

    figures: str
    says: str
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Bars on one scale.

    ``whole`` cases are the full width; each part of a bar is filled as ``fills`` says;
    ``describes`` says what the bars are, in what order.
    """

    key: str
    title: str
    describes: str
    whole: int
    fills: tuple[str, ...] = ("full",)


def charts(chart: Chart, bars: Sequence[Bar]) -> Html:
    """Draw bars, as several charts of about the same length where they are many."""
    if not bars:
        return Html("")
    length = math.ceil(len(bars) / math.ceil(len(bars) / BARS_A_CHART))
    groups = [bars[n : n + length] for n in range(0, len(bars), length)]
    drawn = (_drawn(chart, n, len(groups), group) for n, group in enumerate(groups, 1))
    scale = f"The full width is {chart.whole:,} cases."
    caption = element("figcaption", element("strong", kept(chart.title)), ". ", scale)
    return element("figure", caption, element("div", *drawn, class_="charts"))


def legend(names: Sequence[tuple[str, str]]) -> Html:
    """Say in words which filling stands for what; ``names`` are (filling, words)."""
    items = (element("li", _swatch(fill), " ", words) for fill, words in names)
    return element("ul", *items, class_="legend")


def patterns() -> Html:
    """Draw the fillings that all charts of the page share."""
    line = element("path", d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", class_="hatch")
    made = element("pattern", line, id="hatch", width=8, height=8, patternUnits="userSpaceOnUse")
    return element(
        "svg", element("defs", made), width=0, height=0, aria_hidden="true", class_="patterns"
    )


def _swatch(fill: str) -> Html:
    box = element("rect", x=1, y=1, width=22, height=12, class_=f"bar {fill}")
    return element("svg", box, width=24, height=14, aria_hidden="true")


def _drawn(chart: Chart, place: int, of: int, bars: Sequence[Bar]) -> Html:
    key = f"{chart.key}-{place}"
    title = chart.title if of == 1 else f"{chart.title}, part {place} of {of}"
    top, rows = 0.0, []
    for bar in bars:
        drawn, height = _row(chart, bar, top)
        rows += drawn
        top += height + _GAP
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element(
            "desc", f"{chart.describes} The table below has the same numbers.", id=f"{key}-desc"
        ),
        *rows,
        role="img",
        width="100%",
        style=f"height:{top:.2f}em",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def _row(chart: Chart, bar: Bar, top: float) -> tuple[list[Html], float]:
    """Draw one bar below its words; gives what is drawn and its height."""
    figures = _lines(bar.figures, bold=True)
    words = [(line, "figures") for line in figures] + [(line, None) for line in _lines(bar.says, 2)]
    drawn = [
        element("text", line, x=0, y=f"{top + 1 + n * _LINE:.2f}em", class_=kind)
        for n, (line, kind) in enumerate(words)
    ]
    at = top + _LINE * len(words) + 0.1
    return [*drawn, *_parts(chart, bar, at)], at + _BAR - top


def _parts(chart: Chart, bar: Bar, at: float) -> Iterator[Html]:
    yield _rect("track", 0, 100, at)
    begun = 0
    for fill, part in zip(chart.fills, bar.parts, strict=True):
        if part:
            yield _rect(f"bar {fill}", _percent(begun, chart), _percent(part, chart), at)
        begun += part


def _percent(part: int, chart: Chart) -> float:
    return 100 * part / chart.whole if chart.whole else 0


def _rect(kind: str, begun: float, length: float, top: float) -> Html:
    place = {"x": f"{begun:.3f}%", "width": f"{length:.3f}%", "y": f"{top:.2f}em"}
    return element("rect", class_=kind, height=f"{_BAR}em", **place)


def _lines(text: str, most: int | None = None, *, bold: bool = False) -> list[str]:
    """Fold a text to the width of a narrow page; the table below the chart has all its words."""
    width = _WIDTH * len(text) / max(sum(map(_breadth, text)), 1)
    return textwrap.wrap(
        text, max(int(width / (1.2 if bold else 1)), 8), max_lines=most, placeholder=" …"
    )


def _breadth(letter: str) -> float:
    """Give how much room a letter takes, a small Latin letter being 1."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 2
    return 1.5 if letter in "mwMW@" else 1.35 if letter.isupper() else 1
