"""Measures as files: every shipped one is whole, and what is wrong with another is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evenhand.measures.answers.answering import ANSWERED
from evenhand.measures.library import find, shipped
from evenhand.measures.measure import ESTIMATORS, POPULATIONS, read_measure
from evenhand.terms.refusal import BadInput

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
TEXT = """
id = "own"
question = "How many?"
title = "Ended by discretion, of all cases that ended"
numerator = "cases ended by discretion"
denominator = "all cases that ended"
population = "ended"
met = "by_discretion"
groups = [["court"], ["month"]]
estimator = "rate"
period = "from and until"
method = "Wilson"
sources = [{ says = "a text", status = "primary" }]
cannot_show = ["why"]
"""


@pytest.mark.parametrize("measure", shipped(), ids=lambda measure: measure.id)
def test_each_shipped_measure_is_whole(measure):
    """Each asks a question, says of whom it counts, cites with a mark and says what it hides."""
    assert measure.question[0].isupper()
    assert measure.question.endswith("?")
    assert measure.sources
    assert measure.cannot_show
    assert measure.all_needs
    if measure.estimator in ("rate", "contrast"):
        assert measure.met
        assert measure.denominator in measure.title


def test_each_file_has_the_name_of_its_measure():
    """A file is found by the id in it."""
    folder = Path(find.__globals__["__file__"]).with_name("definitions")
    assert {path.stem for path in folder.glob("*.toml")} == {measure.id for measure in shipped()}


def test_no_two_measures_share_a_title():
    """What two numbers are of stands in their titles, so no two titles are the same."""
    titles = [measure.title for measure in shipped()]
    assert len(titles) == len(set(titles))


def test_every_estimator_and_population_is_used_and_answered():
    """No measure names what nothing computes, and nothing computes what no measure names."""
    assert {measure.estimator for measure in shipped()} == set(ESTIMATORS) == set(ANSWERED)
    assert {measure.population for measure in shipped()} == set(POPULATIONS)


def test_a_measure_of_ones_own_is_found_by_its_file(tmp_path):
    """A file that passes the checks is a measure like any other."""
    path = tmp_path / "own.toml"
    path.write_text(TEXT)
    (found,) = find([str(path)])
    assert (found.id, found.groups) == ("own", (("court",), ("month",)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "own"\n', "", "id is missing"),
        ('question = "How many?"', 'question = "So many"', "not a question"),
        ('id = "own"', 'id = "../own"', "small letters"),
        ("of all cases that ended\"\nnum", "\"\nnum", "does not name the denominator"),
        ('population = "ended"', 'population = "everybody"', "population is 'everybody'"),
        ('estimator = "rate"', 'estimator = "guess"', "estimator is 'guess'"),
        ('["court"]', '["court; DROP"]', "a group or met"),
        ('met = "by_discretion"', 'met = "1=1"', "a group or met"),
        ('status = "primary"', 'status = "sure"', "status of a source"),
        ('cannot_show = ["why"]', "cannot_show = []", "list of sentences"),
        ('method = "Wilson"', 'method = "Wilson"\nscore = 3', "no entry 'score'"),
        ('method = "Wilson"', 'method = ""', "method is not a text"),
        ('id = "own"', "id = [", "is not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_said(tmp_path, old, new, told):
    """Loading refuses what is missing, unknown or not of its form, and names it."""
    assert old in TEXT
    path = tmp_path / "own.toml"
    path.write_text(TEXT.replace(old, new))
    with pytest.raises(BadInput, match=re.escape(told)):
        read_measure(path)


def test_an_unknown_measure_is_refused_with_those_there_are():
    """The refusal lists what can be asked."""
    with pytest.raises(BadInput, match="discretion-of-pending"):
        find(["nosuch"])


def test_the_page_names_every_measure():
    """docs/measures.md has each measure."""
    text = PAGE.read_text("utf-8")
    assert [measure.id for measure in shipped() if f"`{measure.id}`" not in text] == []
