"""The header of a file: what makes one usable, and which of its columns are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from evenhand.records.account import SourceFile
from evenhand.records.blocks import utf16
from evenhand.records.layout import MARKS, LayoutUnclear
from evenhand.terms.refusal import BadInput

DELIMITERS = {",": "a comma", "|": "a vertical bar", "\t": "a tab", ";": "a semicolon"}
ROW = "row"
# Characters of names shown in a message: enough to recognise a file, too few to print a record.
SHOWN = 60


@dataclass(frozen=True)
class Columns:
    """The wanted columns of a header: ``places`` in the file (from 0) and the ``names`` to give."""

    header: tuple[str, ...]
    places: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def schema(self) -> pa.Schema:
        """``row`` (int64) and then every wanted column as text."""
        return pa.schema([(ROW, pa.int64()), *((name, pa.string()) for name in self.names)])


def header_columns(
    source: SourceFile, header: Sequence[str], wanted: Sequence[str] | None
) -> Columns:
    """Check ``header`` and find ``wanted`` in it, ignoring case and outer spaces; None means all.

    Raises BadInput when there is no header, a name stands twice (also if only case differs,
    because a table cannot hold both), a wanted column is missing, or a column is called ``row``.
    """
    keys = [_key(name) for name in header]
    if not any(keys):
        raise LayoutUnclear(
            f"{source.name} has no header: the line where it should stand is blank.",
            "header_row",
            first="If the header stands further down, say where",
        )
    twice = [name for name, key in zip(header, keys, strict=True) if keys.count(key) > 1]
    if twice:
        raise LayoutUnclear(
            f"{source.name} has columns with the same name: {_shown(twice)}.",
            "header_row",
            first="If this is the header, give its columns distinct names in a copy of the file; "
            "if it is not, say where the header stands",
        )
    places = _places(source, header, keys, wanted)
    names = tuple(header) if wanted is None else tuple(wanted)
    if ROW in map(_key, names):
        raise BadInput(
            f"{source.name} has a column called '{ROW}', the name kept for the row number.",
            "Leave it out of the mapping, or give it another name in a copy of the file.",
        )
    return Columns(tuple(header), places, names)


def _places(
    source: SourceFile, header: Sequence[str], keys: list[str], wanted: Sequence[str] | None
) -> tuple[int, ...]:
    if wanted is None:
        return tuple(range(len(header)))
    repeated = [key for key, times in Counter(map(_key, wanted)).items() if times > 1]
    if repeated:
        raise BadInput(f"Columns were asked for twice: {_shown(repeated)}.", "Name each once.")
    missing = [name for name in wanted if _key(name) not in keys]
    if missing:
        raise BadInput(
            f"{source.name} lacks wanted columns: {_shown(missing)}.",
            f"Its header has: {_shown(header)}.",
        )
    return tuple(keys.index(_key(name)) for name in wanted)


def check_delimiter(delimiter: str) -> None:
    """Raise BadInput unless ``delimiter`` is one ASCII character that can divide a line."""
    if len(delimiter) != 1 or delimiter in '\r\n\0"' or not delimiter.isascii():
        raise BadInput(
            f"{delimiter!r} cannot be a delimiter.",
            f"Write {', '.join(MARKS)}, or one other character.",
        )


def check_header_row(header_row: int) -> None:
    """Raise BadInput unless ``header_row`` can be the number of a line."""
    if header_row < 1:
        raise BadInput(f"header_row is {header_row}.", "Lines are counted from 1.")


def check_text_header(source: SourceFile, line: bytes) -> None:
    """Raise BadInput if the header ``line`` shows that this is not a text file of ours."""
    if b"\0" in line:
        raise utf16(source)
    if b"\r" in line.removesuffix(b"\r"):
        raise BadInput(
            f"{source.name} has carriage returns inside its header: its lines end the old "
            "Macintosh way, or it is not text.",
            "Convert it: tr '\\r' '\\n'.",
        )


def one_column(source: SourceFile, name: str, delimiter: str) -> LayoutUnclear:
    """The refusal for a header that ``delimiter`` does not divide."""
    others = [word for mark, word in DELIMITERS.items() if mark in name and mark != delimiter]
    hint = f"; it holds {' and '.join(others)}" if others else ""
    return LayoutUnclear(
        f"{source.name} has a header of one field when divided by {spoken(delimiter)}{hint}.",
        "delimiter",
        first="Say what divides it",
    )


def spoken(delimiter: str) -> str:
    """``delimiter`` in words."""
    return DELIMITERS.get(delimiter, repr(delimiter))


def _key(name: str) -> str:
    return name.strip().casefold()


def _shown(names: Sequence[str]) -> str:
    return ", ".join(repr(name[:SHOWN]) for name in names)
