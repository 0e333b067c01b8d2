"""The list of what an engine cannot do (docs/engines.md) is held true by the tests it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evenhand.engines.java import FITTING
from evenhand.engines.spark import MEANING

ROOT = Path(__file__).parents[2]
LIST = (ROOT / "docs" / "engines.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in LIST.splitlines()
    if line.startswith(("| DuckDB", "| Spark"))
]
TESTS = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests" / "spark").glob("*.py"))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row[0]}: {row[1]}" for row in ROWS])
def test_each_row_is_complete(row: list[str]) -> None:
    """Each says never or not yet, and why; the test it names is there."""
    _, what, when, why, held = row
    assert what
    assert when in ("never", "not yet")
    assert why
    assert held == "not tested" or f"def {held.strip('`')}(" in TESTS


def test_every_test_named_anywhere_in_it_is_there() -> None:
    """No sentence leans on a test that has been taken away or renamed."""
    named = set(re.findall(r"`(test_\w+)`", LIST))
    assert len(named) > 8
    assert {name for name in named if f"def {name}(" not in TESTS} == set()


@pytest.mark.parametrize("setting", MEANING)
def test_every_setting_that_findings_rest_on_is_listed(setting: str) -> None:
    """Who runs a cluster can look up what is set, and to what."""
    line = next(
        line for line in LIST.splitlines() if line.startswith("|") and f"`{setting}`" in line
    )
    assert MEANING[setting] in line


def test_the_versions_of_java_are_those_used() -> None:
    """The list names the versions that the code takes."""
    assert f"Java other than {' and '.join(map(str, FITTING))}" in LIST
