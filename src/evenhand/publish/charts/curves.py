"""Lines over time: each its own colour, dash and mark, broken where a value is not shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.publish.charts.drawing import (
    DASHES,
    SHAPES,
    SIZE,
    Canvas,
    Frame,
    Head,
    Picture,
    Plane,
    Scale,
    Spot,
    folded,
    scale_for,
)
from evenhand.publish.markup import Html

WIDE, NARROW = Frame(680, 52, 20), Frame(300, 40, 10)
MOST = len(SHAPES)
_HEIGHT = 230.0
_ROOM = 66  # pixels that the name of a month takes


@dataclass(frozen=True)
class Value:
    """A value of one line at one time; None where it is not shown."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Curve:
    """One line: its name, and a value for each time."""

    name: str
    values: tuple[Value, ...]


def curves(lines: Sequence[Curve], times: Sequence[str], frame: Frame, axis: str, *,
           whole: bool) -> Html:  # fmt: skip
    """Draw lines over the same times."""
    top = _legend_height(lines, frame)
    up = scale_for(
        [n for line in lines for v in line.values for n in (v.value, v.low, v.high)
         if n is not None],
        _HEIGHT,
        whole=whole,
    )  # fmt: skip
    canvas = Canvas()
    plane = Plane(
        Scale(-0.5, max(len(times), 1) - 0.5, frame.across), up, frame.left, top + _HEIGHT
    )
    _key(canvas, lines, frame)
    canvas.text(4, top - 10, folded(axis, frame.width - 8, 1, SIZE - 1)[0], look="soft",
                size=SIZE - 1)  # fmt: skip
    plane.rulings(canvas, frame)
    _times(canvas, times, frame, plane)
    for n, line in enumerate(lines):
        _curve(canvas, n, line, plane)
    return canvas.drawn(frame.width, top + _HEIGHT + 30)


def _legend_height(lines: Sequence[Curve], frame: Frame) -> float:
    return 26 + (20.0 * len(lines) if len(lines) > 1 else 0)


def _key(canvas: Canvas, lines: Sequence[Curve], frame: Frame) -> None:
    if len(lines) < 2:
        return
    for n, line in enumerate(lines):
        y = 12.0 + 20 * n
        canvas.line(4, y, 34, y, look=str(n), width=2, dash=DASHES[n])
        canvas.point(19, y, look=str(n), shape=SHAPES[n])
        canvas.text(42, y + 4.5, folded(line.name, frame.width - 50, 1)[0])


def _times(canvas: Canvas, times: Sequence[str], frame: Frame, plane: Plane) -> None:
    step = frame.across / max(len(times), 1)
    every = max(1, math.ceil(_ROOM / max(step, 1)))
    for n in range(0, len(times), every):
        x = plane.x(n)
        canvas.line(x, plane.bottom, x, plane.bottom + 4)
        canvas.text(x, plane.bottom + 18, times[n], look="soft", anchor="middle", size=SIZE - 1)


def _curve(canvas: Canvas, n: int, line: Curve, plane: Plane) -> None:
    run: list[Spot] = []
    spans: list[tuple[Spot, Spot]] = []
    for place, value in enumerate(line.values):
        x = plane.x(place)
        if value.value is None:
            _run(canvas, n, run)
            run = []
            canvas.point(x, plane.y(0), look=str(n), shape=SHAPES[n], filled=False)
            continue
        if value.low is not None and value.high is not None:
            spans.append(((x, plane.y(value.low)), (x, plane.y(value.high))))
        run.append((x, plane.y(value.value)))
    _run(canvas, n, run)
    if spans:
        canvas.lines(spans, look=str(n))
    for place, value in enumerate(line.values):
        if value.value is not None:
            canvas.point(plane.x(place), plane.y(value.value), look=str(n), shape=SHAPES[n],
                         size=3.6)  # fmt: skip


def _run(canvas: Canvas, n: int, points: Sequence[tuple[float, float]]) -> None:
    if len(points) > 1:
        canvas.path(points, look=str(n), dash=DASHES[n])


def picture(
    head: Head, lines: Sequence[Curve], times: Sequence[str], axis: str, *, whole: bool
) -> Picture:
    """Draw it in both widths."""
    wide, narrow = (curves(lines, times, frame, axis, whole=whole) for frame in (WIDE, NARROW))
    return Picture(head.key, head.title, head.describes, wide, narrow)
