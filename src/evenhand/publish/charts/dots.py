"""Dots and bars: one row for each court, year or answer, in the order of the table beside it.

An estimate is a filled dot on the line of its interval. A count is a bar. What is not shown is an
open mark at the beginning of the row, with the words that stand in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.publish.charts.drawing import (
    SIZE,
    Canvas,
    Frame,
    Head,
    Picture,
    Scale,
    folded,
    number,
    scale_for,
)
from evenhand.publish.markup import Html

WIDE, NARROW = Frame(680, 220, 176), Frame(300, 6, 10)
_LINE = 16.0


@dataclass(frozen=True)
class Mark:
    """One row: its words, the text of its number, and where it is drawn.

    ``value`` is None where nothing may be drawn; ``low`` and ``high`` are the ends of an interval.
    ``under`` is the limit below which a count lies that is not shown exactly.
    """

    label: str
    text: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    under: float | None = None


def dots(marks: Sequence[Mark], frame: Frame, axis: str, *, whole: bool, counts: bool) -> Html:
    """Draw rows; ``whole`` ends a scale of percents at 100, ``counts`` draws bars."""
    scale = scale_for(
        [v for m in marks for v in (m.value, m.low, m.high, m.under) if v is not None],
        frame.across,
        whole=whole,
    )
    canvas, rows, y = Canvas(), [], 8.0
    for mark in marks:
        words = _words(mark, frame)
        tall = max(len(words), len(folded(mark.text, frame.right - 12)) if frame.beside else 0)
        height = _LINE * tall + (6 if frame.beside else 22)
        rows.append((mark, words, y, height))
        y += height
    _axis(canvas, frame, scale, y, axis)
    bands = [(4.0, y)] if frame.beside else [
        (top + _LINE * len(words) + 2, top + height - 3) for _, words, top, height in rows
    ]  # fmt: skip
    _grid(canvas, frame, scale, bands)
    for mark, words, top, height in rows:
        _row(canvas, frame, scale, mark, words, top, height, counts)
    return canvas.drawn(frame.width, y + 44)


def _words(mark: Mark, frame: Frame) -> list[str]:
    if frame.beside:
        return folded(mark.label, frame.left - 16, most=4)
    return folded(f"{mark.label}: {mark.text}", frame.width - 12, most=5)


def _grid(canvas: Canvas, frame: Frame, scale: Scale, bands: Sequence[tuple[float, float]]) -> None:
    """Draw the scale's lines through bands, which leave out the words of rows."""
    for tick in scale.ticks(frame.ticks):
        x = frame.left + scale.at(tick)
        canvas.lines([((x, top), (x, bottom)) for top, bottom in bands],
                     look="ink" if tick == 0 else "rule")  # fmt: skip


def _axis(canvas: Canvas, frame: Frame, scale: Scale, bottom: float, axis: str) -> None:
    for tick in scale.ticks(frame.ticks):
        x, words = frame.left + scale.at(tick), number(tick)
        x = min(x, frame.width - 3.5 * len(words))
        canvas.text(x, bottom + 16, words, look="soft", anchor="middle", size=SIZE - 1)
    middle = frame.left + frame.across / 2 if frame.beside else frame.width / 2
    canvas.text(middle, bottom + 33, folded(axis, frame.width - 20, 1, SIZE - 1)[0], look="soft",
                anchor="middle", size=SIZE - 1)  # fmt: skip


def _row(canvas: Canvas, frame: Frame, scale: Scale, mark: Mark, words: Sequence[str],
         top: float, height: float, counts: bool) -> None:  # fmt: skip
    y = top + height / 2 if frame.beside else top + _LINE * len(words) + 10
    first = y + 4.5 - _LINE * (len(words) - 1) / 2 if frame.beside else top + 13
    for n, line in enumerate(words):
        x = frame.left - 12 if frame.beside else frame.left
        canvas.text(x, first + n * _LINE, line, anchor="end" if frame.beside else "start")
    _mark(canvas, frame.left, scale, mark, y, counts)
    if frame.beside:
        text = folded(mark.text, frame.right - 12)
        for n, line in enumerate(text):
            canvas.text(frame.width - frame.right + 12,
                        y + 4.5 + (n - (len(text) - 1) / 2) * _LINE, line)  # fmt: skip


def _mark(canvas: Canvas, left: float, scale: Scale, mark: Mark, y: float, counts: bool) -> None:
    nought = left + scale.at(0)
    if mark.value is None:
        if mark.under is not None:
            canvas.bar(nought, y - 5, left + scale.at(mark.under) - nought, 10, look="0",
                       filled=False)  # fmt: skip
        else:
            canvas.point(nought, y, look="ink", shape="diamond", filled=False)
        return
    x = left + scale.at(mark.value)
    if counts:
        canvas.bar(min(nought, x), y - 5, abs(x - nought), 10, look="0")
        return
    if mark.low is not None and mark.high is not None:
        low, high = left + scale.at(mark.low), left + scale.at(mark.high)
        ends = [((end, y - 4), (end, y + 4)) for end in (low, high)]
        canvas.lines([((low, y), (high, y)), *ends], look="0", width=2)
    canvas.point(x, y, look="0")


def picture(head: Head, marks: Sequence[Mark], axis: str, *, whole: bool, counts: bool) -> Picture:
    """Draw it in both widths."""
    wide, narrow = (
        dots(marks, frame, axis, whole=whole, counts=counts) for frame in (WIDE, NARROW)
    )
    return Picture(head.key, head.title, head.describes, wide, narrow)
