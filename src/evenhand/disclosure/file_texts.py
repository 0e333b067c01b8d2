"""What can be read in a file that is to be given out, whatever its kind, and what belongs together.

Nothing that a file says may escape: a kind that cannot be searched is told, and not passed over.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pyarrow.parquet as pq

from evenhand.disclosure.pdf_text import texts as texts_of_pdf
from evenhand.disclosure.table_texts import said_of_cells

# The words and the numbers of one row or object; a word of digits may be either.
Entry = tuple[frozenset[str], frozenset[float]]
# Attributes of shapes and styles: no words, many numbers.
_SHAPES = frozenset({"d", "points", "transform", "viewbox", "style", "class"})
_COUNTED_OTHERWISE = "merged"  # how many values one stands for, which is no count of people


@dataclass
class Reading:
    """The texts of a file.

    ``flow`` is all of it in order, ``together`` texts that a reader takes in at once, ``entries``
    what is said in one row or one object, ``columns`` numbers by column or data set. ``cannot``
    says what could not be searched.
    """

    flow: list[str] = field(default_factory=list)
    together: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    columns: list[tuple[str, float]] = field(default_factory=list)
    cannot: str = ""


def read(name: str, content: bytes) -> Reading:
    """Read a file by its kind."""
    kind = name.rsplit(".", 1)[-1].lower()
    if kind in ("html", "htm", "svg", "xml"):
        return _page(content.decode("utf-8"))
    if kind == "pdf":
        found = texts_of_pdf(content)
        cannot = "text in a font without a table of letters" if found.unreadable else ""
        return Reading([*found.lines, *found.together], found.together, cannot=cannot)
    if kind == "parquet":
        return _parquet(content)
    if kind not in ("json", "csv", "txt", "md", "toml"):
        return Reading(cannot="a kind of file that is not known here")
    lines = content.decode("utf-8").splitlines()
    found_lines = Reading(lines, list(lines))
    if kind == "csv":
        for row in csv.reader(io.StringIO("\n".join(lines))):
            found_lines.entries.append(_entry(row, ()))
    if kind == "json":
        _walk(json.loads(content), frozenset(), "", found_lines)
    return found_lines


def _entry(words: Iterable[Any], numbers: Iterable[Any]) -> Entry:
    said = frozenset(word for word in words if isinstance(word, str))
    return said, frozenset(float(n) for n in numbers if _is_number(n))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _parquet(content: bytes) -> Reading:
    """Read the rows of a Parquet file, what its parts say of their ends, and its metadata."""
    file = pq.ParquetFile(io.BytesIO(content))
    about = file.metadata
    table = file.read()
    found = Reading()
    found.flow = [said.decode("utf-8", "replace") for said in (about.metadata or {}).values()]
    found.together = list(found.flow)
    columns = [table.column(n).to_pylist() for n in range(table.num_columns)]
    found.entries = [_entry(row, row) for row in zip(*columns, strict=True)]
    for number, values in enumerate(columns):
        for group in range(about.num_row_groups):
            statistics = about.row_group(group).column(number).statistics
            if statistics is not None and statistics.has_min_max:
                values += [statistics.min, statistics.max]
        name = table.column_names[number]
        found.columns += [(name, float(value)) for value in values if _is_number(value)]
    return found


def _walk(value: Any, said: frozenset[str], inside: str, found: Reading) -> None:
    """Read a structure: each object's own words and numbers, under the words it stands beneath.

    What stands in "values" or "datasets" is the data of a chart.
    """
    if isinstance(value, dict):
        told = said | value.keys() | frozenset(_scalars(value.values(), str))
        numbers = [n for key, n in value.items() if key != _COUNTED_OTHERWISE]
        found.entries.append(_entry(told, _scalars(numbers, int | float)))
        for key, part in value.items():
            if key != _COUNTED_OTHERWISE:
                data = key if key in ("values", "datasets") or inside == "datasets" else inside
                _walk(part, told if isinstance(part, dict) else said | {key}, data, found)
    elif isinstance(value, list):
        for part in value:
            _walk(part, said, inside, found)
    elif isinstance(value, str):
        found.together.append(value)
    elif inside and _is_number(value):
        found.columns.append((inside, float(value)))


def _scalars(values: Iterable[Any], kind: Any) -> Iterator[Any]:
    """Give the values of a kind, those in lists of plain values included."""
    for value in values:
        if isinstance(value, list):
            yield from _scalars([part for part in value if not isinstance(part, dict)], kind)
        elif isinstance(value, kind):
            yield value


def _page(text: str) -> Reading:
    reader = _Page()
    reader.feed(text)
    reader.close()
    return Reading(reader.found, reader.found + reader.cells)


class _Page(HTMLParser):
    """The text nodes, attributes and comments of a page or a drawing, and its tables by cell."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.cells: list[str] = []
        self._rows: list[list[tuple[bool, str]]] = []
        self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what attributes say, and where a row or a cell begins."""
        told = [said for name, said in attrs if said and name not in _SHAPES]
        self.found += [said for said in told if any(letter.isalpha() for letter in said)]
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            if not self._rows:
                self._rows.append([])
            self._rows[-1].append((tag == "th", ""))
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        """Read a table whole once it ends."""
        if tag == "table":
            self._told()
        elif tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        """Keep a text node, and put it into its cell."""
        if data.strip():
            self.found.append(data)
            if self._cell and self._rows and self._rows[-1]:
                head, said = self._rows[-1][-1]
                self._rows[-1][-1] = head, said + data

    def handle_comment(self, data: str) -> None:
        """Keep a comment: it is in the file."""
        self.found.append(data)

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration: it is in the file too."""
        self.found.append(decl)

    def close(self) -> None:
        """Read what was left open."""
        super().close()
        self._told()

    def _told(self) -> None:
        self.cells += said_of_cells([row for row in self._rows if row])
        self._rows = []
