"""A safe table is made by disclosure alone, and cannot be altered, copied or forged unseen."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from evenhand.disclosure.safe_table import TOTAL, SafeTable, demand
from tests.support.safe import counted, released

CELLS = {
    ("north", "closed"): 3,
    ("north", "open"): 31,
    ("south", "closed"): 45,
    ("south", "open"): 120,
}


@pytest.fixture(scope="module")
def table() -> SafeTable:
    """A safe table, by the real rule."""
    return released(counted(CELLS, ("court", "outcome"))).tables[0]


def test_the_exporter_is_given_what_the_rule_made(table: SafeTable) -> None:
    """What disclosure made passes, and shows rounded numbers only."""
    assert demand(table) is table
    assert table.cell("north", "closed").text == "under 15"
    assert table.cell("south", "closed").text == "50"
    assert table.cell("south", TOTAL).text == "170"
    assert ("South", "Total", "170") in table.rows()


def test_nobody_else_makes_one(table: SafeTable) -> None:
    """The constructor needs the key, whether called by name or by replacing a field."""
    content = {f.name: getattr(table, f.name) for f in dataclasses.fields(table) if f.init}
    with pytest.raises(TypeError, match="disclosure only"):
        SafeTable(**content)
    with pytest.raises(TypeError, match="disclosure only"):
        SafeTable(**content, key=object())
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(table, title="another")


def test_an_altered_table_is_refused(table: SafeTable) -> None:
    """Whoever gets round the constructor or the freezing has no seal that fits."""
    altered = copy.copy(table)
    assert demand(altered) is altered
    object.__setattr__(altered, "title", "another")
    with pytest.raises(TypeError, match="altered afterwards"):
        demand(altered)
    forged = object.__new__(SafeTable)
    for field in dataclasses.fields(table):
        object.__setattr__(forged, field.name, getattr(table, field.name))
    raw = dataclasses.replace(table.cells[0], text="3", low=3, high=3, drawn=3)
    object.__setattr__(forged, "cells", (raw, *table.cells[1:]))
    with pytest.raises(TypeError, match="altered afterwards"):
        demand(forged)


def test_a_table_that_looks_the_same_is_refused(table: SafeTable) -> None:
    """A class of one's own with all the same fields is no safe table; nor is a subclass."""

    class Mine(SafeTable):
        """A subclass that overrides nothing."""

    mine = object.__new__(Mine)
    for field in dataclasses.fields(table):
        object.__setattr__(mine, field.name, getattr(table, field.name))
    with pytest.raises(TypeError, match="Only safe tables"):
        demand(mine)


def test_a_seal_of_another_process_does_not_hold(
    table: SafeTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pickled table carries a seal that no later process takes."""
    carried = pickle.dumps(table)
    monkeypatch.setattr("evenhand.disclosure.sealing._SECRET", b"another process")
    with pytest.raises(TypeError, match="altered afterwards"):
        demand(pickle.loads(carried))
