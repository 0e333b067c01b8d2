"""Translations without a tool of the system: reads ``django.po``, writes the ``django.mo``."""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterator
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"
MAGIC = 0x950412DE


def sources() -> list[Path]:
    """Give the file of each language."""
    return sorted(LOCALES.glob("*/LC_MESSAGES/django.po"))


def messages(text: str) -> dict[str, str]:
    """Read a file of messages; plural forms are joined as a compiled file has them."""
    found: dict[str, str] = {}
    for block in text.split("\n\n"):
        parts = dict(_parts(block))
        if "msgid" not in parts:
            continue
        plurals = [parts[key] for key in sorted(parts) if key.startswith("msgstr[")]
        if "msgid_plural" in parts:
            found[f"{parts['msgid']}\0{parts['msgid_plural']}"] = "\0".join(plurals)
        else:
            found[parts["msgid"]] = parts["msgstr"]
    return found


def _parts(block: str) -> Iterator[tuple[str, str]]:
    key, said = "", ""
    for line in block.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if not line.startswith('"'):
            if key:
                yield key, said
            key, _, line = line.partition(" ")
            said = ""
        said += ast.literal_eval(line)
    if key:
        yield key, said


def compiled(text: str) -> bytes:
    """Write messages as gettext reads them."""
    pairs = [(k.encode(), v.encode()) for k, v in sorted(messages(text).items()) if v]
    keys, values = b"", b""
    spots = []
    for key, value in pairs:
        spots.append((len(key), len(keys), len(value), len(values)))
        keys += key + b"\0"
        values += value + b"\0"
    start = 28 + 16 * len(pairs)
    head = struct.pack("<7I", MAGIC, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    of_keys = b"".join(struct.pack("<2I", n, start + at) for n, at, _, _ in spots)
    of_values = b"".join(struct.pack("<2I", n, start + len(keys) + at) for _, _, n, at in spots)
    return head + of_keys + of_values + keys + values


def compile_all() -> None:
    """Write the compiled file beside each file of messages."""
    for path in sources():
        path.with_suffix(".mo").write_bytes(compiled(path.read_text("utf-8")))
