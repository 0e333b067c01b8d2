"""Estimates that belong together stand together, whatever order and words they come in."""

from __future__ import annotations

import random

from evenhand.publish.series import is_time, series_of
from tests.support import editions


def test_one_series_for_one_thing() -> None:
    """What is told of each court is one series, though each number names its own court."""
    release = editions.release()
    found = {one.says: len(one.points) for one in series_of(release.estimates) if one.names}
    share = "share of the cases that ended which ended by discretion"
    assert found == {share: len(editions.COURTS), "share by month": len(editions.MONTHS)}
    assert sum(len(one.points) for one in series_of(release.estimates)) == len(release.estimates)


def test_numbers_for_all_stand_together_by_unit() -> None:
    """Numbers without a unit of their own are one series for each unit of measurement."""
    release = editions.release()
    whole = [one for one in series_of(release.estimates) if not one.names]
    assert sorted((one.unit, len(one.points)) for one in whole) == [("days", 3), ("percent", 1)]


def test_the_order_given_does_not_matter() -> None:
    """Estimates in any order make the same series; within one they stand by name."""
    estimates = list(editions.release().estimates)
    usual = series_of(estimates)
    for seed in range(20):
        random.Random(seed).shuffle(estimates)
        assert series_of(estimates) == usual
    for one in usual:
        if one.names == ("court",):
            names = [point.about[0][1] for point in one.points]
            assert names == sorted(names)
            assert [point.drawn for point in one.points if point.shown]


def test_what_is_time() -> None:
    """Years, fiscal years, quarters, months and days are time; codes of courts are not."""
    assert all(map(is_time, ("2012", "FY2012", "2012-Q1", "2012-03", "2012-03-04")))
    assert not any(map(is_time, ("DET", "12", "2012 or later", "Total", "")))
