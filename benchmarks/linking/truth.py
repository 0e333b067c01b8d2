"""How right a way was: recall at 99 % precision, the hold, and whether probabilities hold good."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PRECISION = 0.99
HOLD = 0.01


@dataclass(frozen=True)
class Scored:
    """A pair that a way found, and how sure it was."""

    parent: str
    child: str
    score: float


def true_pairs(folder: str) -> set[tuple[str, str]]:
    """Read the truth of made lists, with the ids that an import gives."""
    for place in (Path(folder) / "truth.csv", Path(folder) / "made" / "truth.csv"):
        if place.exists():
            with place.open() as handle:
                rows = csv.DictReader(handle)
                return {(f"border:{r['parent_row']}", f"care:{r['child_row']}") for r in rows}
    raise SystemExit(f"no truth in {folder}")


def judged(folder: str, found: list[Scored], measured: dict[str, float]) -> dict[str, Any]:
    """Give a way's figures, with the time and memory it took."""
    truth = true_pairs(folder)
    at_best, best = recall_at_precision(found, truth)
    parents = {parent for parent, _ in truth}
    held = {pair.parent for pair in found if pair.score >= HOLD}
    sure = [pair for pair in found if pair.score >= 0.9]
    right = sum((pair.parent, pair.child) in truth for pair in sure)
    return {
        "wall": measured["wall"],
        "cpu": measured["cpu"],
        "peak_mb": measured["peak_mb"],
        "pairs": len(found),
        "recall": at_best,
        "f1": best,
        "reached": len(held & parents) / len(parents),
        "held": len(held),
        "held_for_nothing": len(held - parents),
        "parents_with_child": len(parents),
        "sure": len(sure),
        "sure_and_right": right / len(sure) if sure else 0.0,
    }


def recall_at_precision(found: list[Scored], truth: set[tuple[str, str]]) -> tuple[float, float]:
    """Give the recall at the lowest threshold that keeps the precision, and the best F1.

    One parent for each child: the surest. Pairs of one score stand or fall together, so that a
    way which cannot tell its pairs apart is not helped by the order in which it lists them.
    """
    best: dict[str, Scored] = {}
    for pair in sorted(found, key=lambda p: (-p.score, p.parent)):
        best.setdefault(pair.child, pair)
    ranked = sorted(best.values(), key=lambda p: -p.score)
    right = recall = f1 = 0.0
    for place, pair in enumerate(ranked, 1):
        right += (pair.parent, pair.child) in truth
        if place < len(ranked) and ranked[place].score == pair.score:
            continue
        precision, found_share = right / place, right / len(truth)
        if precision >= PRECISION:
            recall = found_share
        if right:
            f1 = max(f1, 2 * precision * found_share / (precision + found_share))
    return recall, f1
