"""What an estimator answers: a figure with its interval, or why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class NoAnswer:
    """There is no number, because of what the sentence says."""

    because: str

    def __post_init__(self) -> None:
        if not self.because.endswith("."):
            raise ValueError("a reason is a sentence")


@dataclass(frozen=True)
class Figure:
    """A number and its interval; it cannot be made of anything that is not a number."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        for name, number in (("value", self.value), ("low", self.low), ("high", self.high)):
            if not math.isfinite(number):
                raise ValueError(f"{name} is {number}: an estimator says why it has no answer")
        if self.low > self.high:
            raise ValueError(f"the interval from {self.low} to {self.high} is upside down")
