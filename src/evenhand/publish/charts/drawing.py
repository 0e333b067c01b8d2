"""Drawing: marks at pixels, as SVG whose every colour has a class that a page can change.

Nothing here measures text, so a chart is the same bytes on a machine with other fonts; where a
label must be folded, its width is estimated from its letters.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from evenhand.publish.markup import Html, escaped, visible

FONT = "Libertinus Serif"  # what the document prints in; a page puts its own in its place
SIZE = 13.0
INK, SOFT, RULE, PAPER = "#1a1a1a", "#4d4d4d", "#c9ccd1", "#ffffff"
# Told apart by those who see no red and green too; each has a form of its own beside it.
COLOURS = ("#0b4f8a", "#a34a00", "#2f6b4f", "#7a3d7a")
DASHES = ("", "6 3", "2 2", "9 3 2 3")
Spot = tuple[float, float]
Shape = Literal["circle", "square", "triangle", "diamond"]
SHAPES: tuple[Shape, ...] = ("circle", "square", "triangle", "diamond")
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Frame:
    """The room a chart is drawn in: its width, and that left free at its sides for words."""

    width: int
    left: int
    right: int

    @property
    def across(self) -> int:
        """How much room there is for the marks."""
        return self.width - self.left - self.right

    @property
    def ticks(self) -> int:
        """How many parts a scale across has at most."""
        return 5 if self.width > 400 else 3

    @property
    def beside(self) -> bool:
        """Whether labels stand beside the marks, or above them."""
        return self.left > 100


@dataclass(frozen=True)
class Head:
    """What a chart is called, and in words what it shows."""

    key: str
    title: str
    describes: str


@dataclass(frozen=True)
class Picture:
    """A chart in two widths, its title, and in words what it shows.

    The drawings carry no name of their own; whoever shows one gives it title and description.
    """

    key: str
    title: str
    describes: str
    wide: Html
    narrow: Html


@dataclass
class Canvas:
    """What is drawn so far. Only words come from outside, so only words are escaped."""

    marks: list[str] = field(default_factory=list)

    def line(self, x: float, y: float, x2: float, y2: float, *, look: str = "ink",
             width: float = 1, dash: str = "") -> None:  # fmt: skip
        """Draw a straight line."""
        self.lines([((x, y), (x2, y2))], look=look, width=width, dash=dash)

    def lines(self, pieces: Sequence[tuple[Spot, Spot]], *, look: str = "ink", width: float = 1,
              dash: str = "") -> None:  # fmt: skip
        """Draw several straight lines of one look as one mark."""
        drawn = "".join(f"M{_at(begin)}L{_at(end)}" for begin, end in pieces)
        self._stroked(drawn, look, width, dash)

    def path(self, spots: Sequence[Spot], *, look: str, width: float = 2, dash: str = "") -> None:
        """Draw a line through spots."""
        self._stroked(f"M{'L'.join(map(_at, spots))}", look, width, dash)

    def _stroked(self, drawn: str, look: str, width: float, dash: str) -> None:
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.marks.append(
            f'<path d="{drawn}" class="s-{look}" fill="none" stroke="{_colour(look)}" '
            f'stroke-width="{_px(width)}"{dashed}/>'
        )

    def bar(self, x: float, y: float, width: float, height: float, *, look: str,
            filled: bool = True) -> None:  # fmt: skip
        """Draw a bar; an open one is dashed and holds nothing."""
        paint = _colour(look) if filled else "none"
        dashed = "" if filled else ' stroke-dasharray="3 2"'
        self.marks.append(
            f'<rect x="{_px(x)}" y="{_px(y)}" width="{_px(max(width, 0.5))}" '
            f'height="{_px(height)}" class="{"f" if filled else "o"}-{look} s-{look}" '
            f'fill="{paint}" stroke="{_colour(look)}"{dashed}/>'
        )

    def point(self, x: float, y: float, *, look: str, shape: Shape = "circle", size: float = 4.5,
              filled: bool = True) -> None:  # fmt: skip
        """Draw a point; an open one stands for what is not shown."""
        self.marks.append(
            f'<path d="{_outline(shape, x, y, size)}" class="{"f" if filled else "p"}-{look} '
            f's-{look}" fill="{_colour(look) if filled else PAPER}" stroke="{_colour(look)}" '
            f'stroke-width="1.5"/>'
        )

    def text(self, x: float, y: float, words: str, *, look: str = "ink", anchor: Anchor = "start",
             size: float = SIZE) -> None:  # fmt: skip
        """Write a line of text."""
        anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.marks.append(
            f'<text x="{_px(x)}" y="{_px(y)}" class="f-{look}" fill="{_colour(look)}" '
            f'font-size="{_px(size)}"{anchored}>{escaped(words)}</text>'
        )

    def drawn(self, width: float, height: float) -> Html:
        """Give the whole as an SVG without a name."""
        return Html(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_px(width)} {_px(height)}" '
            f'width="{_px(width)}" height="{_px(height)}" font-family="{FONT}">'
            f"{''.join(self.marks)}</svg>"
        )


def _at(spot: Spot) -> str:
    return f"{_px(spot[0])},{_px(spot[1])}"


def _px(value: float) -> str:
    """Write a pixel: two places, no nought that is not needed, no minus before nought."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def _colour(look: str) -> str:
    named = {"ink": INK, "soft": SOFT, "rule": RULE}
    return named[look] if look in named else COLOURS[int(look)]


