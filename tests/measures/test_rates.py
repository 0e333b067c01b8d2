"""Shares of the small court under both denominators, and what is said where there is none."""

from __future__ import annotations

import datetime as dt

import pytest

from evenhand.measures.cells.period import Period
from evenhand.terms.refusal import NothingToMeasure


def shares(result, **about: str) -> dict[tuple[str, ...], tuple[int, int]]:
    """Give the two sides of every share told by some divisions."""
    return {
        tuple(one.about.values()): (one.met, one.rest)
        for one in result.estimates
        if set(one.about) == set(about)
    }


@pytest.mark.parametrize(
    ("measure", "whole", "by_court"),
    [
        # of the seven pending four; of the seven ended three: case 8 was removed in the end
        ("discretion-of-pending", (4, 3), {("DEN",): (1, 0), ("LOS",): (3, 3)}),
        ("discretion-of-ended", (3, 4), {("DEN",): (1, 2), ("LOS",): (2, 2)}),
    ],
)
def test_discretion_has_two_denominators(ask, measure, whole, by_court):
    """The share of pending cases and that of endings are two numbers, each under its own title."""
    result = ask(measure)
    assert shares(result)[()] == whole
    assert shares(result, court="") == by_court
    assert result.measure.denominator in result.measure.title


def test_a_share_is_a_percent_between_the_ends_of_its_interval(ask):
    """Three of seven are 43 %; the interval is wider for the family that shares a decision."""
    (whole,) = [one for one in ask("discretion-of-ended").estimates if not one.about]
    assert whole.value == pytest.approx(300 / 7)
    assert 0 < whole.low < whole.value < whole.high < 100
    assert "design effect" in whole.method


def test_the_months_of_pending_cases_share_one_denominator(ask):
    """Of the seven pending, two were closed in March: a share of seven, as in all months."""
    result = ask("discretion-of-pending")
    assert shares(result, month="") == {
        ("2011-02",): (1, 6),
        ("2011-03",): (2, 5),
        ("2011-05",): (1, 6),
    }


def test_a_month_without_cases_is_named_and_has_no_share(ask):
    """Nothing ended in January: the sentence names it, and no number stands for it."""
    result = ask("discretion-of-ended")
    assert ("2011-01",) not in shares(result, month="")
    assert any("2011-01" in line and "none is guessed" in line for line in result.unanswered)


def test_an_empty_period_has_no_share_but_a_sentence(ask):
    """In a year before the court nothing ended: nothing is computed."""
    with pytest.raises(NothingToMeasure, match="nothing of which to give a share"):
        ask("discretion-of-ended", period=Period(dt.date(1990, 1, 1), dt.date(1991, 1, 1)))


def test_tables_of_one_population_count_the_same_people(ask):
    """Every table of a measure has the same number of people, however it divides them."""
    for measure in ("discretion-of-ended", "how-cases-ended", "asylum-results", "age-of-pending"):
        result = ask(measure)
        sums = {sum(one.cells.column("persons").to_pylist()) for one in result.tables}
        assert len(sums) == 1
        for one in result.tables:
            for dimension in one.dimensions:
                codes = [value.code for value in dimension.values]
                assert len(codes) == len(set(codes))
                assert set(one.cells.column(dimension.name).to_pylist()) <= set(codes)


def test_families_are_counted_beside_people(ask):
    """Two people were closed by discretion, and they are one family."""
    table = ask("how-cases-ended").tables[0]
    found = {row["kind"]: (row["persons"], row["families"]) for row in table.cells.to_pylist()}
    assert found["discretion-closure"] == (2, 1)
    assert found["removal"] == (2, 2)


@pytest.mark.parametrize(
    ("measure", "whole"),
    [("asylum-of-filed", (1, 2)), ("asylum-of-merits", (1, 2))],
)
def test_asylum_has_two_denominators(ask, measure, whole):
    """One of three filings, and one of three merits decisions: of other people."""
    assert shares(ask(measure))[()] == whole
