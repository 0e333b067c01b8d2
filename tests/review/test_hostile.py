"""Instruments from others: loading and running one can do nothing but answer."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.guidance.instrument import Instrument
from evenhand.review.codes import codes_of
from evenhand.review.finding import review_case
from evenhand.review.statement import statement
from evenhand.terms.refusal import BadGuidance
from evenhand.terms.span import Span
from tests.support.people import Person, engine_rows, interpreter_rows
from tests.support.tiny import loaded, parameter, text_of, tiny

DAY = dt.date(2012, 2, 29)
SECRET = "a word that no finding may come to know"


def test_a_parameter_cannot_bring_sql_into_the_statement(tmp_path: Path) -> None:
    """An instrument that smuggles a query in as a parameter is refused before it is run."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, "utf-8")
    query = f"\"(SELECT length(content) FROM read_text('{secret}'))\""
    few = parameter("few", d2011_01_01=query)
    told: list[str] = []
    try:
        instrument = tiny(tmp_path, [("F1", "A", "n > few")], parameters=few)
        people: list[Person] = [({"n": Span(n, n)}, DAY) for n in (1, len(SECRET) + 1)]
        told = [row[0] for row in engine_rows(instrument, people)]
    except BadGuidance:
        assert told == []
        return
    raise AssertionError(f"the statement was run, and read the secret: {told}")


NASTY = "it's \\\" -- ; DROP TABLE people; {x} %s \\u2028 ñ"


@pytest.fixture
def nasty(tmp_path: Path) -> Instrument:
    """Give an instrument whose names and words are full of marks."""
    text = text_of([("F1", "A", "a"), ("F2", "B", "b")])
    for old in ('title = "Tiny"', 'id = "tiny"', 'id = "adverse"', 'issuer = "nobody"'):
        key = old.split(" = ")[0]
        text = text.replace(old, f'{key} = "{NASTY}"')
    level = f'review_level = "{NASTY}"'
    return loaded(tmp_path, text.replace('bearing = "for"', f'bearing = "for"\n{level}'))


def test_marks_in_names_and_words_are_only_marks(nasty: Instrument) -> None:
    """Quotes, semicolons and braces in an instrument's words come out as they went in."""
    people: list[Person] = [({"a": True}, DAY), ({"b": True}, DAY), ({}, DAY)]
    found = engine_rows(nasty, people)
    assert found == interpreter_rows(nasty, people)
    assert found[0][0] == list(nasty.classes)[1]
    assert "DROP TABLE" in found[0][0]


def _many(folder: Path, classes: int) -> Instrument:
    facts = [fact.name for fact in catalogue().values() if not fact.is_span]
    factors = [(f"F{n}", "A", facts[n]) for n in range(classes - 1)]
    rows = [(f"c{n}", f"F{n}", "against") for n in range(classes - 1)]
    last = ("last", "otherwise", "none")
    return tiny(folder, factors, [*rows, last], catalogue=catalogue())


def _people(classes: int) -> list[Person]:
    """Give people who meet the first factor, a middle one, the last one, and none that is known."""
    facts = [fact.name for fact in catalogue().values() if not fact.is_span]
    return [*(({facts[n]: True}, DAY) for n in (0, classes // 2, classes - 2)), ({}, DAY)]


def test_thirty_one_classes_are_reviewed(tmp_path: Path) -> None:
    """As many classes as fit a 32-bit number are told apart on both readers."""
    instrument = _many(tmp_path, 31)
    people = _people(31)
    assert engine_rows(instrument, people) == interpreter_rows(instrument, people)


@pytest.mark.parametrize("classes", [33, 62])
def test_as_many_classes_as_the_code_table_allows_are_reviewed(
    tmp_path: Path, classes: int
) -> None:
    """Whatever number of classes is accepted can be reviewed."""
    instrument = _many(tmp_path, classes)
    people = _people(classes)
    assert engine_rows(instrument, people) == interpreter_rows(instrument, people)


def test_more_than_a_mask_holds_is_refused(tmp_path: Path) -> None:
    """Sixty-three classes do not fit a mask; the refusal says to split the instrument."""
    with pytest.raises(BadGuidance, match="a finding holds 62") as refused:
        codes_of(_many(tmp_path, 63))
    assert "Split it into two instruments" in refused.value.remedy


def test_a_statement_never_negates_or_compares_what_may_be_null(tmp_path: Path) -> None:
    """The words that turn an unknown into an answer do not stand in a statement."""
    factors = [("F1", "A", "not (a and n > 2)"), ("F2", "B", "b or not c")]
    instrument = tiny(tmp_path, factors)
    text = statement(instrument, "people", DAY).lower()
    for word in (" is null", "coalesce", " is distinct", "ifnull", " in (", "greatest", "least("):
        assert word not in text
    assert review_case(instrument, {}, DAY).class_id == "neither"
