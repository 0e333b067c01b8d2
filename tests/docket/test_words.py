"""Packed words: one bit for yes and one for no of each yes-no fact, in the catalogue's order."""

from __future__ import annotations

from evenhand.docket.catalogue import catalogue
from evenhand.docket.words import WIDTH, places, word_columns

YES_NO = [fact.name for fact in catalogue().values() if fact.type == "yes-no"]


def test_a_bit_is_set_exactly_where_the_answer_is_known(synthetic):
    """In every row a fact's bit is in the yes word for yes, in the no word for no, else in none."""
    met = set()
    for row in synthetic.docket.rows("facts"):
        for place, fact in enumerate(YES_NO):
            word, bit = 1 + place // WIDTH, 1 << place % WIDTH
            bits = bool(row[f"yes_{word}"] & bit), bool(row[f"no_{word}"] & bit)
            assert bits == (row[fact] is True, row[fact] is False)
            met.add(bits)
    assert met == {(True, False), (False, True), (False, False)}


def test_no_bit_stands_for_nothing(synthetic):
    """No bit is set beyond those of the facts, so that a word can be compared with nought."""
    whole = {}
    for place in range(len(YES_NO)):
        word = 1 + place // WIDTH
        whole[word] = whole.get(word, 0) | 1 << place % WIDTH
    for row in synthetic.docket.rows("facts"):
        assert all((row[f"yes_{w}"] | row[f"no_{w}"]) & ~bits == 0 for w, bits in whole.items())


def test_every_fact_has_a_place_of_its_own():
    """No two facts share a bit, and every word has its two columns."""
    found = places(catalogue())
    assert list(found) == YES_NO
    assert len({(place.word, place.shift) for place in found.values()}) == len(YES_NO)
    words = sorted({place.word for place in found.values()})
    assert word_columns(catalogue()) == [f"{side}_{w}" for w in words for side in ("yes", "no")]
