"""Why a hold stands, and what is missing: the facts that make it so, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from evenhand.safeguards.compiled import compiled
from evenhand.safeguards.ground import grounded
from evenhand.safeguards.state import Ground
from tests.support.conditions import CONDITIONS, DAY, KNOWN
from tests.support.effort import EFFORT, amount
from tests.support.holding import tiny_safeguard
from tests.support.tiny import SMALL

T, F = True, False
# Condition, what is known, and the facts that are to blame or to ask for, with the ground.
TABLE = [
    ("(a and b) or c", {"a": T, "c": T}, Ground.OPEN, ["c"]),
    ("(a and b) or c", {"a": T, "b": T}, Ground.OPEN, ["a", "b"]),
    ("(a and b) or c", {"a": T, "b": T, "c": T}, Ground.OPEN, ["a", "b", "c"]),
    ("a and (b or c)", {"a": T, "b": F, "c": T}, Ground.OPEN, ["a", "c"]),
    ("not a or b", {"a": F, "b": F}, Ground.OPEN, ["a"]),
    ("(a and b) or c", {"a": F}, Ground.CANNOT_TELL, ["c"]),
    ("(a and b) or c", {"a": T}, Ground.CANNOT_TELL, ["b", "c"]),
    ("a and (b or c)", {"b": T}, Ground.CANNOT_TELL, ["a"]),
    ("a and (b or c)", {"a": T, "c": F}, Ground.CANNOT_TELL, ["b"]),
    ("(a or b) and (c or d)", {"a": T, "c": F}, Ground.CANNOT_TELL, ["d"]),
    ("(a and b) or c", {"a": F, "c": F}, Ground.NOT, []),
]


@pytest.mark.parametrize(("when", "known", "ground", "facts"), TABLE)
def test_the_facts_that_make_it_so(tmp_path, when, known, ground, facts) -> None:
    """What is proven beside the point is not named, nor is what could change nothing."""
    found = grounded(compiled(tiny_safeguard(tmp_path, SMALL, when)), known, DAY)
    assert found.ground is ground
    assert list(found.because) == (facts if ground is Ground.OPEN else [])
    assert list(found.missing) == (facts if ground is Ground.CANNOT_TELL else [])


@settings(EFFORT, max_examples=amount(200, 4_000))
@given(CONDITIONS, CONDITIONS, KNOWN)
def test_the_reasons_alone_are_enough(
    tmp_path_factory: pytest.TempPathFactory, when: str, unless: str, known: dict[str, Any]
) -> None:
    """Were nothing known but the facts that hold it open, it would stand open all the same; and
    were they alone forgotten, it would not be proven any more.
    """
    item = compiled(tiny_safeguard(tmp_path_factory.mktemp("tiny"), SMALL, when, unless=unless))
    found = grounded(item, known, DAY)
    if found.ground is not Ground.OPEN:
        assert found.ground is Ground.LIFTED or not found.because
        return
    only = {fact: value for fact, value in known.items() if fact in found.because}
    without = {fact: value for fact, value in known.items() if fact not in found.because}
    assert grounded(item, only, DAY).ground is Ground.OPEN
    assert grounded(item, without, DAY).ground is not Ground.OPEN


@settings(EFFORT, max_examples=amount(200, 4_000))
@given(CONDITIONS, KNOWN)
def test_what_is_not_missing_could_not_settle_it(
    tmp_path_factory: pytest.TempPathFactory, when: str, known: dict[str, Any]
) -> None:
    """Where it cannot be told something is missing, and answering anything else leaves it so."""
    item = compiled(tiny_safeguard(tmp_path_factory.mktemp("tiny"), SMALL, when))
    found = grounded(item, known, DAY)
    assert bool(found.missing) == (found.ground is Ground.CANNOT_TELL)
    if found.ground is Ground.CANNOT_TELL:
        for fact in set("abcd") - set(known) - set(found.missing):
            for value in (True, False):
                assert grounded(item, {**known, fact: value}, DAY).ground is Ground.CANNOT_TELL
