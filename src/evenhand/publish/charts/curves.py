"""Lines over time: each its own colour, dash and mark, broken where a value is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.publish.charts.drawing import (
    DASHES,
    SHAPES,
    SIZE,
    Canvas,
    Frame,
    folded,
    number,
    scale_for,
)
from evenhand.publish.markup import Html

WIDE, NARROW = Frame(680, 52, 20), Frame(300, 40, 10)
MOST = len(SHAPES)
_HEIGHT = 230.0


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
    scale = scale_for(
        [n for line in lines for v in line.values for n in (v.value, v.low, v.high)
         if n is not None],
        _HEIGHT,
        whole=whole,
    )  # fmt: skip
    canvas = Canvas()
    step = frame.across / max(len(times), 1)
    x_of = lambda n: frame.left + step * (n + 0.5)  # noqa: E731
    y_of = lambda value: top + _HEIGHT - scale.at(value)  # noqa: E731
    _key(canvas, lines, frame)
    canvas.text(4, top - 10, axis if len(axis) < frame.width / 7 else folded(axis, frame.width)[0],
                look="soft", size=SIZE - 1)  # fmt: skip
    for tick in scale.ticks(5):
        canvas.line(frame.left, y_of(tick), frame.width - frame.right, y_of(tick),
                    look="ink" if tick == 0 else "rule")  # fmt: skip
        canvas.text(frame.left - 6, y_of(tick) + 4, number(tick), look="soft", anchor="end",
                    size=SIZE - 1)  # fmt: skip
    _times(canvas, times, frame, top + _HEIGHT, step)
    for n, line in enumerate(lines):
        _curve(canvas, n, line, x_of, y_of)
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


def _times(canvas: Canvas, times: Sequence[str], frame: Frame, bottom: float, step: float) -> None:
    room = 74 if frame is WIDE else 62
    every = max(1, -(-room // max(int(step), 1)))
    for n in range(0, len(times), every):
        x = frame.left + step * (n + 0.5)
        canvas.line(x, bottom, x, bottom + 4)
        canvas.text(x, bottom + 18, times[n], look="soft", anchor="middle", size=SIZE - 1)


def _curve(canvas: Canvas, n: int, line: Curve, x_of, y_of) -> None:  # type: ignore[no-untyped-def]
    run: list[tuple[float, float]] = []
    for place, value in enumerate(line.values):
        if value.value is None:
            _run(canvas, n, run)
            run = []
            canvas.point(x_of(place), y_of(0), look=str(n), shape=SHAPES[n], filled=False)
            continue
        if value.low is not None and value.high is not None:
            canvas.line(x_of(place), y_of(value.low), x_of(place), y_of(value.high), look=str(n))
        run.append((x_of(place), y_of(value.value)))
    _run(canvas, n, run)
    for place, value in enumerate(line.values):
        if value.value is not None:
            canvas.point(x_of(place), y_of(value.value), look=str(n), shape=SHAPES[n], size=3.6)


def _run(canvas: Canvas, n: int, points: Sequence[tuple[float, float]]) -> None:
    if len(points) > 1:
        canvas.path(points, look=str(n), dash=DASHES[n])
