"""Only what disclosure control made is published: nothing forged, nothing altered, nothing bare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evenhand.disclosure.safe_table import SafeCell, SafeEstimate, SafeTable
from evenhand.publish.edition import edit
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
