"""Funnels: rates against how many cases they rest on, with the band that chance alone would fill.

Nobody is named in it and nothing is ranked: a point outside the band says that chance alone does
not explain it, and nothing about why.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.publish.charts.drawing import (
    SIZE,
    Canvas,
    Frame,
    Head,
    Picture,
    Plane,
    folded,
    number,
    scale_for,
)
from evenhand.publish.markup import Html

WIDE, NARROW = Frame(680, 52, 24), Frame(300, 40, 12)
_HEIGHT = 260.0
_INNER, _OUTER = 1.96, 3.09  # standard errors: 95 and 99.8 percent of points by chance
_STEPS = 40


@dataclass(frozen=True)
class Point:
    """A rate in percent and the cases it rests on, both as published."""

    cases: float
    percent: float


@dataclass(frozen=True)
class Names:
    """The words in a funnel."""

    across: str
    up: str
    middle: str
    inner: str
    outer: str


def centre(points: Sequence[Point]) -> float:
    """Give the rate over all points, from what is published of each."""
    cases = sum(point.cases for point in points)
    return sum(point.cases * point.percent for point in points) / cases if cases else 0.0


def outside(point: Point, middle: float) -> bool:
    """Whether a point lies beyond the outer band."""
    return abs(point.percent - middle) > _spread(middle, point.cases, _OUTER) + 0.5


def funnel(points: Sequence[Point], frame: Frame, names: Names) -> Html:
    """Draw points and bands."""
    middle = centre(points)
    across = scale_for([point.cases for point in points], frame.across)
    up = scale_for([*(point.percent for point in points), min(100.0, middle * 1.5)], _HEIGHT,
                   whole=True)  # fmt: skip
    top = 92.0
    canvas = Canvas()
    plane = Plane(across, up, frame.left, top + _HEIGHT)
    _legend(canvas, frame, names)
    plane.rulings(canvas, frame)
    _cases(canvas, frame, plane, names.across)
    canvas.line(frame.left, plane.y(middle), frame.width - frame.right, plane.y(middle))
    for errors, dash in ((_INNER, "6 3"), (_OUTER, "2 2")):
        for side in (1, -1):
            canvas.path(_band(middle, side * errors, plane), look="soft", width=1.2, dash=dash)
    for point in points:
        out = outside(point, middle)
        canvas.point(plane.x(point.cases), plane.y(point.percent), look="1" if out else "0",
                     shape="triangle" if out else "circle")  # fmt: skip
    return canvas.drawn(frame.width, top + _HEIGHT + 46)


def _cases(canvas: Canvas, frame: Frame, plane: Plane, says: str) -> None:
    for tick in plane.across.ticks(frame.ticks):
        x = plane.x(tick)
        canvas.line(x, plane.bottom, x, plane.bottom + 4)
        words = number(tick)
        canvas.text(min(x, frame.width - 3.5 * len(words)), plane.bottom + 18, words, look="soft",
                    anchor="middle", size=SIZE - 1)  # fmt: skip
    canvas.text(frame.left + frame.across / 2, plane.bottom + 36,
                folded(says, frame.width - 40, 1, SIZE - 1)[0], look="soft", anchor="middle",
                size=SIZE - 1)  # fmt: skip


def _legend(canvas: Canvas, frame: Frame, names: Names) -> None:
    canvas.text(4, 78, folded(names.up, frame.width - 8, 1, SIZE - 1)[0], look="soft",
                size=SIZE - 1)  # fmt: skip
    for n, (words, dash) in enumerate(
        ((names.middle, ""), (names.inner, "6 3"), (names.outer, "2 2"))
    ):
        y = 10.0 + 18 * n
        canvas.line(4, y, 34, y, look="soft" if dash else "ink", dash=dash, width=1.2)
        canvas.text(42, y + 4.5, folded(words, frame.width - 46, 1, SIZE - 1)[0], size=SIZE - 1)


def _spread(middle: float, cases: float, errors: float) -> float:
    share = middle / 100
    return 100 * abs(errors) * math.sqrt(share * (1 - share) / cases) if cases else 100.0


def _band(middle: float, errors: float, plane: Plane) -> list[tuple[float, float]]:
    """Give the edge of a band, as far as it lies between nought and 100 percent."""
    drawn = []
    for n in range(1, _STEPS + 1):
        cases = plane.across.high * (n / _STEPS) ** 2
        edge = middle + math.copysign(_spread(middle, cases, errors), errors)
        if 0 <= edge <= plane.up.high:
            drawn.append((plane.x(cases), plane.y(edge)))
    return drawn


def picture(head: Head, points: Sequence[Point], names: Names) -> Picture:
    """Draw it in both widths."""
    wide, narrow = (funnel(points, frame, names) for frame in (WIDE, NARROW))
    return Picture(head.key, head.title, head.describes, wide, narrow)
