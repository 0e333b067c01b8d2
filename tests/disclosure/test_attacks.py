"""Attacks on releases: what an attacker with nothing but the published numbers can work out."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from scipy import sparse

from evenhand.disclosure.audit.attack import attack
from evenhand.disclosure.audit.auditing import audit
from evenhand.disclosure.documents import text
from evenhand.disclosure.releasing import SafeRelease, make_safe
from evenhand.disclosure.rule import Promise, find
from evenhand.disclosure.safe_table import TOTAL
from evenhand.measures.counts import CountTable
from evenhand.terms.refusal import Unsafe
from tests.support.effort import amount
from tests.support.safe import counted, released

COURTS = [f"court {n}" for n in range(6)]
YEARS = ["2012", "2013", "2014", "2015"]
OUTCOMES = ["granted", "denied", "closed", "other"]
SEEDS = range(amount(12, 200))
Cells = dict[tuple[str, ...], int]


def skewed(seed: int, *sides: list[str]) -> Cells:
    """Counts as courts have them: many small, few large, some nought."""
    lots = random.Random(seed)
    return {at: int(lots.paretovariate(0.7)) - 1 for at in itertools.product(*sides)}


def made_or_refused(tables: list[CountTable], rule: str) -> SafeRelease | None:
    """Make tables safe, or nothing where they are refused with the cells named."""
    try:
        return make_safe(tables, rule=rule)
    except Unsafe as refusal:
        if "cannot be protected" not in str(refusal) and "audit found" not in str(refusal):
            raise
        return None


def naive(cells: Cells, names: tuple[str, ...]) -> dict[str, object]:
    """A document that hides each count from 1 to 10 and prints every other count and total."""
    honest = released(counted(cells, names)).document
    whole: Cells = {}
    for at, count in cells.items():
        for kept in itertools.product((True, False), repeat=len(at)):
            place = tuple(code if keep else TOTAL for code, keep in zip(at, kept, strict=True))
            whole[place] = whole.get(place, 0) + count
    rule = find("exact")
    table = dict(honest["tables"][0])
    table["cells"] = [
        {**cell, "low": 0, "high": None} if 0 < whole[tuple(cell["at"])] < 11
        else {**cell, "low": whole[tuple(cell["at"])], "high": whole[tuple(cell["at"])]}
        for cell in table["cells"]
    ]  # fmt: skip
    said = {**honest["rule"], "mode": "suppressed", "zeros": rule.zeros,
            "promise": {"never_shown_below": 11, "least_width": 3}}  # fmt: skip
    return {**honest, "rule": said, "tables": [table]}


def test_the_textbook_table_is_known_as_far_as_the_textbook_says() -> None:
    """Rows 20 50 10 | 80, 8 19 22 | 49, 17 32 12 | 61 with 8, 22, 17, 12 hidden: 22 is 5 to 30."""
    printed = [20, 50, 10, None, 19, None, None, 32, None]
    right, below = [80, 49, 61], [45, 101, 44]
    low = np.array([0.0 if v is None else v for v in printed] + right + below)
    high = np.array([np.inf if v is None else v for v in printed] + right + below)
    rows = np.zeros((6, 15))
    for n in range(3):
        rows[n, 3 * n : 3 * n + 3], rows[n, 9 + n] = 1, -1
        rows[3 + n, n:9:3], rows[3 + n, 12 + n] = 1, -1
    none = np.zeros(15, dtype=bool)
    found = attack(sparse.csc_matrix(rows), low, high, Promise(99, 99), may_be_none=none)
    ranges = {leak.number: (leak.low, leak.high) for leak in found.leaks}
    assert ranges[5] == (5, 30)
    assert ranges[3] == (0, 25)


def test_hiding_small_counts_alone_must_fail() -> None:
    """The auditor is on guard: with totals printed, hidden counts come out exactly."""
    found = audit(naive(skewed(3, COURTS, OUTCOMES), ("court", "outcome")))
    assert not found.passed
    assert found.certificate["recovered"] > 0
    assert found.certificate["shown_to_be_few"] + found.certificate["recovered"] > 3


@pytest.mark.parametrize("rule", ["evenhand", "exact"])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_count_is_recovered_and_none_is_shown_to_be_few(seed: int, rule: str) -> None:
    """Drawn tables under both rules: an auditor that knows the document alone finds nothing.

    Where a table cannot be protected it is refused with its cells named, never printed.
    """
    sides = [COURTS, YEARS, OUTCOMES][: 2 + seed % 2]
    names = ("court", "year", "outcome")[: len(sides)]
    table = counted(skewed(seed, *sides), names, population="all cases", period="2012 to 2015")
    made = made_or_refused([table], rule)
    if made is None:
        return
    found = audit(made.document)
    assert found.passed, found.words()
    assert found.certificate["recovered"] == found.certificate["shown_to_be_few"] == 0
    assert made.certificate["cannot_be_protected"] == []


@pytest.mark.parametrize("seed", range(4))
def test_two_tables_of_the_same_people_are_attacked_together(seed: int) -> None:
    """Court by outcome and court by nationality share their courts' totals: the union is safe."""
    lots = random.Random(seed)
    whole = skewed(seed, COURTS, OUTCOMES, ["mexico", "china", "haiti"])
    first: Cells = {}
    second: Cells = {}
    for (court, outcome, nationality), count in whole.items():
        first[court, outcome] = first.get((court, outcome), 0) + count
        second[court, nationality] = second.get((court, nationality), 0) + count
    tables = [counted(first, ("court", "outcome")), counted(second, ("court", "nationality"))]
    lots.shuffle(tables)
    made = made_or_refused(tables, "exact")
    if made is None:
        return
    assert audit(made.document).passed