def _outline(shape: Shape, x: float, y: float, r: float) -> str:
    if shape == "circle":
        return f"M{_px(x - r)},{_px(y)}a{_px(r)},{_px(r)} 0 1 0 {_px(2 * r)},0a{_px(r)},{_px(r)} 0 1 0 {_px(-2 * r)},0Z"  # noqa: E501
    if shape == "square":
        s = r * 0.9
        return f"M{_px(x - s)},{_px(y - s)}h{_px(2 * s)}v{_px(2 * s)}h{_px(-2 * s)}Z"
    if shape == "triangle":
        s = r * 1.15
        return f"M{_px(x)},{_px(y - s)}L{_px(x + s)},{_px(y + s)}L{_px(x - s)},{_px(y + s)}Z"
    s = r * 1.3
    return (
        f"M{_px(x)},{_px(y - s)}L{_px(x + s)},{_px(y)}L{_px(x)},{_px(y + s)}L{_px(x - s)},{_px(y)}Z"
    )


@dataclass(frozen=True)
class Scale:
    """What a length stands for: from ``low`` at its beginning to ``high`` at its end."""

    low: float
    high: float
    length: float

    def at(self, value: float) -> float:
        """Give where a value stands; what lies beyond an end stands at it."""
        share = (value - self.low) / (self.high - self.low)
        return self.length * min(max(share, 0.0), 1.0)

    def ticks(self, most: int) -> list[float]:
        """Give round numbers along it, both ends among them if they are round."""
        step = _step(self.high - self.low, most)
        first, last = -int(-self.low // step), int(self.high // step)
        return [round(n * step, 6) for n in range(first, last + 1)]


def scale_for(values: Sequence[float], length: float, *, whole: bool = False) -> Scale:
    """Choose a scale that holds every value and nought; ``whole`` ends it at 100 at most."""
    low, high = min([0.0, *values]), max([0.0, *values])
    step = _step((high - low) or 1.0, 4)
    bottom, top = step * (low // step), step * -(-high // step)
    top = top if top > bottom else bottom + step
    return Scale(bottom, min(top, 100.0) if whole and high <= 100 else top, length)


def _step(span: float, most: int) -> float:
    """Give the smallest round step that divides a span into few enough parts."""
    sizes = (size * 10.0**power for power in range(-3, 10) for size in (1, 2, 5))
    return next(size for size in sizes if span / size <= most + 1e-9)


def folded(words: str, width: float, most: int = 2, size: float = SIZE) -> list[str]:
    """Fold words to a width in pixels, and cut what is too long; the table has all of it."""
    letters = max(len(words), 1)
    breadth = sum(map(_breadth, words)) / letters * size * 0.62
    fit = max(int(width / max(breadth, 1)), 6)
    return textwrap.wrap(visible(words), fit, max_lines=most, placeholder=" …") or [""]


def _breadth(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 2.0
    return (
        1.5
        if letter in "mwMW@"
        else 1.3
        if letter.isupper()
        else 0.6
        if letter in "iljtf.,'"
        else 1.0
    )


def number(value: float) -> str:
    """Write a number of a scale."""
    return f"{value:,.6g}" if value < 1e6 else f"{value:,.0f}"


@dataclass(frozen=True)
class Plane:
    """Two scales set at right angles: where a pair of values stands in the drawing."""

    across: Scale
    up: Scale
    left: float
    bottom: float

    def x(self, value: float) -> float:
        """Give how far to the right a value stands."""
        return self.left + self.across.at(value)

    def y(self, value: float) -> float:
        """Give how far down a value stands."""
        return self.bottom - self.up.at(value)

    def rulings(self, canvas: Canvas, frame: Frame) -> None:
        """Draw the lines across, with their numbers."""
        for tick in self.up.ticks(5):
            y = self.y(tick)
            canvas.line(self.left, y, frame.width - frame.right, y,
                        look="ink" if tick == 0 else "rule")  # fmt: skip
            canvas.text(self.left - 6, y + 4, number(tick), look="soft", anchor="end",
                        size=SIZE - 1)  # fmt: skip
