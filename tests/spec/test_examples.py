"""Every example of every shipped instrument comes out as written, on every reader."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from unittest.mock import patch

import pytest

from evenhand.guidance.checks import check
from evenhand.guidance.examples import Example, read_examples
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.review.examples import missing_examples, run_examples

INSTRUMENTS = {instrument.id: instrument for instrument in shipped()}
READERS = ("interpreter", "duckdb")


def _names(instrument: Instrument) -> Iterator[str]:
    """Give the names of an instrument's examples from its file alone."""
    entries = tomllib.loads((instrument.folder / "examples.toml").read_text("utf-8"))
    for factor, answers in entries["factor"].items():
        for answer, people in answers.items():
            yield from (f"{factor} {answer.replace('_', ' ')} {n + 1}" for n in range(len(people)))
    yield from (case["name"] for case in entries["case"])


EXAMPLES = [(id, name) for id, item in INSTRUMENTS.items() for name in _names(item)]


@cache
def _examples(id: str) -> list[Example]:
    return read_examples(INSTRUMENTS[id])


# Reading the examples is most of the work, so each file is read once for all tests.
_read_once = patch("evenhand.review.examples.read_examples", lambda item: _examples(item.id))


@cache
def _outcomes(id: str) -> dict[tuple[str, str], tuple[str, ...]]:
    with _read_once:
        found = run_examples(INSTRUMENTS[id])
    return {(outcome.example, outcome.reader): outcome.wrong for outcome in found}


def test_the_four_instruments_of_2011_are_shipped() -> None:
    """The tests below look at all four documents, not at none."""
    assert list(INSTRUMENTS) == [
        "ice-2011-03-02",
        "ice-2011-06-17",
        "ice-2011-06-17-victims",
        "ice-2011-11-17",
    ]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("id", "name"), EXAMPLES, ids=[f"{i}: {n}" for i, n in EXAMPLES])
def test_an_example_comes_out_as_written(id: str, name: str, reader: str) -> None:
    """What a lawyer wrote beside the document is what each reader says."""
    assert _outcomes(id)[name, reader] == ()


@pytest.mark.parametrize("id", INSTRUMENTS)
def test_no_example_is_left_out(id: str) -> None:
    """Each example of the file is run on each reader, once and under a name of its own."""
    names = [name for instrument, name in EXAMPLES if instrument == id]
    assert len(names) == len(set(names))
    assert set(_outcomes(id)) == {(name, reader) for name in names for reader in READERS}


@pytest.mark.parametrize("id", INSTRUMENTS)
def test_nothing_is_wrong_with_a_shipped_instrument(id: str) -> None:
    """Nothing that can be proved of a shipped instrument is proved wrong."""
    assert [item for item in check(INSTRUMENTS[id]) if item.result == "wrong"] == []


@pytest.mark.parametrize("id", INSTRUMENTS)
def test_each_answer_and_each_class_has_an_example(id: str) -> None:
    """Every factor shows a person for each answer it can give, every class a case."""
    with _read_once:
        found = missing_examples(INSTRUMENTS[id])
    assert [item.detail for item in found if item.result == "wrong"] == []
