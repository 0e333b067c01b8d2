"""Every sentence of a measure that is published is there in Spanish too, definition and answer."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import evenhand.measures
from evenhand.measures.answers.answering import answer
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.library import shipped
from evenhand.publish.tongue import tongue
from tests.measures.conftest import YEAR

ES = tongue("es")
PACKAGE = Path(evenhand.measures.__file__).parent


def left_in_english(texts) -> list[str]:
    """Give the texts that the Spanish page would mark as English."""
    return sorted({text for text in texts if text and ES.phrase(text).language != "es"})


@pytest.mark.parametrize("measure", shipped(), ids=lambda measure: measure.id)
def test_every_definition_is_put_over(measure):
    """Question, title, what is counted of whom, method, sources and limits."""
    told = [measure.question, measure.title, measure.numerator, measure.denominator, measure.method,
            *measure.cannot_show, *(source.says for source in measure.sources)]  # fmt: skip
    assert left_in_english(told) == []


def _without_unit(says: str) -> str:
    return re.sub(r" \((?:[^()]|\([^()]*\))*\)$", "", says)


def test_every_answer_of_the_small_court_is_put_over(docket):
    """Titles and limits of tables, names of divisions, what each number says or why it is not."""
    inputs = Inputs(YEAR, docket)
    asked = [one for one in shipped() if all(inputs.has(need) for need in one.all_needs)]
    results = answer(asked, inputs, threads=1)
    tables = [table for result in results for table in result.tables]
    estimates = [one for result in results for one in result.estimates]
    assert len(tables) > 30
    assert left_in_english(table.title for table in tables) == []
    assert left_in_english(limit for table in tables for limit in table.limits) == []
    assert left_in_english(d.says for table in tables for d in table.dimensions) == []
    said = [_without_unit(one.says) if one.about else one.says for one in estimates]
    assert left_in_english(said) == []
    assert left_in_english(one.unanswered for one in estimates) == []


def _reasons() -> set[str]:
    """Give every sentence in the code that stands where a number would."""
    return {
        part.args[0].value
        for path in [*PACKAGE.glob("estimators/*.py"), *PACKAGE.glob("answers/*.py")]
        for part in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name)
        and part.func.id == "NoAnswer" and isinstance(part.args[0], ast.Constant)
    }  # fmt: skip


def test_every_reason_for_no_number_is_put_over():
    """Each sentence that an estimator may give instead of a number."""
    reasons = _reasons()
    assert len(reasons) > 40
    assert left_in_english(reasons) == []
