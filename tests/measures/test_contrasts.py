"""Low against high priority: the admissions of Berkeley, 1973, stand for courts and priorities."""

from __future__ import annotations

import pytest

from evenhand.measures.answers.contrasts import contrast
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.library import find
from tests.measures.conftest import YEAR
from tests.measures.made_up import population

(MEASURE,) = find(["low-against-high-closure"])
# department: women admitted and not, men admitted and not (UCBAdmissions, as R has it)
BERKELEY = {
    "A": (89, 19, 512, 313),
    "B": (17, 8, 353, 207),
    "C": (202, 391, 120, 205),
    "D": (131, 244, 138, 279),
    "E": (94, 299, 53, 138),
    "F": (24, 317, 22, 351),
}


def rows(more=()):
    """Women stand for low priority, men for high; departments for courts."""
    for court, (low_yes, low_no, high_yes, high_no) in BERKELEY.items():
        for many, priority, met in (
            (low_yes, "low", "yes"), (low_no, "low", "no"),
            (high_yes, "high", "yes"), (high_no, "high", "no"),
        ):  # fmt: skip
            yield many, {"court": court, "priority": priority, "by_discretion": met}
    yield from more


@pytest.fixture
def berkeley():
    """The comparison of Berkeley."""
    with population(Inputs(YEAR), "pending", rows()) as cells:
        yield contrast(cells, MEASURE)


def named(result, words: str):
    """Give the estimate about all courts that says some words."""
    (found,) = [one for one in result.estimates if words in one.says and "court" not in one.about]
    return found


def test_a_comparison_within_courts_can_turn_the_crude_one_round(berkeley):
    """Of women 30 % and of men 45 % in all; within departments, women do no worse: 43 and 39 %."""
    crude = {one.about["priority"]: one.value for one in berkeley.estimates
             if "priority" in one.about}  # fmt: skip
    assert crude["low"] == pytest.approx(30.354, abs=0.01)
    assert crude["high"] == pytest.approx(44.519, abs=0.01)
    assert named(berkeley, "low priority, standardised").value == pytest.approx(43.0, abs=0.1)
    assert named(berkeley, "high priority, standardised").value == pytest.approx(38.7, abs=0.1)


def test_the_joined_ratio_is_that_of_the_textbook(berkeley):
    """The Mantel-Haenszel ratio of men to women is 0.9449, so that of women to men its inverse."""
    ratio = named(berkeley, "times the share of high")
    assert ratio.value == pytest.approx(1 / 0.9449, abs=0.0005)
    assert ratio.low < ratio.value < ratio.high
    assert (ratio.met, ratio.rest) == (557, 1278)


def test_courts_that_distinguish_differently_are_told(berkeley):
    """Departments do not distinguish alike: the sentence says so with its p."""
    assert any("distinguish alike" in line and "p =" in line for line in berkeley.says)


def test_little_distinction_is_said_only_where_the_interval_lies_inside_the_margin(berkeley):
    """Between 0.8 and 1.25 lies the whole interval here: little distinction, not merely 'no p'."""
    assert any("makes little distinction" in line for line in berkeley.says)


def test_cases_on_neither_side_are_bounded_and_not_guessed():
    """With a thousand of unknown priority the sentence says how far they could move the answer."""
    unknown = [(1000, {"court": "A", "priority": "unproven", "by_discretion": "yes"})]
    with population(Inputs(YEAR), "pending", rows(unknown)) as cells:
        result = contrast(cells, MEASURE)
    (said,) = [line for line in result.says if "on neither side" in line]
    assert "however they are placed" in said
    table = result.tables[0].cells.to_pylist()
    assert sum(row["persons"] for row in table if row["priority"] == "unproven") == 1000


@pytest.mark.parametrize(
    ("kept", "because"),
    [
        (lambda row: row["priority"] == "low", "One of the two groups is empty"),
        (lambda row: row["by_discretion"] == "no", "All outcomes are alike"),
    ],
)
def test_what_cannot_be_compared_has_a_sentence_and_no_number(kept, because):
    """An empty group, or outcomes all alike, give no ratio but the reason."""
    some = [(many, row) for many, row in rows() if kept(row)]
    with population(Inputs(YEAR), "pending", some) as cells:
        ratio = named(contrast(cells, MEASURE), "times the share of high")
    assert ratio.value is None
    assert because in ratio.unanswered


def test_nothing_is_told_of_a_side_with_few_people():
    """Where under eleven of one priority met it, the sentences hold no test and no verdict."""
    few = [
        (10, {"priority": "low", "by_discretion": "yes"}),
        (500, {"priority": "low"}),
        (300, {"priority": "high", "by_discretion": "yes"}),
        (500, {"priority": "high"}),
    ]
    with population(Inputs(YEAR), "pending", few) as cells:
        result = contrast(cells, MEASURE)
    assert any("too few people" in line for line in result.says)
    assert not any("Cochran" in line for line in result.says)
