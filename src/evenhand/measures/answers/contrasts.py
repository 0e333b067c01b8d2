"""Low against high priority, in the same court; and the same question before and after a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from evenhand.measures.answers.rates import nobody, rate
from evenhand.measures.answers.table import Split, estimate, rows, splits, table
from evenhand.measures.cells.handed_in import make_before_after
from evenhand.measures.cells.kinds import HIGH, LOW
from evenhand.measures.cells.session import Cells
from evenhand.measures.counts import CountTable, Estimate
from evenhand.measures.estimators.answers import NoAnswer
from evenhand.measures.estimators.distinction import Margin, distinction, ratio_by_stratum
from evenhand.measures.estimators.standardised import Unplaced, missing_bounds, standardised
from evenhand.measures.estimators.strata import Strata
from evenhand.measures.estimators.stratified import cmh, homogeneity, risk_difference, risk_ratio
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result

OVER = "Mantel-Haenszel over courts"
# A sentence about fewer people on either side would tell of single ones.
LEAST_SIDE = 11


def contrast(cells: Cells, measure: Measure) -> Result:
    """Compare the share of low priority with that of high priority, joined over courts."""
    found = table(cells, measure, ["court", "priority", measure.met])
    by = splits(found, measure.met, ["court", "priority"])
    if not by:
        return Result(measure, unanswered=(nobody(measure, cells),))
    courts = sorted({court for court, _ in by})
    strata = _strata(by, courts)
    estimates = [*_shares(measure, found, by), *_joined(measure, found, strata)]
    estimates += _by_court(measure, found, strata, courts)
    said = [*_verdict(measure, strata), *_bounds(by, courts)]
    return Result(measure, (found,), tuple(estimates), tuple(said))


def _strata(by: Mapping[tuple[str, ...], Split], courts: list[str]) -> Strata:
    low = [by.get((court, LOW), Split(0, 0)) for court in courts]
    high = [by.get((court, HIGH), Split(0, 0)) for court in courts]
    return Strata.make(
        [one.met for one in low],
        [one.all for one in low],
        [one.met for one in high],
        [one.all for one in high],
    )


def _shares(
    measure: Measure, found: CountTable, by: Mapping[tuple[str, ...], Split]
) -> Iterator[Estimate]:
    """Give the share of each priority over all courts, before any comparison."""
    sums: dict[str, list[int]] = {}
    for (_, priority), split in by.items():
        both = sums.setdefault(priority, [0, 0])
        both[0] += split.met
        both[1] += split.rest
    for priority, both in sorted(sums.items()):
        yield rate(measure, found, {"priority": priority}, Split(*both))


def _smallest(strata: Strata) -> Split:
    """Give the smallest of the sums on both sides of both groups' fractions."""
    met = min(int(strata.met.sum()), int(strata.other_met.sum()))
    rest = min(int((strata.of - strata.met).sum()), int((strata.other_of - strata.other_met).sum()))
    return Split(met, rest)


def _joined(measure: Measure, found: CountTable, strata: Strata) -> Iterator[Estimate]:
    what = f"{measure.title}: low priority"
    split = _smallest(strata)
    for says, figure, unit in (
        (f"{what}, times the share of high", risk_ratio(strata), "ratio"),
        (f"{what}, less the share of high", risk_difference(strata), "points"),
    ):
        yield estimate(measure, found, says, figure, unit=unit, split=split, method=OVER)
    even = standardised(strata)
    mix = "standardised to the courts of all compared cases"
    for says, unit, figure in (
        ("low priority", "percent", even if isinstance(even, NoAnswer) else even.rate),
        ("high priority", "percent", even if isinstance(even, NoAnswer) else even.other_rate),
        ("difference", "points", even if isinstance(even, NoAnswer) else even.difference),
    ):
        yield estimate(
            measure, found, f"{measure.title}: {says}, {mix}", figure, unit=unit, split=split,
            method="direct standardisation",
        )  # fmt: skip


def _by_court(
    measure: Measure, found: CountTable, strata: Strata, courts: list[str]
) -> Iterator[Estimate]:
    """Give each court's own ratio, drawn towards the others."""
    each = ratio_by_stratum(strata)
    for place, court in enumerate(courts):
        if not (strata.of[place] and strata.other_of[place]):
            continue
        one = strata.where(np.arange(len(courts)) == place)
        yield estimate(
            measure,
            found,
            f"{measure.title}: low priority, times the share of high (court {court})",
            each if isinstance(each, NoAnswer) else each.ratios[place],
            unit="ratio",
            split=_smallest(one),
            about={"court": court},
            method="random effects on the logarithm of the ratio",
        )


