"""Every example of every shipped safeguard comes out as written, on every reader."""

from __future__ import annotations

import tomllib
from functools import cache

import pytest

from evenhand.safeguards.examples import run_examples
from evenhand.safeguards.library import shipped

SAFEGUARDS = {safeguard.id: safeguard for safeguard in shipped()}
READERS = ("interpreter", "duckdb")


def _names(id: str) -> list[str]:
    """Give the names of a safeguard's examples from its file alone."""
    text = (SAFEGUARDS[id].folder / "examples.toml").read_text("utf-8")
    return [example["name"] for example in tomllib.loads(text)["example"]]


EXAMPLES = [(id, name) for id in SAFEGUARDS for name in _names(id)]


@cache
def _outcomes(id: str) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(o.example, o.reader): o.wrong for o in run_examples(SAFEGUARDS[id])}


def test_the_safeguards_that_must_ship_are_shipped() -> None:
    """The tests below look at all of them, in the order in which they are shown."""
    assert list(SAFEGUARDS) == [
        "pregnancy",
        "postpartum",
        "nursing",
        "fitness-to-travel",
        "parental-decision",
        "final-order",
        "stay-appeal-period",
        "stay-appeal-pending",
        "stay-in-absentia-motion",
        "stay-in-absentia-appeal",
        "stay-vawa-motion",
        "stay-granted",
        "protection-claim",
        "citizenship-claim",
        "discretion-review",
        "victim-protection",
    ]
    assert len({safeguard.place for safeguard in SAFEGUARDS.values()}) == len(SAFEGUARDS)
    assert [safeguard.folder.name for safeguard in SAFEGUARDS.values()] == list(SAFEGUARDS)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("id", "name"), EXAMPLES, ids=[f"{i}: {n}" for i, n in EXAMPLES])
def test_an_example_comes_out_as_written(id: str, name: str, reader: str) -> None:
    """What a lawyer wrote beside the safeguard is what each reader says."""
    assert _outcomes(id)[name, reader] == ()


@pytest.mark.parametrize("id", SAFEGUARDS)
def test_no_example_is_left_out(id: str) -> None:
    """Each example of the file is run on each reader, once and under a name of its own."""
    names = _names(id)
    assert len(names) == len(set(names))
    assert set(_outcomes(id)) == {(name, reader) for name in names for reader in READERS}
