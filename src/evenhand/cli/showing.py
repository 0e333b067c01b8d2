"""Printing: tables and sentences for people, one JSON object for programs, progress on stderr."""

from __future__ import annotations

import datetime as dt
import json
import sys
import textwrap
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from tqdm import tqdm

WIDTH = 100


def say(text: str = "") -> None:
    """Print a line for a person."""
    print(text)


def wrapped(text: str, indent: str = "", hanging: str | None = None) -> str:
    """Fold a sentence to the page."""
    later = indent if hanging is None else hanging
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=later)


def emit(result: Any) -> None:
    """Print the one object of ``--json`` on standard output."""
    print(json.dumps(result, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, Enum | Path | dt.date):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"{value!r} has no JSON form")


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Lay out rows in columns; numbers stand to the right, long last columns are folded."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(line[n]) for line in [list(header), *cells]) for n in range(len(header))]
    right = [
        bool(rows) and all(isinstance(row[n], int | float) for row in rows)
        for n in range(len(header))
    ]
    spare = WIDTH - sum(widths[:-1]) - 2 * (len(widths) - 1)
    widths[-1] = min(widths[-1], max(spare, 30))
    lines = [_line(list(header), widths, right), "  ".join("-" * width for width in widths)]
    for row in cells:
        lines += _folded(row, widths, right)
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    parts = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(row, widths, right, strict=True)
    )
    return "  ".join(parts).rstrip()


def _folded(row: list[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    first, *more = textwrap.wrap(row[-1], widths[-1]) or [""]
    lines = [_line([*row[:-1], first], widths, right)]
    return lines + [_line([""] * (len(row) - 1) + [part], widths, right) for part in more]


class Progress:
    """Tells on stderr how far long work is, with the time left; silent where nobody looks.

    Parts that share one total share one bar, so that the time left is that of the whole.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self._bar: Any = None
        self._what = ""

    def __call__(self, what: str, done: int, of: int) -> None:
        """Note that ``done`` of ``of`` parts are done, and ``what`` is being done now."""
        if self.quiet or not sys.stderr.isatty():
            return
        if self._bar is None or self._bar.total != of or done < self._bar.n:
            self.close()
            # What was done before is not counted in the speed: a run that goes on begins late.
            self._bar = tqdm(
                total=of, initial=done, desc=what, leave=False, file=sys.stderr, **_units(of)
            )
        if what != self._what:
            self._bar.set_description(what)
            self._what = what
        self._bar.update(done - self._bar.n)

    def note(self, sentence: str) -> None:
        """Tell a sentence, beside the bar."""
        self.close()
        print(sentence, file=sys.stderr)

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _units(of: int) -> dict[str, Any]:
    return {"unit_scale": True} if of >= 100_000 else {}
