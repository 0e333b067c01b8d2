"""The safeguards in print: the table of docs/safeguards.md, and each one item by item as values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from evenhand.safeguards.safeguard import Safeguard, Source

HEADER = (
    "| safeguard | why removal waits | rests on | not known | cleared by | overridden by | mark |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)


def markdown(safeguards: Sequence[Safeguard]) -> str:
    """Print safeguards as one table."""
    return "\n".join([*HEADER, *(f"| {' | '.join(_row(item))} |" for item in safeguards)]) + "\n"


def _row(item: Safeguard) -> Iterator[str]:
    per = ", once for each child" if item.per_child else ""
    yield f"`{item.id}`{per}"
    unless = f" unless `{item.unless}`" if item.unless else ""
    yield f"{item.says}. When `{item.when}`{unless}"
    basis = {"law": "**law.** ", "own": "**this project's own rule.** "}[item.basis]
    yield basis + "; ".join(in_words(s) for s in item.sources if s.status != "own")
    yield "stands open" if item.unknown.holds else "is told, holds nothing up"
    yield "; ".join(f"{part.document} ({', '.join(part.roles)})" for part in item.clears)
    yield item.override.role or f"nobody: {item.override.nobody}"
    yield item.protection


def in_words(source: Source) -> str:
    """Write a source with how far it was confirmed, and the days between which it was in force."""
    ends = [f"from {source.since}"] if source.since else []
    ends += [f"until {source.until}"] if source.until else []
    return f"{source.citation} ({'; '.join([source.status, *ends])})"


def as_object(item: Safeguard) -> dict[str, Any]:
    """Give a safeguard as plain values."""
    return {
        "id": item.id,
        "title": item.title,
        "says": item.says,
        "version": item.full_version,
        "basis": item.basis,
        "protection": item.protection,
        "when": item.when,
        "unless": item.unless,
        "per_child": item.per_child,
        "counts": item.counts,
        "unknown": asdict(item.unknown),
        "sources": [asdict(source) for source in item.sources],
        "clears": [asdict(part) for part in item.clears],
        "override": asdict(item.override),
        "ask_first": list(item.ask_first),
        "notes": list(item.notes),
    }
