"""What is handed on: exact results in a folder for their owner alone, less on a screen."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.measures.counts import Estimate
from evenhand.measures.exact import NOTICE, read_exact, write_exact
from evenhand.measures.telling import about, said, sentences
from evenhand.terms.refusal import BadInput


def test_results_are_read_back_as_they_were(ask, tmp_path):
    """Tables, estimates and sentences come back the same from the folder."""
    ids = ("discretion-of-ended", "judges-like-with-like", "stock-and-flow", "pilot")
    results = [ask(id) for id in ids]
    write_exact(tmp_path / "out", results, {"period": "2011"})
    again, inputs = read_exact(tmp_path / "out")
    assert again == results
    assert inputs == {"period": "2011"}


def test_the_folder_is_for_its_owner_alone_and_says_so(ask, tmp_path):
    """Nobody else may read any file of it, and a notice tells that it is not for publication."""
    write_exact(tmp_path / "out", [ask("how-cases-ended")], {})
    paths = [tmp_path / "out", *(tmp_path / "out").iterdir()]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in paths} == {0}
    assert "not for publication" in (tmp_path / "out" / NOTICE).read_text()


def test_a_folder_that_is_there_is_not_overwritten(ask, tmp_path):
    """Exact results are never mixed with others."""
    (tmp_path / "out").mkdir()
    with pytest.raises(BadInput, match="there already"):
        write_exact(tmp_path / "out", [], {})


@pytest.mark.parametrize("damage", ["missing", "cut", "lacking"])
def test_damaged_results_are_refused(ask, tmp_path, damage):
    """A folder without its list, with half of it, or without a table holds no results."""
    write_exact(tmp_path / "out", [ask("how-cases-ended")], {})
    content = tmp_path / "out" / "measures.json"
    if damage == "missing":
        content.unlink()
    elif damage == "cut":
        content.write_text(content.read_text()[:200])
    else:
        next((tmp_path / "out").glob("*.parquet")).unlink()
    with pytest.raises(BadInput, match="damaged"):
        read_exact(tmp_path / "out")


@given(st.integers(0, 10**7))
def test_no_small_count_is_said(count):
    """Under fifteen a count is not said; above, only to the nearest ten."""
    text = about(count)
    if count < 15:
        assert text == "under 15"
    else:
        told = int(text.removeprefix("about ").replace(",", ""))
        assert told % 10 == 0
        assert abs(told - count) <= 5


@given(st.integers(0, 40), st.integers(0, 40))
def test_no_share_is_said_of_few_people(met, rest):
    """With under eleven people on either side of the fraction no number is said."""
    value = 100 * met / max(1, met + rest)
    text = said(Estimate("m", "T", "p", "2011", value, 0.0, 100.0, "percent", met, rest), "T")
    assert ("%" in text) == (min(met, rest) >= 11)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.2, "percent", "under 1%"),
        (99.7, "percent", "over 99%"),
        (0.0, "percent", "0%"),
        (-3.4, "points", "-3 points"),
        (0.8, "points", "1 point"),
        (1.049, "ratio", "1.05"),
        (12.0, "count", "under 15"),
        (2554.0, "count", "about 2,550"),
        (802.6, "days", "803 days"),
    ],
)
def test_numbers_are_said_coarsely(value, unit, text):
    """Whole percents, points and days; what is not nought is not called so."""
    estimate = Estimate("m", "T: x", "p", "2011", value, None, None, unit, 100, 100)
    assert said(estimate, "T") == f"x: {text}."


def test_the_screen_says_nothing_of_a_single_group(ask):
    """Courts, months and nationalities stand in the exact results alone."""
    text = " ".join(sentences(ask("discretion-of-ended")))
    assert "LOS" not in text
    assert "DEN" not in text
    assert "each of one group" in text
