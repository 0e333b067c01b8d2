"""What is printed: rows beside Evenhand's, and each target with whether it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.measure import Row

HEAD = (
    "way", "wall s", "min", "CPU s", "cases/s", "peak MB", "x Evenhand, wall", "CPU",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A number to reach: what it is, what was measured, the limit, and on which side to be.

    Times are measured by the wall clock, and that decides; ``by_cpu`` is the same number by
    processor seconds, which other work on the machine hardly moves.
    """

    says: str
    measured: float
    limit: float
    by_cpu: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is reached."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def as_json(self) -> dict[str, object]:
        """Give it for ``--json``."""
        return {
            "target": self.says,
            "measured": self.measured,
            "by_cpu": self.by_cpu,
            "limit": self.limit,
            "holds": self.holds,
        }


def print_rows(title: str, rows: Sequence[Row], evenhand: Row | None, unit: str = "cases") -> None:
    """Print what was measured, Evenhand, if one of them is, as the measure of the others."""
    print(f"\n{title}")
    cells = [tuple(cell.replace("cases", unit) for cell in HEAD)]
    for row in rows:
        beside = evenhand or row
        cells.append(
            (
                row.way,
                f"{row.seconds:.3f}",
                f"{min(row.wall):.3f}",
                f"{row.cpu_seconds:.3f}",
                f"{row.scaled_to / row.seconds:,.0f}",
                f"{row.peak:,.0f}",
                f"{row.seconds / beside.seconds:.2f}",
                f"{row.cpu_seconds / beside.cpu_seconds:.2f}",
            )
        )
    print_cells(cells if evenhand else [cell[:-2] for cell in cells])


def print_targets(targets: Iterable[Target]) -> None:
    """Print the targets."""
    cells = [("target", "measured", "by CPU", "limit", "holds")]
    for target in targets:
        side = ">=" if target.at_least else "<="
        holds = "yes" if target.holds else "NO"
        cpu = "" if target.by_cpu is None else f"{target.by_cpu:,.2f}"
        limit = f"{side} {target.limit:g}"
        cells.append((target.says, f"{target.measured:,.2f}", cpu, limit, holds))
    print()
    print_cells(cells)


def print_cells(cells: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    widths = [max(len(row[n]) for row in cells) for n in range(len(cells[0]))]
    for row in cells:
        first, *others = row
        right = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        print("  ".join([first.ljust(widths[0]), *right]).rstrip(), flush=True)
