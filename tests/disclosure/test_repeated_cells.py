"""Cells that stand in a release several times, and counts far apart: mended, never refused."""

from __future__ import annotations

import itertools
import random

import pytest

from evenhand.disclosure.audit.auditing import audit
from tests.support.effort import amount
from tests.support.safe import counted, released


@pytest.mark.parametrize("seed", range(amount(12, 200)))
def test_a_dimension_of_one_value_repeats_its_total_and_is_protected(seed: int) -> None:
    """Where a court is not recorded each cell stands there several times, and so is mended."""
    lots = random.Random(seed)
    sides = [["not recorded"], ["a", "b", "c"][: lots.randint(1, 3)], ["x", "y"]]
    cells = {at: int(lots.paretovariate(0.5)) - 1 for at in itertools.product(*sides)}
    made = released(counted(cells, ("court", "class", "outcome")))
    assert audit(made.document).passed


def test_counts_far_apart_are_no_contradiction() -> None:
    """Nought beside tens of thousands: the solver's inner points stall, and corners are taken."""
    cells = {("here", "a", "x"): 134, ("here", "a", "y"): 0, ("here", "b", "x"): 0,
             ("here", "b", "y"): 23308, ("here", "c", "x"): 1, ("here", "c", "y"): 0}  # fmt: skip
    assert audit(released(counted(cells, ("court", "class", "outcome"))).document).passed


def test_people_who_stand_in_no_month_are_no_contradiction() -> None:
    """Of all who were pending some ended in a month and most in none: the months are not the year.

    The months still add up to their quarter, and that is tied whichever table says it.
    """
    months = ("2011-01", "2011-02", "2011-03")
    cells = {(month,): n for month, n in zip(months, (8, 40, 25), strict=True)}
    cells[("not so ended",)] = 80_000
    by_month = counted(cells, ("month",), period="2011", population="pending")
    whole = counted(
        {("yes",): 73, ("no",): 80_000}, ("ended",), period="2011", population="pending"
    )
    quarter = counted({("2011-Q1",): 73, ("not so ended",): 80_000}, ("quarter",), period="2011",
                      population="pending")  # fmt: skip
    release = released(by_month, whole, quarter)
    found = audit(release.document)
    assert found.passed
    number = found.knowledge.find("pending", "2011-Q1", ())
    parts = [found.knowledge.find("pending", month, ()) for month in months]
    assert tuple(sorted([(number, -1), *((part, 1) for part in parts)])) in found.knowledge.rows
