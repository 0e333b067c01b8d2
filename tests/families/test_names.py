"""Names are compared by their words and their Spanish sound."""

from __future__ import annotations

import pytest

from evenhand.engines.duck import connect
from evenhand.families.comparing import comparisons
from evenhand.families.names import sound, words


def ask(expression, value):
    """Give what an SQL expression makes of a text."""
    with connect() as con:
        return con.execute(f"SELECT {expression} FROM (SELECT ? AS x)", [value]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("García López", ["GARCIA", "LOPEZ"]),
        ("GARCIA-LOPEZ", ["GARCIA", "LOPEZ"]),
        ("de la Cruz", ["CRUZ"]),
        ("Nuñez de Peña", ["NUNEZ", "PENA"]),
        ("MARIA J", ["MARIA"]),
        ("  ", []),
    ],
)
def test_a_name_is_its_words(name, said):
    """Accents, hyphens, particles and initials do not count."""
    assert ask(words("x"), name) == said


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VASQUEZ", "BAZQUES"),
        ("HERNANDEZ", "ERNANDES"),
        ("CASTILLO", "CASTIYO"),
        ("JIMENEZ", "XIMENES"),
        ("GEORGINA", "JEORJINA"),
        ("QUIROZ", "KIROS"),
        ("MUNNOZ", "MUNOZ"),
    ],
)
def test_words_that_sound_alike_have_one_key(one, other):
    """Spellings of one sound are one key."""
    assert ask(sound("x"), one) == ask(sound("x"), other)


@pytest.mark.parametrize(
    ("one", "other"), [("GARCIA", "GARZON"), ("CHAVEZ", "KAVES"), ("XOL", "CAAL")]
)
def test_words_that_sound_different_have_different_keys(one, other):
    """A key is no wider than the sound."""
    assert ask(sound("x"), one) != ask(sound("x"), other)


def test_every_comparison_ends_in_a_level_that_always_holds():
    """The last level is the one for what nothing else fits, and the usual shares make a whole."""
    for comparison in comparisons().values():
        assert comparison.levels[-1].when == "true"
        assert sum(level.usual for level in comparison.levels) == pytest.approx(1, abs=0.011)
