"""Moving bits between words and masks in SQL: runs of neighbours go in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evenhand.guidance.sql import chosen


def mask_of(parts: Iterable[tuple[Sequence[str], int]]) -> str:
    """Write a mask that has each part's bits where any of its ways holds (NULL: not)."""
    return joined(chosen(ways, str(bits)) for ways, bits in parts if ways)


def moved(word: str, moves: Iterable[tuple[int, int]]) -> list[str]:
    """Write bits taken from places of ``word`` and put to other places, one term per run.

    ``moves`` are (from, to) places counted from 0. Bits that move by the same distance move
    together.
    """
    by_distance: dict[int, int] = {}
    for source, target in moves:
        by_distance[source - target] = by_distance.get(source - target, 0) | 1 << target
    return [_shifted(word, distance, mask) for distance, mask in by_distance.items()]


def _shifted(word: str, distance: int, mask: int) -> str:
    if distance > 0:
        return f"(({word} >> {distance}) & {mask})"
    if distance < 0:
        # Masked before it moves, so that nothing overflows; a product costs half of a left shift.
        return f"(({word} & {mask >> -distance}) * {1 << -distance})"
    return f"({word} & {mask})"


def joined(terms: Iterable[str]) -> str:
    """Write several masks as one BIGINT."""
    return f"CAST({' | '.join(terms) or '0'} AS BIGINT)"
