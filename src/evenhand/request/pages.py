"""A document as both writers (PDF and DOCX) take it: a title and blocks in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list of points; ``marks`` stand before them (Exhibit A), else a dot."""

    points: tuple[str, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """A table: its caption, the words over its columns, its rows of text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Points | Rows


@dataclass(frozen=True)
class Pages:
    """A document: its title, what stands at the head of every page, and its blocks."""

    title: str
    running: str
    blocks: Sequence[Block] = field(default_factory=tuple)