def test_a_month_cannot_be_had_by_subtracting_two_releases() -> None:
    """January to March after January to February: March is attacked with both releases at hand."""
    cells = {("north", "closed"): 40, ("north", "open"): 200,
             ("south", "closed"): 35, ("south", "open"): 90}  # fmt: skip
    march = {("north", "closed"): 3, ("north", "open"): 21,
             ("south", "closed"): 1, ("south", "open"): 8}  # fmt: skip
    later = {at: count + march[at] for at, count in cells.items()}
    first = counted(cells, ("court", "outcome"), period="2015-01 to 2015-02")
    second = counted(later, ("court", "outcome"), period="2015-01 to 2015-03")
    exact = make_safe([first], rule="exact")
    with pytest.raises(Unsafe):
        make_safe([second], rule="exact", before=[exact.document])
    rounded = make_safe([first])
    again = make_safe([second], before=[rounded.document])
    assert audit(again.document, [rounded.document]).passed


def test_parts_of_a_population_cannot_be_subtracted_from_the_whole() -> None:
    """Of detained and all, not both stand there exactly: the others are few, and known by it."""
    everybody = counted({("north",): 120, ("south",): 45}, ("court",), population="all")
    detained = counted({("north",): 117, ("south",): 44}, ("court",), population="detained")
    wholes = [("all", ("detained", "at liberty"))]
    for rule in ("exact", "evenhand"):
        made = make_safe([everybody, detained], rule=rule, wholes=wholes)
        assert audit(made.document).passed
        printed = {cell.text for table in made.tables for cell in table.cells}
        assert not {"120", "117"} <= printed
        assert not {"45", "44"} <= printed


def test_the_same_release_is_the_same_bytes_whatever_the_order() -> None:
    """Rows, tables and values in another order: one pattern, one document."""
    cells = skewed(5, COURTS, OUTCOMES)
    backward = dict(reversed(cells.items()))
    years = {(y,): 40 + n for n, y in enumerate(YEARS)}
    other = counted(years, ("year",), measure="years", population="another", period="2012 to 2015")
    for rule in ("evenhand", "exact"):
        one = make_safe([counted(cells, ("court", "outcome")), other], rule=rule)
        two = make_safe([other, counted(backward, ("court", "outcome"))], rule=rule)
        assert text(one.document) == text(two.document)


def test_all_of_a_nationality_with_one_outcome_is_not_printed() -> None:
    """Fourteen applicants of one nationality, all denied: their outcome would be everybody's."""
    cells = {("mexico", "denied"): 14, ("mexico", "granted"): 0,
             ("china", "denied"): 300, ("china", "granted"): 250}  # fmt: skip
    made = made_or_refused([counted(cells, ("nationality", "outcome"))], "exact")
    if made is None:
        return
    (safe,) = made.tables
    assert safe.cell("mexico", "granted").text != "0"
    assert safe.cell("mexico", "denied").text != "14"


@pytest.mark.parametrize("met", range(1, 11))
def test_a_rate_of_few_is_not_shown(met: int) -> None:
    """Rates and intervals give counts back, so none is shown with fewer than 11 on a side."""
    from evenhand.measures.counts import Estimate
    from evenhand.measures.estimators.rates import wilson

    found = wilson(met, 60)
    rate = Estimate("closures", "closed", "cases decided", "2015", 100 * found.value,
                    100 * found.low, 100 * found.high, "percent", met, 60 - met,
                    {"court": "north"})  # fmt: skip
    cells = {("north", "closed"): met, ("north", "open"): 60 - met,
             ("south", "closed"): 400, ("south", "open"): 300}  # fmt: skip
    made = released(counted(cells, ("court", "outcome")), estimates=[rate])
    (shown,) = made.estimates
    assert not shown.shown
    assert shown.drawn is shown.drawn_low is shown.drawn_high is None


@pytest.mark.parametrize("seed", SEEDS)
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
