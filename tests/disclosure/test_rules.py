"""Rules are data that say what they do and what they do not; rounding is what they say it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.disclosure.periods import days, said, shorter_than_a_year
from evenhand.disclosure.rounding import at_level, coarser, level_hiding, levels
from evenhand.disclosure.rule import find, house, shipped
from evenhand.terms.refusal import Unsafe
from tests.support.effort import EFFORT

ROUNDED = [rule for rule in shipped().values() if rule.mode == "rounded"]
#         rule        count    printed      least   most
PRINTED = [
    ("evenhand",          0, "under 15",        0,      14),
    ("evenhand",         14, "under 15",        0,      14),
    ("evenhand",         15, "20",             15,      24),
    ("evenhand",         24, "20",             15,      24),
    ("evenhand",         25, "30",             25,      34),
    ("evenhand",      1_234, "1,230",       1_225,   1_234),
    ("dhs",               4, "0",               0,       4),
    ("dhs",               5, "10",              5,      14),
    ("dhs",              14, "10",              5,      14),
    ("dhs",              15, "20",             15,      24),
    ("census",           14, "under 15",        0,      14),
    ("census",           99, "100",            95,     124),
    ("census",          100, "100",            95,     124),
    ("census",          125, "150",           125,     174),
    ("census",          980, "1,000",         975,   1_049),
    ("census",       12_251, "12,500",     12_250,  12_749),
    ("census",    1_234_567, "1,235,000", 1_234_500, 1_235_499),
    ("census",   12_345_678, "12,350,000", 12_345_000, 12_354_999),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "count", "text", "low", "high"), PRINTED)
def test_a_count_is_printed_by_its_rule(
    rule: str, count: int, text: str, low: int, high: int
) -> None:
    """The text, and exactly the counts that it may stand for."""
    found = at_level(count, find(rule), 0)
    assert (found.text, found.low, found.high) == (text, low, high)


@EFFORT
@given(st.integers(0, 3_000_000), st.sampled_from(ROUNDED), st.integers(0, 9))
def test_the_range_is_just_the_counts_printed_alike(count: int, rule: object, level: int) -> None:
    """Both ends of the range are printed the same, and their neighbours outside are not."""
    level = min(level, levels(rule) - 2)  # type: ignore[arg-type]
    found = at_level(count, rule, level)  # type: ignore[arg-type]
    assert found.low <= count <= found.high
    assert at_level(found.low, rule, level) == at_level(found.high, rule, level) == found
    assert at_level(found.high + 1, rule, level) != found
    if found.low:
        assert at_level(found.low - 1, rule, level) != found


@EFFORT
@given(st.integers(0, 300_000), st.sampled_from(ROUNDED))
def test_coarser_is_wider_until_nothing_is_shown(count: int, rule: object) -> None:
    """Each raise leaves more counts possible, and the last shows nothing."""
    level, width = 0, at_level(count, rule, 0).high - at_level(count, rule, 0).low  # type: ignore
    while (further := coarser(count, rule, level)) != level:  # type: ignore[arg-type]
        found = at_level(count, rule, further)  # type: ignore[arg-type]
        assert found.high is None or found.high - found.low > width
        level, width = further, 0 if found.high is None else found.high - found.low
    assert at_level(count, rule, level).text == "not shown"  # type: ignore[arg-type]
    hides = at_level(count, rule, level_hiding(count, rule))  # type: ignore[arg-type]
    assert hides.state in ("under", "hidden")


def test_each_rule_says_where_it_is_from_and_what_it_leaves_open() -> None:
    """A preset without its limits would promise too much."""
    assert list(shipped()) == ["evenhand", "exact", "dhs", "cms", "census"]
    for rule in shipped().values():
        assert rule.says
        assert rule.source
        assert rule.does_not_protect
        assert rule.mark in ("primary", "secondary", "unverified", "own rule")
    assert find("dhs").promise.never_shown_below == 0
    assert all(find(r).promise.never_shown_below == 11 for r in ("evenhand", "exact", "cms"))
    assert (house().persons, house().families, house().rate_side) == (11, 3, 11)


def test_a_rule_that_is_not_there_is_refused() -> None:
    """With the family of disclosure, and the rules that are."""
    with pytest.raises(Unsafe, match="There is no disclosure rule none") as refused:
        find("none")
    assert refused.value.code == 24
    assert "evenhand, exact" in refused.value.remedy


#         as written                   as days
PERIODS = [
    ("2015",                     "2015-01-01 to 2015-12-31"),
    ("2015-02",                  "2015-02-01 to 2015-02-28"),
    ("2016-02",                  "2016-02-01 to 2016-02-29"),
    ("2015-03-17",               "2015-03-17 to 2015-03-17"),
    ("2015-Q4",                  "2015-10-01 to 2015-12-31"),
    ("FY2015",                   "2014-10-01 to 2015-09-30"),
    ("fiscal year 2015",         "2014-10-01 to 2015-09-30"),
    ("2011-2015",                "2011-01-01 to 2015-12-31"),
    ("2015-01 to 2015-03",       "2015-01-01 to 2015-03-31"),
    ("2015-01-15/2015-02-03",    "2015-01-15 to 2015-02-03"),
    ("2014-10-01 to 2015-09-30", "2014-10-01 to 2015-09-30"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "as_days"), PERIODS)
def test_one_stretch_of_time_has_one_name(text: str, as_days: str) -> None:
    """However a period is written, the same days are the same period."""
    found = days(text)
    assert found is not None
    assert said(found) == as_days
    assert days(as_days) == found


@pytest.mark.parametrize("text", ["", "all of it", "2015-13", "2015-02-30", "2015 to 2014", "15"])
def test_other_texts_are_no_period(text: str) -> None:
    """What is not understood is never guessed."""
    assert days(text) is None
    assert shorter_than_a_year(text) is None
