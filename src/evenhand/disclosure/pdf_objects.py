"""Reads the parts of a PDF: its objects, the values in them, and its streams unpacked.

Only what is needed to search a document for its texts; nothing here draws or repairs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(
    rb"(?P<blank>\s+|%[^\r\n]*)"
    rb"|(?P<string>\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|(?P<hex><[0-9A-Fa-f\s]*>)"
    rb"|(?P<name>/[^\s()<>\[\]{}/%]*)"
    rb"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?![^\s()<>\[\]{}/%]))"
    rb"|(?P<word>[^\s()<>\[\]{}/%]+)",
    re.DOTALL,
)
_OBJECT = re.compile(rb"(\d+)\s+(\d+)\s+obj\b")
_STREAM = re.compile(rb"stream\r?\n")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_SAID = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b""}


@dataclass(frozen=True)
class Name:
    """A name, without its slash."""

    says: str


@dataclass(frozen=True)
class Word:
    """An operator or a keyword."""

    says: bytes


@dataclass(frozen=True)
class Ref:
    """A pointer to an object by its number."""

    number: int


@dataclass
class Objects:
    """The objects of a document by number, and the unpacked streams of those that have one."""

    values: dict[int, Any] = field(default_factory=dict)
    streams: dict[int, bytes] = field(default_factory=dict)

    def get(self, value: Any) -> Any:
        """Follow a pointer; give any other value as it is."""
        for _ in range(20):
            if not isinstance(value, Ref):
                break
            value = self.values.get(value.number)
        return value

    def part(self, value: Any, name: str) -> Any:
        """Give one entry of a dictionary, pointers followed; None where there is none."""
        found = self.get(value)
        return self.get(found.get(name)) if isinstance(found, dict) else None


def read(content: bytes) -> Objects:
    """Read every object of a document, those packed into streams of objects included."""
    found = Objects()
    at = 0
    while begins := _OBJECT.search(content, at):
        value, at = _value(content, begins.end())
        number = int(begins[1])
        found.values[number] = value
        blank = re.compile(rb"\s*").match(content, at)
        starts = _STREAM.match(content, blank.end() if blank else at)
        if starts and isinstance(value, dict):
            length = value.get("Length")
            end = starts.end() + int(length) if isinstance(length, float) else -1
            if not re.match(rb"\s*endstream", content[end : end + 20]) or end < 0:
                end = content.find(b"endstream", starts.end())
                end = len(content) if end < 0 else end
            found.streams[number] = _unpacked(content[starts.end() : end])
            at = end
    for number, value in list(found.values.items()):
        if isinstance(value, dict) and value.get("Type") == Name("ObjStm"):
            found.values |= _packed(value, found.streams.pop(number, b""))
    return found


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def _packed(about: dict[str, Any], stream: bytes) -> dict[int, Any]:
    """Give the objects in a stream of objects: their numbers and offsets stand first."""
    number, first = int(about.get("N", 0)), int(about.get("First", 0))
    heads = [int(n) for n in stream[:first].split()[: 2 * number]]
    pairs = zip(heads[::2], heads[1::2], strict=True)
    return {n: _value(stream, first + offset)[0] for n, offset in pairs}


def _value(content: bytes, at: int) -> tuple[Any, int]:
    """Read one value; a pointer is two numbers and an R, so numbers wait for what follows."""
    held: list[Any] = []
    end = at
    for token, after in tokens(content, at):
        if isinstance(token, Word) and token.says == b"R" and len(held) > 1:
            return Ref(int(held[0])), after
        if isinstance(token, Word):
            return (held[0], end) if held else (None, after)
        if not isinstance(token, float):
            return (held[0], end) if held else (token, after)
        held.append(token)
        end = end if len(held) > 1 else after
    return (held[0] if held else None), max(end, at + 1)


def tokens(content: bytes, at: int = 0) -> Iterator[tuple[Any, int]]:
    """Give values and operators one after the other, and where each ends."""
    nested: list[list[Any]] = []
    kinds: list[bytes] = []
    while found := TOKEN.match(content, at):
        at = found.end()
        kind, text = found.lastgroup, found[0]
        if kind == "blank":
            continue
        if kind == "open":
            nested.append([])
            kinds.append(text)
            continue
        value = _plain(kind, text)
        if kind == "close":
            if not nested:
                continue
            inside, opened = nested.pop(), kinds.pop()
            value = _mapped(inside) if opened == b"<<" else inside
        if not nested:
            yield value, at
        elif isinstance(value, Word) and value.says == b"R" and len(nested[-1]) > 1:
            del nested[-1][-1]
            nested[-1][-1] = Ref(int(nested[-1][-1]))
        else:
            nested[-1].append(value)


def _plain(kind: str | None, text: bytes) -> Any:
    if kind == "string":
        return _ESCAPE.sub(_unescaped, text[1:-1])
    if kind == "hex":
        digits = re.sub(rb"\s", b"", text[1:-1])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    if kind == "name":
        return Name(text[1:].decode("latin-1"))
    return float(text) if kind == "number" else Word(text)


def _unescaped(found: re.Match[bytes]) -> bytes:
    said = found[1]
    if said[:1].isdigit():
        return bytes([int(said, 8) & 255])
    return _SAID.get(said, said)


def _mapped(inside: list[Any]) -> dict[str, Any]:
    pairs = zip(inside[::2], inside[1::2], strict=False)
    return {key.says: value for key, value in pairs if isinstance(key, Name)}
