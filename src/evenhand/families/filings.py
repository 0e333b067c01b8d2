"""Counts that must make their total; and the published ones, with whether they do.

The published figures stand in filings.toml as their sources gave them. Nothing is put right: where
parts and total differ, or one figure was reported in two ways, that is what is said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Sum:
    """A total, and the parts that should make it; a part that was taken away is negative."""

    what: str
    total: int
    parts: tuple[int, ...]

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the total."""
        return sum(self.parts) == self.total

    @property
    def says(self) -> str:
        """The arithmetic in words."""
        first, *rest = self.parts
        written = f"{first:,}" + "".join(
            f" {'-' if part < 0 else '+'} {abs(part):,}" for part in rest
        )
        if self.adds_up:
            return f"{self.what}: {written} = {self.total:,}"
        return (
            f"{self.what}: {written} makes {sum(self.parts):,}, and {self.total:,} was given: "
            f"it does not add up, by {abs(sum(self.parts) - self.total):,}"
        )


@dataclass(frozen=True)
class Published:
    """One published statement: its day or month, its sum, the names of the parts, its status."""

    dated: str
    sum: Sum
    of: Sequence[str]
    status: str


@cache
def published() -> tuple[Published, ...]:
    """Give the published statements by their day."""
    text = files(__package__).joinpath("filings.toml").read_text("utf-8")
    told = tomllib.loads(text)
    found = [
        Published(i["dated"], Sum(i["what"], i["total"], tuple(i["parts"])), i["of"], i["status"])
        for i in told["sum"]
    ]
    found += [
        Published(i["dated"], Sum(i["what"], i["now"], (i["before"], -i["less"])),
                  ("before", "found since"), i["status"])
        for i in told["difference"]
    ]  # fmt: skip
    found += [
        Published(i["dated"], Sum(i["what"], i["other"], (i["one"],)), ("the earlier",),
                  i["status"])
        for i in told["compare"]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.dated))
