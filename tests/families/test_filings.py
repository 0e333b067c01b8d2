"""The published counts: which add up, which do not, and that this is said and never mended."""

from __future__ import annotations

import pytest

from evenhand.families.filings import Sum, published

# What each published statement comes to, worked out by hand from its source.
KNOWN = [
    ("2019-10-24", 207, True),
    ("2020-10-20", 1030, True),
    ("2020-11", 666, False),
    ("2020-12-02", 1198, True),
    ("2020-12-02", 628, True),
    ("2020-12-02", 1198, False),
    ("2021-04-07", 445, True),
    ("2021-04-07", 445, True),
    ("2021-06", 368, True),
    ("2021-06", 368, True),
    ("2021-06-02", 3913, True),
    ("2021-08", 337, True),
    ("2023-02-01", 3924, True),
    ("2023-02-01", 2237, False),
]


def test_each_published_statement_comes_to_what_is_known() -> None:
    """Eleven add up; three do not: the base changed twice, and one count was given in two ways."""
    found = [(one.dated, one.sum.total, one.sum.adds_up) for one in published()]
    assert sorted(found) == sorted(KNOWN)
    assert [one.status for one in published() if one.dated == "2021-08"] == ["unverified"]
    assert {one.status for one in published()} <= {"primary", "secondary", "unverified"}


@pytest.mark.parametrize(
    ("total", "parts"), [(445, (302, 129, 14)), (337, (250, 75, 12)), (368, (275, 80, 13))]
)
def test_the_reasons_of_three_filings_make_their_totals(total: int, parts: tuple[int, ...]) -> None:
    """Removed, in the United States, no number: together exactly those who are not reached."""
    assert any(
        (one.sum.total, one.sum.parts, one.sum.adds_up) == (total, parts, True)
        for one in published()
    )


def test_what_does_not_add_up_is_said_with_both_figures() -> None:
    """Nothing is rounded away and no part is changed to fit."""
    wrong = Sum("reunified before", 2237, (1779,))
    assert not wrong.adds_up
    assert wrong.says == (
        "reunified before: 1,779 makes 1,779, and 2,237 was given: it does not add up, by 458"
    )
    assert Sum("x", 445, (506, -61)).says == "x: 506 - 61 = 445"


def test_every_part_has_a_name() -> None:
    """No figure stands in a sum without saying what it counts."""
    assert all(len(one.of) == len(one.sum.parts) for one in published())
