"""Scans what is about to be given out, file by file, for any count that is not printed.

Whatever a chart, a page or a data file carries must be a number of the release: a specification
with the raw rows in it, or a label with the true value, gives away what the table hides.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pyarrow.parquet as pq

from evenhand.disclosure.counted import Counted, gather
from evenhand.disclosure.grid import Key, in_order, lay
from evenhand.disclosure.naming import named
from evenhand.disclosure.releasing import SafeRelease
from evenhand.measures.counts import CountTable
from evenhand.terms.refusal import Unsafe

_NUMBER = re.compile(
    r"(?<![\w.#-])(?<!\d,)(?:\d{1,3}(?:,\d{3})+(?!\w|,\d|\.\d)|\d+(?!\w|\.\d|,\d{3}(?!\d)))"
)
NEAR = 80  # letters around a cell's words within which its count would be read as its count
TELLING = 15  # counts below are looked for beside their words only: such numbers are everywhere
ROW = 3  # so many true counts of one line, one after the other, are a raw table


Secret = tuple[tuple[str, ...], int]  # the words of a cell, and its count


@dataclass(frozen=True)
class Seen:
    """One thing found: in which file, and what it is, never the number itself."""

    file: str
    says: str


def scan(
    files: Mapping[str, bytes], release: SafeRelease, tables: Iterable[CountTable]
) -> tuple[Seen, ...]:
    """Look in every file for raw counts of these tables; give what was found."""
    merged, _ = named([table for _, table in in_order(tables).items()])
    grids = [lay(table, id) for id, table in in_order(merged).items()]
    counted = gather(grids, (), release.rule)
    printed = _printed(release)
    secrets = _secrets(counted, release, printed)
    found: list[Seen] = []
    for name, content in sorted(files.items()):
        pieces = list(_texts(name, content))
        for text in pieces:
            found += _beside_words(name, text, secrets)
        found += _raw_rows(name, pieces, counted, printed)
        found += [Seen(name, f"a column or data set with an unprinted number: {where}")
                  for where in _columns(name, content, printed)]  # fmt: skip
    return tuple(dict.fromkeys(found))


def refuse_raw(
    files: Mapping[str, bytes], release: SafeRelease, tables: Iterable[CountTable]
) -> None:
    """Refuse files in which a raw count was found."""
    if found := scan(files, release, tables):
        raise Unsafe(
            "A file holds counts that are not for readers: "
            f"{'; '.join(f'{seen.file}: {seen.says}' for seen in found[:10])}.",
            "Build it from safe tables only.",
        )


def _secrets(
    counted: Counted, release: SafeRelease, printed: Collection[float]
) -> dict[str, list[Secret]]:
    """Give each cell not printed exactly, by the last word of its place: its words and count."""
    grids = {key: (grid, at) for grid in counted.grids
             for key, at in zip(grid.keys, grid.places, strict=True)}  # fmt: skip
    shown: set[Key] = set()
    for table, grid in zip(release.tables, counted.grids, strict=True):
        exact = {cell.at for cell in table.cells if cell.low == cell.high}
        shown |= {key for key, at in zip(grid.keys, grid.places, strict=True) if at in exact}
    found: dict[str, list[Secret]] = {}
    for key, count in counted.counts.items():
        grid, at = grids[key]
        words = tuple(
            next(v.says for v in d.values if v.code == code)
            for d, code in zip(grid.table.dimensions, at, strict=True)
            if code != "*"
        )
        # A count that is printed somewhere as a number or a limit is no sign of anything.
        if key not in shown and words and count and float(count) not in printed:
            found.setdefault(words[-1], []).append((words, count))
    return found


def _printed(release: SafeRelease) -> set[float]:
    """Give every number that the release prints, as a cell, a limit of one, or an estimate."""
    found: set[float] = set()
    for table in release.tables:
        for cell in table.cells:
            found |= {float(n) for n in (cell.low, cell.high, cell.drawn) if n is not None}
            found |= {float(n.replace(",", "")) for n in _NUMBER.findall(cell.text)}
    for estimate in release.estimates:
        drawn = (estimate.drawn, estimate.drawn_low, estimate.drawn_high, estimate.step)
        found |= {float(n) for n in drawn if n is not None}
    return found


def _beside_words(name: str, text: str, secrets: Mapping[str, list[Secret]]) -> Iterator[Seen]:
    """Find counts that stand in one stretch of text with all the words of their cell."""
    for last, cells in secrets.items():
        start = text.find(last)
        while start >= 0:
            around = text[max(0, start - NEAR) : start + len(last) + NEAR]
            for words, count in cells:
                if all(word in around for word in words) and _says(_without(around, words), count):
                    yield Seen(name, f"the count of {', '.join(words)}")
            start = text.find(last, start + 1)


def _without(text: str, words: Sequence[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, " ")
    return text


def _says(text: str, count: int) -> bool:
    """Whether a text has this number by itself, and not as a limit ("under 15", "5 to 14")."""
    for found in _NUMBER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        limit = re.search(r"(under|to|below|nearest|least|–|\()\s*$", before) or re.match(
            r"\s*(to|–|%)", after
        )
        if int(found[0].replace(",", "")) == count and not limit:
            return True
    return False


def _raw_rows(
    name: str, pieces: Sequence[str], counted: Counted, printed: Collection[float]
) -> Iterator[Seen]:
    """Find a line of a table as it was counted: true counts one after the other."""
    numbers = [int(n.replace(",", "")) for piece in pieces for n in _NUMBER.findall(piece)]
    runs = {tuple(numbers[n : n + ROW]) for n in range(len(numbers))}
    for grid in counted.grids:
        flat = grid.persons.ravel()
        for line in grid.lines():
            counts = flat[line].tolist()
            for n in range(len(counts) - ROW + 1):
                run = tuple(counts[n : n + ROW])
                telling = sum(count >= TELLING and float(count) not in printed for count in run)
                if telling >= 2 and run in runs:
                    yield Seen(name, f"a line of {grid.table.title!r} as it was counted")
                    break


def _texts(name: str, content: bytes) -> Iterator[str]:
    """Give the readable texts of a file: text nodes, labels, alternative texts, metadata."""
    kind = name.rsplit(".", 1)[-1].lower()
    if kind in ("html", "htm", "svg", "xml"):
        reader = _Texts()
        reader.feed(content.decode("utf-8"))
        yield from reader.found
    elif kind == "pdf":
        yield from _pdf(content)
    elif kind == "parquet":
        metadata = pq.read_metadata(io.BytesIO(content)).metadata or {}
        yield from (value.decode("utf-8", "replace") for value in metadata.values())
    elif kind in ("json", "csv", "txt", "md", "toml"):
        yield from content.decode("utf-8").splitlines()


class _Texts(HTMLParser):
    """The text nodes and all attributes of a page or a drawing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is said in attributes: alt, title, label, data."""
        telling = ("alt", "title", "aria-label", "aria-description", "content", "summary")
        self.found += [v for k, v in attrs if v and (k in telling or k.startswith("data-"))]

    def handle_data(self, data: str) -> None:
        """Keep a text node."""
        if data.strip():
            self.found.append(data)

    def handle_comment(self, data: str) -> None:
        """Keep a comment: it is in the file."""
        self.found.append(data)


def _pdf(content: bytes) -> Iterator[str]:
    """Give the strings of a PDF, those in its packed streams and its metadata included."""
    streams = [content]
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            streams.append(zlib.decompressobj().decompress(found[1]))
        except zlib.error:
            continue
    for stream in streams:
        for said in re.findall(rb"\(((?:[^()\\]|\\.)*)\)", stream):
            if said.startswith(b"\xfe\xff"):
                yield said[2:].decode("utf-16-be", "replace")
            else:
                yield said.decode("latin-1")
        for said in re.findall(rb"<(FEFF[0-9A-Fa-f]+)>", stream):
            yield bytes.fromhex(said[4:].decode()).decode("utf-16-be", "replace")


def _columns(name: str, content: bytes, printed: Collection[float]) -> Iterator[str]:
    """Name the columns and data sets of a data file that hold a number which is not printed."""
    if name.endswith(".parquet"):
        file = pq.ParquetFile(io.BytesIO(content))
        yield from _of_parquet(file, printed)
    elif name.endswith(".json"):
        yield from _of_json(json.loads(content), printed)


def _of_parquet(file: Any, printed: Collection[float]) -> Iterator[str]:
    table = file.read()
    for column in table.column_names:
        values = {v for v in table.column(column).to_pylist() if isinstance(v, int | float)}
        for group in range(file.metadata.num_row_groups):
            statistics = (
                file.metadata.row_group(group).column(table.column_names.index(column)).statistics
            )
            if statistics is not None and statistics.has_min_max:
                values |= {
                    v for v in (statistics.min, statistics.max) if isinstance(v, int | float)
                }
        if any(float(value) not in printed for value in values if not isinstance(value, bool)):
            yield column


def _of_json(content: Any, printed: Collection[float], inside: str = "") -> Iterator[str]:
    """Look into the data of a chart's specification: "values", and what stands in "datasets"."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key == "merged":  # how many values one stands for, which is no count of people
                continue
            data = key if key in ("values", "datasets") or inside == "datasets" else inside
            yield from _of_json(value, printed, data)
    elif isinstance(content, list):
        for value in content:
            yield from _of_json(value, printed, inside)
    elif isinstance(content, bool) or not isinstance(content, int | float):
        return
    elif inside and float(content) not in printed:
        yield inside
