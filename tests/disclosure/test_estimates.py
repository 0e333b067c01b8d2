"""Rates, intervals, judges: shown only where they say nothing about a few."""

from __future__ import annotations

from dataclasses import replace

import pytest
from statsmodels.stats.proportion import proportion_confint

from evenhand.disclosure.audit.rates import gives_few, invert
from evenhand.measures.counts import Estimate
from evenhand.terms.refusal import Unsafe
from tests.support.safe import counted, released

CELLS = {
    ("north", "closed"): 300,
    ("north", "open"): 700,
    ("south", "closed"): 12,
    ("south", "open"): 9,
}
TABLE = counted(CELLS, ("court", "outcome"))


def _rate(met: int, rest: int, **about: str) -> Estimate:
    low, high = proportion_confint(met, met + rest, method="wilson")
    return Estimate(
        "closures", f"Closed, of all decided: {about}", "cases decided", "2015",
        100 * met / (met + rest), 100 * low, 100 * high, "percent", met, rest, about, "Wilson",
    )  # fmt: skip


def test_a_rate_is_shown_in_whole_percents_where_both_sides_are_many() -> None:
    """30.0 percent of a thousand, with its interval; of 21 with 9 on one side nothing."""
    release = released(
        TABLE, estimates=[_rate(300, 700, court="north"), _rate(12, 9, court="south")]
    )
    shown = {e.at[0][1]: e for e in release.estimates}
    north, south = shown["north"], shown["south"]
    assert (north.text, north.low_text, north.high_text) == ("30 %", "27 %", "33 %")
    assert north.about == (("Court", "North"),)
    assert not south.shown
    assert (south.text, south.low_text, south.drawn) == ("not shown", "", None)
    assert south.why_not == "Fewer than 11 people stand on one side of it."


@pytest.mark.parametrize("field", ["value", "low"])
def test_a_number_that_is_none_is_a_sentence(field: str) -> None:
    """No value, no number: never nought, never NaN."""
    empty = replace(_rate(300, 700, court="north"), unanswered="Nobody was decided.")
    broken = replace(empty, **{field: None if field == "value" else float("nan")})
    made = released(TABLE, estimates=[broken]).estimates[0]
    if field == "value":
        assert made.why_not == "Nobody was decided."
    else:
        assert (made.text, made.low_text, made.drawn_low) == ("30 %", "", None)


#        printed rate, interval, to what step, of how many     the counts behind it
INVERTED = [
    (16.7, 5.8, 39.2, 0.1, (18, 18), (3, 3)),
    (17.0, None, None, 1, (18, 18), (3, 3)),
    (10.9, 4.7, 23.0, 0.1, (1, 600), (5, 5)),  # by the interval, no number of people
    (30.0, 27.0, 33.0, 1, (995, 1004), None),
]  # fmt: skip


@pytest.mark.parametrize(("rate", "low", "high", "step", "people", "counts"), INVERTED)
def test_a_fine_rate_gives_its_count_back(
    rate: float, low: float | None, high: float | None, step: float,
    people: tuple[int, int], counts: tuple[int, int] | None,
) -> None:  # fmt: skip
    """The attack must find what is there to be found; and too many people cannot be enumerated."""
    estimate = {"id": "x", "says": "x", "unit": "percent", "step": step,
                "drawn": rate, "drawn_low": low, "drawn_high": high}  # fmt: skip
    found = invert(estimate, *people)
    if counts is None:
        assert found is None
        return
    assert found is not None
    assert (found.least, found.most) == counts
    assert gives_few(found, 11)


@pytest.mark.parametrize("met", range(11, 60, 7))
@pytest.mark.parametrize("rest", range(11, 60, 7))
def test_what_is_shown_leaves_the_count_open(met: int, rest: int) -> None:
    """Whole percents of rounded numbers: at least five counts fit, or the rate is not shown."""
    cells = {("a", "closed"): met, ("a", "open"): rest, ("b", "closed"): 95, ("b", "open"): 95}
    release = released(
        counted(cells, ("court", "outcome")), estimates=[_rate(met, rest, court="a")]
    )
    made = release.document["estimates"][0]
    total = next(c for c in release.document["tables"][0]["cells"] if c["at"] == ["a", "*"])
    found = invert(made, total["low"], total["high"] or 600)
    assert found is None or found.most - found.least >= 4


def test_in_exact_mode_no_rate_gives_a_hidden_cell_away() -> None:
    """A rate of a cell that is hidden to protect another is not shown either."""
    cells = {
        ("a", "x"): 30,
        ("a", "y"): 5,
        ("b", "x"): 40,
        ("b", "y"): 60,
        ("c", "x"): 500,
        ("c", "y"): 700,
    }
    estimates = [_rate(30, 5, court="a"), _rate(40, 60, court="b"), _rate(500, 700, court="c")]
    release = released(counted(cells, ("court", "outcome")), estimates=estimates, rule="exact")
    shown = {e.at[0][1]: e.shown for e in release.estimates}
    hidden = {c.at[0] for c in release.tables[0].cells if c.state == "hidden" and "*" not in c.at}
    assert "a" in hidden
    assert all(not shown[court] for court in hidden)


def test_judges_with_few_decisions_are_not_named() -> None:
    """They stand together, never one alone, and no estimate is of one of them."""
    decided = (("ada", 60, 90), ("ben", 80, 70), ("cy", 90, 80), ("di", 4, 30))
    cells = {(j, o): n for j, a, b in decided for o, n in (("granted", a), ("denied", b))}
    table = counted(cells, ("judge", "outcome"))
    estimates = [_rate(60, 90, judge="ada"), _rate(20, 14, judge="di")]
    release = released(table, estimates=estimates)
    values = release.tables[0].dimensions[0].values
    assert "di" not in {value.code for value in values}
    others = next(value for value in values if value.merged > 1)
    assert others.merged == 2
    assert len(values) == 3
    assert [e.at for e in release.estimates if e.at == (("judge", "di"),)] == []
    assert "Di" not in str(release.document)


def test_a_table_of_one_judge_with_few_decisions_is_refused() -> None:
    """There is nobody to put them with."""
    with pytest.raises(Unsafe, match="has one judge"):
        released(counted({("ada", "granted"): 20, ("ada", "denied"): 30}, ("judge", "outcome")))


@pytest.mark.parametrize(
    ("period", "refused"), [("2015-03", True), ("in spring", True), ("2015", False)]
)
def test_judge_by_nationality_is_never_finer_than_a_year(period: str, refused: bool) -> None:
    """A month, or a period nobody can read, is refused; a year is not."""
    cells = {(j, n): 200 for j in ("ada", "ben") for n in ("x", "y")}
    table = counted(cells, ("judge", "nationality"), period=period)
    if refused:
        with pytest.raises(Unsafe, match="divides judges by nationality"):
            released(table)
    else:
        assert released(table).tables
