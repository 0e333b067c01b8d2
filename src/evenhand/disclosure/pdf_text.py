"""Finds the texts of a PDF as they are read: by its tags, in lines of a page, and in its metadata.

A tagged document says itself which pieces are one paragraph and which one row of a table. What no
tag holds is read by where it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from evenhand.disclosure.pdf_fonts import Font, fonts
from evenhand.disclosure.pdf_objects import Name, Objects, Ref, Word, read, tokens
from evenhand.disclosure.table_texts import Cells, said_of_cells

# Of the letters' size: so wide a gap between two pieces of a line is a blank, and so wide one parts
# what does not belong together, as a chart's label and the numbers beside other bars.
WIDE, APART = 0.15, 2.0
HYPHEN = "\xad"  # within a line a hyphen of the text; at its end one of the setting
Matrix = tuple[float, float, float, float, float, float]
_ONE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_WHOLE = ("P", "LBody", "Lbl", "Caption", "H1", "H2", "H3", "H4", "H5", "H6", "Note", "Title")


@dataclass
class PdfTexts:
    """What can be read in a document: every line of each page, and what belongs together.

    ``together`` has paragraphs and tables by their tags, lines that no tag holds, descriptions and
    metadata. ``unreadable``: some text is in a font without a table of letters, and could be any.
    """

    lines: list[str] = field(default_factory=list)
    together: list[str] = field(default_factory=list)
    unreadable: bool = False


@dataclass(frozen=True)
class _Shown:
    """A piece of text: where it begins and ends, its letters' size, the number of its tag."""

    x: float
    y: float
    end: float
    size: float
    said: str
    tag: tuple[int, int] | None


@dataclass
class _Tags:
    """The pieces of text by the page and the number of their tag, and those that were told."""

    pieces: dict[tuple[int, int], list[_Shown]] = field(default_factory=lambda: defaultdict(list))
    told: set[tuple[int, int]] = field(default_factory=set)


def texts(content: bytes) -> PdfTexts:
    """Read the texts of a document."""
    objects = read(content)
    found, tags, pages = PdfTexts(), _Tags(), []
    seen: set[int] = set()
    for number, value in objects.values.items():
        if not isinstance(value, dict):
            continue
        if value.get("Type") == Name("Page"):
            kept = objects.get(value.get("Contents"))
            parts = kept if isinstance(kept, list) else [value.get("Contents")]
            numbers = [part.number for part in parts if isinstance(part, Ref)]
            seen |= set(numbers)
            stream = b"\n".join(objects.streams.get(n, b"") for n in numbers)
            by_name = fonts(objects, _resources(objects, value))
            pages.append(list(_shown(found, number, stream, by_name)))
        elif value.get("Subtype") == Name("Form"):
            seen.add(number)
            by_name = fonts(objects, objects.get(value.get("Resources")))
            stream = objects.streams.get(number, b"")
            pages.append(list(_shown(found, number, stream, by_name)))
        seen |= _not_text(number, value)
    for pieces in pages:
        found.lines += map(_joined, _rows(pieces))
        for piece in pieces:
            if piece.tag is not None:
                tags.pieces[piece.tag].append(piece)
    for number, stream in objects.streams.items():
        if number not in seen:
            found.together += _loose(stream)
    for value in objects.values.values():
        found.together += _strings(value)
        if isinstance(value, dict) and value.get("Type") == Name("StructTreeRoot"):
            _told(objects, value.get("K"), None, found.together, tags)
    for pieces in pages:
        loose = [piece for piece in pieces if piece.tag not in tags.told]
        found.together += (said for row in _rows(loose) for said in _parts(row))
    return found


def _not_text(number: int, value: Mapping[str, Any]) -> set[int]:
    """Give the streams that hold shapes, tables of letters and pixels, by who points at them."""
    names = ("FontFile", "FontFile2", "FontFile3", "ToUnicode", "CIDToGIDMap", "CIDSet")
    found = {value[name].number for name in names if isinstance(value.get(name), Ref)}
    shapes = value.get("Subtype") == Name("Image") or value.get("Type") == Name("XRef")
    return found | ({number} if shapes else set())


def _resources(objects: Objects, page: Any) -> Any:
    for _ in range(20):
        if (found := objects.part(page, "Resources")) is not None:
            return found
        page = objects.part(page, "Parent")
    return None


def _rows(pieces: Iterable[_Shown]) -> Iterator[list[_Shown]]:
    """Put pieces of text into lines by where they stand, from the top of the page."""
    rows: dict[int, list[_Shown]] = defaultdict(list)
    for piece in pieces:
        rows[round(piece.y)].append(piece)
    for _, row in sorted(rows.items(), reverse=True):
        yield sorted(row, key=lambda piece: piece.x)


def _parts(row: list[_Shown]) -> Iterator[str]:
    """Divide a line where there is a wide gap."""
    starts = [n for n, (one, other) in enumerate(pairwise(row), 1)
              if other.x - one.end > APART * other.size]  # fmt: skip
    for start, end in pairwise([0, *starts, len(row)]):
        yield _joined(row[start:end])


def _joined(pieces: Iterable[_Shown]) -> str:
    """Join pieces, with a blank where there is a gap or a new line."""
    said = ""
    last: _Shown | None = None
    for piece in pieces:
        near = last is not None and abs(piece.y - last.y) < 1
        if last is not None and not near and said.endswith(HYPHEN):
            said = said[:-1]
        elif last is not None and not (near and abs(piece.x - last.end) < WIDE * piece.size):
            said += " "
        said, last = said + piece.said, piece
    return " ".join(said.replace(HYPHEN, "-").split())