def _verdict(measure: Measure, strata: Strata) -> Iterator[str]:
    """Say whether a distinction is shown, little, or cannot be told; and whether courts differ."""
    margin = Margin(
        float(measure.settings["equivalent_from"]),
        float(measure.settings["equivalent_to"]),
        f"the measure's own file ({measure.id})",
    )
    if min(_smallest(strata).met, _smallest(strata).rest) < LEAST_SIDE:
        yield "Low against high priority: cannot tell, for too few people are on one of the sides."
        return
    found = distinction(strata, margin)
    if isinstance(found, NoAnswer):
        yield f"Whether a distinction is made cannot be told: {found.because}"
        return
    yield (
        f"Low against high priority: {found.distinction.value} (little would be a ratio between "
        f"{margin.low} and {margin.high}, set beforehand)."
    )
    test, alike = cmh(strata), homogeneity(strata)
    if not isinstance(test, NoAnswer):
        yield (
            "Test of no difference in any court (Cochran-Mantel-Haenszel): "
            f"p {_p(test.corrected_p)}. A large p does not show that there is none."
        )
    if isinstance(alike, NoAnswer):
        yield f"Whether courts distinguish alike cannot be told: {alike.because}"
    else:
        yield f"Test of whether courts distinguish alike (Breslow-Day, Tarone): p {_p(alike.p)}."


def _p(p: float) -> str:
    return "under 0.001" if p < 0.001 else f"= {p:.2g}"


def points(share: float) -> str:
    """Say a difference of shares in whole points."""
    whole = round(100 * share)
    return "1 point" if whole == 1 else f"{whole} points"


def _bounds(by: Mapping[tuple[str, ...], Split], courts: list[str]) -> Iterator[str]:
    """Say what the cases whose priority is not known could do to the difference, at most."""
    told = {LOW, HIGH}
    kept = [court for court in courts if all((court, one) in by for one in told)]
    if not kept:
        return
    unplaced = [
        [split for (at, priority), split in by.items() if at == court and priority not in told]
        for court in kept
    ]
    bounds = missing_bounds(
        _strata(by, kept),
        Unplaced.make(
            [sum(one.met for one in some) for some in unplaced],
            [sum(one.all for one in some) for some in unplaced],
        ),
    )
    if isinstance(bounds, NoAnswer):
        yield f"What cases of unknown priority could change cannot be told: {bounds.because}"
        return
    yield (
        "Cases on neither side are left out of the comparison. Were they all of low priority, the "
        f"difference would be {points(bounds.in_group)}; all of high priority, "
        f"{points(bounds.in_other)}; and however they are placed, between "
        f"{points(bounds.least)} and {points(bounds.most)}."
    )


def before_after(cells: Cells, measure: Measure) -> Result:
    """Compare the share before a day with that from then on."""
    at = measure.day("at")
    cells.needs("removed_before_after", lambda cells: make_before_after(cells, at))
    tables = tuple(table(cells, measure, group) for group in measure.groups)
    by = splits(tables[0], measure.met, ["half"])
    if len(by) < 2:
        return Result(
            measure,
            tables,
            unanswered=(f"There is nobody on one side of {at}: nothing can be compared.",),
        )
    before, after = by[("before",)], by[("after",)]
    strata = Strata.make([after.met], [after.all], [before.met], [before.all])
    split = _smallest(strata)
    estimates = [
        rate(measure, tables[0], {"half": half}, one)
        for half, one in (("before", before), ("after", after))
    ]
    for says, figure, unit in (
        ("after, less before", risk_difference(strata), "points"),
        ("after, times before", risk_ratio(strata), "ratio"),
    ):
        estimates.append(
            estimate(
                measure,
                tables[0],
                f"{measure.title}: {says} {at}",
                figure,
                unit=unit,
                split=split,
                method="two shares of all on each side, 95%",
            )
        )
    for found in tables[1:]:
        estimates += _shares_of_half(measure, found, {"before": before.all, "after": after.all})
    return Result(measure, tables, tuple(estimates))


def _shares_of_half(
    measure: Measure, found: CountTable, people: Mapping[str, int]
) -> Iterator[Estimate]:
    """Give what share of the people before, and of those after, each value of a division has."""
    division = next(one.name for one in found.dimensions if one.name != "half")
    for (half, code), _, persons in rows(found, ["half", division], division):
        split = Split(persons, people[half] - persons)
        yield rate(measure, found, {"half": half, division: code}, split)
