"""How the codes in a PDF's texts become letters: each font's own table, and its widths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evenhand.disclosure.pdf_objects import Name, Objects, Ref, tokens

GAP = 180.0  # thousandths of the letters' size: so wide a gap within a text is a blank
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)


@dataclass(frozen=True)
class Font:
    """How the codes of a font are read: their width in bytes, the letters and breadth of each."""

    width: int
    letters: Mapping[int, str] | None
    breadths: Mapping[int, float]
    usual: float

    def said(self, shown: Any) -> tuple[str | None, float]:
        """Give what an operator shows, None where nobody can read it, and how broad it is."""
        found, broad = "", 0.0
        for part in shown if isinstance(shown, list) else [shown]:
            if isinstance(part, float):
                broad -= part
                found += " " if -part > GAP else ""
            elif isinstance(part, bytes):
                codes = [int.from_bytes(part[n : n + self.width], "big")
                         for n in range(0, len(part), self.width)]  # fmt: skip
                broad += sum(self.breadths.get(code, self.usual) for code in codes)
                if self.letters is not None:
                    found += "".join(self.letters.get(code, "") for code in codes)
                elif self.width == 1:
                    found += part.decode("latin-1")
                else:
                    return None, broad / 1000
        return found, broad / 1000


def fonts(objects: Objects, resources: Any) -> dict[str, Font]:
    """Give the fonts that a page names."""
    named = objects.part(resources, "Font")
    return {name: _font(objects, pointer) for name, pointer in (named or {}).items()}


def _font(objects: Objects, pointer: Any) -> Font:
    font = objects.get(pointer)
    table = font.get("ToUnicode") if isinstance(font, dict) else None
    letters = _letters(objects.streams.get(table.number, b"")) if isinstance(table, Ref) else None
    if objects.part(pointer, "Subtype") != Name("Type0"):
        first = objects.part(pointer, "FirstChar") or 0.0
        widths = objects.part(pointer, "Widths") or []
        return Font(1, letters, {int(first) + n: w for n, w in enumerate(widths)}, 0.0)
    inner = (objects.part(pointer, "DescendantFonts") or [None])[0]
    usual = objects.part(inner, "DW")
    breadths = _breadths(objects, objects.part(inner, "W") or [])
    return Font(2, letters, breadths, 1000.0 if usual is None else usual)


def _breadths(objects: Objects, given: list[Any]) -> dict[int, float]:
    """Read the breadths of codes: a first code and a list, or first, last and one for all."""
    found: dict[int, float] = {}
    at = 0
    while at + 1 < len(given):
        first, second = int(given[at]), objects.get(given[at + 1])
        if isinstance(second, list):
            found |= {first + n: breadth for n, breadth in enumerate(second)}
            at += 2
        else:
            found |= dict.fromkeys(range(first, int(second) + 1), given[at + 2])
            at += 3
    return found


def _letters(table: bytes) -> dict[int, str]:
    """Read a font's table of letters."""
    found: dict[int, str] = {}
    for part in _CHARS.findall(table):
        values = [value for value, _ in tokens(part)]
        for code, said in zip(values[::2], values[1::2], strict=False):
            found[int.from_bytes(code, "big")] = said.decode("utf-16-be", "replace")
    for part in _RANGES.findall(table):
        values = [value for value, _ in tokens(part)]
        for first, last, said in zip(values[::3], values[1::3], values[2::3], strict=False):
            start = int.from_bytes(first, "big")
            for further in range(int.from_bytes(last, "big") - start + 1):
                letter = said[further] if isinstance(said, list) else _after(said, further)
                found[start + further] = letter.decode("utf-16-be", "replace")
    return found


def _after(letter: bytes, further: int) -> bytes:
    return letter[:-2] + (int.from_bytes(letter[-2:], "big") + further).to_bytes(2, "big")
