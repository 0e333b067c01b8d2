"""Names as they are compared: words without accents and particles, and their Spanish sound."""

from __future__ import annotations

# Words that come and go between one list and the next, and tell nothing by themselves.
PARTICLES = ("DE", "DEL", "LA", "LAS", "LOS", "Y", "VDA", "VIUDA", "DA", "DOS")

# What sounds alike in the Spanish of the Americas, in the order in which it is applied to a word
# in capitals: (pattern, what it becomes).
SOUNDS = (
    ("PH", "F"),
    ("QU", "K"),
    ("CH", "1"),
    ("LL", "Y"),
    ("HU", "W"),
    ("C([EI])", "S\\1"),
    ("G([EI])", "J\\1"),
    ("C", "K"),
    ("Z", "S"),
    ("V", "B"),
    ("X", "J"),
    ("H", ""),
    ("W", "U"),
)
DOUBLED = "BDFGJKLMNPRSTY"


def words(text: str) -> str:
    """Write the words of a name as SQL: a list in capitals, in their order, initials left out."""
    listed = ", ".join(f"'{particle}'" for particle in PARTICLES)
    found = f"regexp_extract_all(upper(strip_accents({text})), '[A-Z]+')"
    return f"list_filter({found}, lambda w: length(w) > 1 AND w NOT IN ({listed}))"


def sound(word: str) -> str:
    """Write the sound of a word as SQL: its first letter, and the consonants after it."""
    for pattern, becomes in SOUNDS:
        word = f"regexp_replace({word}, '{pattern}', '{becomes}', 'g')"
    for letter in DOUBLED:
        word = f"replace({word}, '{letter}{letter}', '{letter}')"
    return f"nullif(left({word}, 1) || regexp_replace(substr({word}, 2), '[AEIOUY]', '', 'g'), '')"
