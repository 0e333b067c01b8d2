"""Sorting the lines of unquoted text into whole rows and damaged ones, a page at a time.

Pages of about 32 KiB are reduced to their delimiters and line ends; a page whose skeleton is that
of whole rows only is clean once its NUL bytes are gone, and only the others are looked at line by
line. The court's files are full of NUL bytes, so these must not make a page slow.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from evenhand.records.reading import STRAY_RETURN, UNDECODABLE, field_fault

PAGE = 32 << 10
_NEITHER_NUL_NOR_END = bytes(sorted(set(range(256)) - set(b"\0\n")))


class Shape:
    """What a whole row looks like: ``fields`` divided by ``delimiter``, text in ``encoding``."""

    def __init__(self, fields: int, delimiter: bytes, encoding: str) -> None:
        self.fields = fields
        self.delimiter = delimiter
        self.encoding = encoding
        self._row = delimiter * (fields - 1)
        self._flesh = bytes(sorted(set(range(256)) - set(delimiter + b"\r\n\0")))

    def skeleton(self, page: bytes) -> bytes:
        """``page`` without all that is not a delimiter, a line end or a NUL byte."""
        return page.translate(None, self._flesh)

    def whole_rows(self, page: bytes) -> int:
        """The number of rows in ``page`` if its skeleton is that of whole rows only, else 0.

        One kind of damage has it too: a carriage return inside the last field of a line that has
        none at its end.
        """
        skeleton = self.skeleton(page)
        row = self._row + (b"\r\n" if b"\r" in skeleton else b"\n")
        rows = len(skeleton) // len(row)
        # A last line without its newline may have nothing that shows in the skeleton.
        return rows if skeleton == row * rows and page.endswith(b"\n") else 0

    def is_whole(self, line: bytes, skeleton: bytes) -> bool:
        """Whether ``line`` (without its newline) is a whole row in ASCII without NUL bytes."""
        ends = skeleton == self._row or (skeleton == self._row + b"\r" and line[-1:] == b"\r")
        return ends and line.isascii()

    def fault(self, line: bytes) -> tuple[str, str] | None:
        """The reason and detail why ``line``, cleaned of NUL bytes, is no row; None if it is."""
        fields = line.count(self.delimiter) + 1
        if fields != self.fields:
            return field_fault(fields, self.fields)
        if b"\r" in line.removesuffix(b"\r"):
            return STRAY_RETURN, ""
        return (UNDECODABLE, f"not {self.encoding}") if self.as_utf8(line) is None else None

    def as_utf8(self, text: bytes) -> bytes | None:
        """``text`` in UTF-8, or None if it is no text in this encoding."""
        if text.isascii():
            return text
        try:
            decoded = text.decode(self.encoding)
        except UnicodeDecodeError:
            return None
        return text if self.encoding == "utf-8" else decoded.encode()


@dataclass
class Sorted:
    """A block of ``lines`` sorted into whole rows (``pages``, in UTF-8) and damaged lines.

    ``damaged`` holds the places of the latter among the lines, counted from 0, and ``raw`` their
    bytes, each line with a newline. ``cleaned`` is the number of whole rows from which NUL bytes
    were removed.
    """

    lines: int = 0
    cleaned: int = 0
    pages: list[bytes] = field(default_factory=list)
    damaged: array[int] = field(default_factory=lambda: array("q"))
    # Joined, page by page: as one object a line, a block of nothing but damage would be vast.
    raw: list[bytes] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """The number of whole rows."""
        return self.lines - len(self.damaged)


def sort_lines(block: bytes, shape: Shape, *, every_line: bool = False) -> Sorted:
    """Sort the lines of ``block``; nothing is lost between ``pages`` and ``raw`` but NUL bytes.

    With ``every_line`` no page is taken for clean by its skeleton.
    """
    result = Sorted()
    start = 0
    while start < len(block):
        end = (block.find(b"\n", start + PAGE) + 1) or len(block)
        page = block[start:end]
        start = end
        bare = page.replace(b"\0", b"") if b"\0" in page else page
        rows = 0 if every_line else shape.whole_rows(bare)
        text = shape.as_utf8(bare) if rows else None
        if text is None:
            _sort_page(page, shape, result)
        else:
            result.pages.append(text)
            result.lines += rows
            result.cleaned += _lines_with_nul(page) if bare is not page else 0
    return result


def _lines_with_nul(page: bytes) -> int:
    """How many lines of a page, each with its line end, hold a NUL byte."""
    return page.translate(None, _NEITHER_NUL_NOR_END).count(b"\0\n")


def _sort_page(page: bytes, shape: Shape, result: Sorted) -> None:
    lines = page.split(b"\n")
    skeletons = shape.skeleton(page).split(b"\n")
    if not lines[-1]:
        lines.pop(), skeletons.pop()
    whole, damaged = [], []
    for place, (line, skeleton) in enumerate(zip(lines, skeletons, strict=True), result.lines):
        if shape.is_whole(line, skeleton):
            whole.append(line)
            continue
        cleaned = line.replace(b"\0", b"")
        text = None if shape.fault(cleaned) else shape.as_utf8(cleaned)
        if text is None:
            result.damaged.append(place)
            damaged.append(line)
        else:
            whole.append(text)
            result.cleaned += len(cleaned) != len(line)
    result.lines += len(lines)
    if damaged:
        result.raw.append(b"\n".join(damaged) + b"\n")
    if whole:
        result.pages.append(b"\n".join(whole) + b"\n")
