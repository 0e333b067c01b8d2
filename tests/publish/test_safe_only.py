"""Only what disclosure control made is published: nothing forged, nothing altered, nothing bare."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from evenhand.disclosure.safe_table import SafeCell, SafeEstimate, SafeTable
from evenhand.publish.data.columns import data_files
from evenhand.publish.edition import Edition, edit
from evenhand.terms.refusal import Incomplete
from tests.support import editions
from tests.support.editions import TOLD, VINTAGE


@pytest.fixture(scope="module")
def made() -> tuple[tuple[SafeTable, ...], tuple[SafeEstimate, ...]]:
    """The safe tables and estimates of the made-up release."""
    release = editions.release()
    return release.tables, release.estimates


def test_an_exact_table_is_not_published() -> None:
    """A table of exact counts, or anything else that only looks like a safe one, is refused."""
    for bare in (editions.counts()[0], {"cells": []}, None):
        with pytest.raises(TypeError):
            edit("t", VINTAGE, TOLD, [bare], [])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        edit("t", VINTAGE, TOLD, [], [editions.estimates()[0]])  # type: ignore[list-item]


def test_an_altered_table_is_not_published(made) -> None:
    """A safe table in which somebody put a number back is refused, however they did it."""
    (table, *_), (estimate, *_) = made
    told = SafeCell(table.cells[0].at, "7", "shown", 7, 7, 7)
    with pytest.raises(TypeError):
        replace(table, cells=(told, *table.cells[1:]))
    altered = object.__new__(SafeTable)
    for name, value in vars(table).items():
        object.__setattr__(altered, name, value)
    object.__setattr__(altered, "cells", (told, *table.cells[1:]))
    with pytest.raises(TypeError):
        edit("t", VINTAGE, TOLD, [altered], [])
    number = object.__new__(SafeEstimate)
    for name, value in vars(estimate).items():
        object.__setattr__(number, name, value)
    object.__setattr__(number, "drawn", 7.25)
    with pytest.raises(TypeError):
        edit("t", VINTAGE, TOLD, [], [number])


def test_a_measure_without_its_words_is_not_published(made) -> None:
    """A table whose question and denominator nobody stated is refused, by the measure's name."""
    with pytest.raises(Incomplete, match="how-cases-ended"):
        edit("t", VINTAGE, TOLD[1:], *made)


def test_an_empty_edition_is_not_published() -> None:
    """Nothing to publish is a refusal, not an empty page."""
    with pytest.raises(Incomplete, match="nothing to publish"):
        edit("t", VINTAGE, TOLD, [], [])


def test_rows_of_people_are_not_exported(edition: Edition, made) -> None:
    """There is no export of rows: each row of data is a cell or an estimate, of 11 people or more.

    So no row can be singled out, and k-anonymity is not a question that a release can fail.
    """
    rows = pa.table({"case_id": ["1", "2"], "nationality": ["x", "y"]})
    for bare in (rows, rows.to_pylist()[0], [rows]):
        with pytest.raises(TypeError):
            edit("t", VINTAGE, TOLD, [bare], [])  # type: ignore[list-item]
    tables, estimates = made
    written = [row for file in data_files(edition) for row in file.rows]
    assert len(written) == sum(len(table.cells) for table in tables) + len(estimates)
    for cell in (cell for table in tables for cell in table.cells):
        assert cell.high is None or cell.high >= 11
    for estimate in estimates:
        assert estimate.drawn is None or estimate.text != "not shown"