def _shown(
    found: PdfTexts, number: int, stream: bytes, by_name: Mapping[str, Font]
) -> Iterator[_Shown]:
    """Give each piece of text that is shown."""
    page, kept, text, line = _ONE, [], _ONE, _ONE
    font, size, leading = Font(1, None, {}, 0.0), 1.0, 0.0
    tags: list[tuple[int, int] | None] = []
    operands: list[Any] = []
    for token, _ in tokens(stream):
        if not isinstance(token, Word):
            operands.append(token)
            continue
        given, operands, does = operands, [], token.says
        numbers = [value for value in given if isinstance(value, float)]
        if does == b"q":
            kept.append(page)
        elif does == b"Q" and kept:
            page = kept.pop()
        elif does == b"cm" and len(numbers) == 6:
            page = _times(numbers, page)
        elif does == b"BT":
            text = line = _ONE
        elif does == b"Tf" and numbers:
            font = by_name.get(getattr(given[0], "says", ""), Font(1, None, {}, 0.0))
            size = numbers[-1]
        elif does == b"TL" and numbers:
            leading = numbers[0]
        elif does == b"Tm" and len(numbers) == 6:
            text = line = _times(numbers, _ONE)
        elif does in (b"Td", b"TD") and len(numbers) == 2:
            leading = -numbers[1] if does == b"TD" else leading
            text = line = _times([1.0, 0.0, 0.0, 1.0, *numbers], line)
        elif does in (b"BMC", b"BDC"):
            about = given[-1] if given and isinstance(given[-1], dict) else {}
            tags.append((number, int(about["MCID"])) if "MCID" in about else None)
            found.together += _strings(about)
        elif does == b"EMC" and tags:
            tags.pop()
        if does in (b"T*", b"'", b'"'):
            text = line = _times([1.0, 0.0, 0.0, 1.0, 0.0, -leading], line)
        if does in (b"Tj", b"TJ", b"'", b'"') and given:
            said, wide = font.said(given[-1])
            found.unreadable |= said is None
            after = _times([1.0, 0.0, 0.0, 1.0, wide * size, 0.0], text)
            begins, ends = _times(text, page), _times(after, page)
            text = after
            tag = next((tag for tag in reversed(tags) if tag is not None), None)
            if said:
                yield _Shown(begins[4], begins[5], ends[4], abs(size * begins[0]), said, tag)


def _told(objects: Objects, value: Any, page: int | None, together: list[str], tags: _Tags) -> str:
    """Give the text under a tag, and note what it says of paragraphs and tables inside."""
    if isinstance(value, float):
        return _joined(tags.pieces.get((page or 0, int(value)), []))
    about = objects.get(value)
    if isinstance(about, list):
        parts = [_told(objects, one, page, together, tags) for one in about]
        return " ".join(part for part in parts if part)
    if not isinstance(about, dict):
        return ""
    if isinstance(about.get("Pg"), Ref):
        page = about["Pg"].number
    if "MCID" in about:
        return _told(objects, about["MCID"], page, together, tags)
    kind = getattr(about.get("S"), "says", "")
    if kind == "Table":
        together += said_of_cells(_cells(objects, about.get("K"), page, tags))
        return ""
    said = _told(objects, about.get("K"), page, together, tags)
    if kind in _WHOLE and said:
        together.append(said)
        tags.told |= _under(objects, about.get("K"), page)
    return said


def _under(objects: Objects, value: Any, page: int | None) -> set[tuple[int, int]]:
    """Give the pages and numbers of all texts under a tag."""
    about = objects.get(value)
    if isinstance(about, float):
        return {(page or 0, int(about))}
    if isinstance(about, list):
        return {at for one in about for at in _under(objects, one, page)}
    if not isinstance(about, dict):
        return set()
    page = about["Pg"].number if isinstance(about.get("Pg"), Ref) else page
    inside = about["MCID"] if "MCID" in about else about.get("K")
    return _under(objects, inside, page)


def _cells(objects: Objects, value: Any, page: int | None, tags: _Tags) -> Cells:
    """Give the rows of a table as (whether it is a head, text) for each cell."""
    about = objects.get(value)
    if isinstance(about, list):
        return [row for one in about for row in _cells(objects, one, page, tags)]
    if not isinstance(about, dict):
        return []
    if about.get("S") != Name("TR"):
        return _cells(objects, about.get("K"), page, tags)
    inside = objects.get(about.get("K"))
    row = [objects.get(cell) for cell in (inside if isinstance(inside, list) else [inside])]
    tags.told |= _under(objects, about, page)
    return [[(cell.get("S") == Name("TH"), _told(objects, cell, page, [], tags))
             for cell in row if isinstance(cell, dict)]]  # fmt: skip


def _times(one: Sequence[float], other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
            e * p + f * r + t, e * q + f * s + u)  # fmt: skip


def _loose(stream: bytes) -> Iterator[str]:
    """Give the texts of a stream that no page shows: metadata, attachments, what was left over."""
    with suppress(UnicodeDecodeError):
        yield from stream.decode("utf-8").splitlines()
    yield from (_decoded(value) for value, _ in tokens(stream) if isinstance(value, bytes))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, bytes):
        yield _decoded(value)
    elif isinstance(value, dict):
        for inside in value.values():
            yield from _strings(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _strings(inside)


def _decoded(said: bytes) -> str:
    if said.startswith(b"\xfe\xff"):
        return said[2:].decode("utf-16-be", "replace")
    return said.decode("utf-8-sig" if said.startswith(b"\xef\xbb\xbf") else "latin-1", "replace")
