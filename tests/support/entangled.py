"""Small instruments whose factors share facts on purpose, each hard in a way of its own."""

from __future__ import annotations

from pathlib import Path

from evenhand.guidance.instrument import Instrument
from tests.support.tiny import FOUR, Classes, Factors, tiny

LADDER: Classes = (
    ("first", "F1", "against"),
    ("second", "any(A) and F2", "person decides"),
    ("third", "any(A) or any(B)", "for"),
    ("last", "otherwise", "none"),
)
DENYING: Classes = (
    ("clean", "any(B) and not any(A)", "for"),
    ("mixed", "any(A) and any(B)", "person decides"),
    ("bare", "not any(B) and not any(A)", "none"),
    ("rest", "otherwise", "none"),
)
REFERRING: Classes = (
    ("first", "F2", "against"),
    ("second", "any(B)", "for"),
    ("last", "otherwise", "none"),
)

ENTANGLED: dict[str, tuple[Factors, Classes]] = {
    "one cut, two sides": ([("F1", "A", "n < 3"), ("F2", "B", "n >= 3")], FOUR),
    "one cut with a shared yes-no fact": (
        [("F1", "A", "n < 3 and a"), ("F2", "B", "n >= 3 or a"), ("F3", "B", "b and not a")],
        FOUR,
    ),
    "yes-no facts across both lists": (
        [("F1", "A", "a and b"), ("F2", "A", "not a and c"), ("F3", "B", "a or j")],
        FOUR,
    ),
    "a factor that refers to another": (
        [("F1", "B", "a or b"), ("F2", "A", "F1 and c"), ("F3", "A", "j and not F1")],
        FOUR,
    ),
    "equal and among": (
        [("F1", "A", "n == 2"), ("F2", "B", "n in (1, 2, 5)"), ("F3", "B", "not n == 0 and a")],
        FOUR,
    ),
    "two counts": (
        [("F1", "A", "n > 1 and m > 0"), ("F2", "B", "m < 2"), ("F3", "A", "n <= 1 and a")],
        FOUR,
    ),
    "years on one date": (
        [
            ("F1", "A", "years_since(x) < 3 and a"),
            ("F2", "B", "years_since(x) >= 3 and years_since(x) < 5"),
            ("F3", "B", "years_since(x) > 5 and b"),
        ],
        FOUR,
    ),
    "classes that deny a list": (
        [("F1", "A", "a and n > 1"), ("F2", "B", "not a or b"), ("F3", "B", "n <= 1 and j")],
        DENYING,
    ),
    "classes that name factors": (
        [("F1", "A", "a and b"), ("F2", "B", "not b or c"), ("F3", "A", "c and n > 2")],
        LADDER,
    ),
    "a class that holds already": (
        [("F1", "A", "a"), ("F2", "B", "b"), ("F3", "B", "c and n > 1")],
        (
            ("first", "F1", "against"),
            ("second", "F2", "for"),
            ("third", "F3", "for"),
            ("last", "otherwise", "none"),
        ),
    ),
    "both ends of a range and its middle": (
        [("F1", "A", "n > 3 or n < 1"), ("F2", "B", "not n > 2 and not n < 2"), ("F3", "A", "k")],
        FOUR,
    ),
}

# On these the class on the record need not be possible, or a fact is asked for in vain.
COMPLEMENTARY: dict[str, tuple[Factors, Classes]] = {
    "met whichever way the fact falls": (
        [("F1", "A", "a and b"), ("F2", "A", "a and not b"), ("F3", "B", "c")],
        FOUR,
    ),
}

# On this one the engine and the interpreter ask for different facts.
REFERRED: tuple[Factors, Classes] = (
    [("F1", "B", "a or b"), ("F2", "A", "F1 and c or d")],
    (("first", "F2", "against"), ("last", "otherwise", "none")),
)


def entangled(folder: Path, name: str) -> Instrument:
    """Write one of the small instruments and load it."""
    factors, classes = (ENTANGLED | COMPLEMENTARY)[name]
    return tiny(folder, factors, classes)
