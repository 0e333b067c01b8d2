"""``evenhand measure run`` where a number would be wrong: a sentence stands there instead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from evenhand.cli.main import main
from evenhand.disclosure import counted as gathering
from evenhand.disclosure.rule import house
from evenhand.docket.importing import import_records
from evenhand.measures.exact import read_exact
from tests.measures.conftest import write_court

YEAR = ("--from", "2011-01-01", "--until", "2012-01-01")
NOBODY_BEFORE = ("--from", "1980-01-01", "--until", "1981-01-01")


@pytest.fixture(scope="module")
def places(docket, tmp_path_factory) -> dict[str, Path]:
    """Give the small court's docket, one where nobody was granted relief, and findings."""
    folder = tmp_path_factory.mktemp("places")
    write_court(folder / "court", without=("5",))
    import_records("eoir", [folder / "court"], folder / "alike", dated=dt.date(2012, 1, 13))
    findings = folder / "findings.parquet"
    assert main(["review", str(docket.folder), "--instrument", "ice-2011-11-17", "--as-of",
                 "2010-12-31", "--out", str(findings)]) == 0  # fmt: skip
    return {"small": docket.folder, "alike": folder / "alike", "findings": findings}


#   what is wrong            docket   measure                        period   exit  the sentence
WRONG = """
    an empty group         | small | low-against-high-closure     | year   | 0  | One of the two groups is empty.
    an empty group, judged | small | low-against-high-removal     | year   | 0  | cannot tell, for too few people are on one of the sides
    a court with one judge | small | judges-like-with-like        | year   | 0  | No court has two judges with cases in one period.
    one judge, of asylum   | small | asylum-judges-like-with-like | year   | 0  | No court has two judges with cases in one period.
    all outcomes alike     | alike | courts-like-with-like        | year   | 0  | all outcomes are alike
    all asylum denied      | alike | asylum-judges-like-with-like | year   | 0  | all outcomes are alike
    a denominator of 0     | small | discretion-of-ended          | before | 25 | nothing of which to give a share
    0 pending              | small | discretion-of-pending        | before | 25 | nothing of which to give a share
    0 filed                | small | asylum-of-filed              | before | 25 | nothing of which to give a share
    0 begun                | small | time-to-end                  | before | 25 | nothing of which to give a share
    0 open                 | small | stock-and-flow               | before | 25 | No case was open at any time of the period.
    a month missing        | small | discretion-of-ended          | year   | 0  | No case is counted in 2011-01
    missing in counts      | small | how-cases-ended              | year   | 0  | No case is counted in 2011-01
    missing in a drift     | small | office-drift                 | year   | 0  | No case is counted in 2011-01
    missing in flows       | small | stock-and-flow               | year   | 0  | In 2011-01
    months too few         | small | office-drift                 | spring | 25 | A drift needs 6 months to be seen; the period has 3.
    months cut             | small | stock-and-flow               | cut    | 25 | Let --from and --until be firsts of months.
    a pilot without courts | small | pilot                        | year   | 0  | the pilot cannot be measured
"""  # noqa: E501
PERIODS = {
    "year": YEAR,
    "before": NOBODY_BEFORE,
    "spring": ("--from", "2011-03-01", "--until", "2011-06-01"),
    "cut": ("--from", "2011-01-15", "--until", "2011-12-15"),
}


@pytest.mark.parametrize(
    "row",
    [[cell.strip() for cell in line.split("|")] for line in WRONG.strip().splitlines()],
    ids=lambda row: row[0],
)
def test_a_sentence_stands_where_a_number_would_be_wrong(places, tmp_path, capsys, row):
    """What is wrong with the input is said in words, and the exit code tells if nothing is left."""
    _, where, measure, period, code, told = row
    asked = ["--measure", measure, "--findings", str(places["findings"])]
    out = tmp_path / "out"
    ended = main(
        ["measure", "run", str(places[where]), *PERIODS[period], *asked, "--out", str(out)]
    )
    streams = capsys.readouterr()
    said = " ".join((streams.out + streams.err).split())
    assert (ended, told in said) == (int(code), True), said
    if ended:
        assert not out.exists()
        return
    (result,), _ = read_exact(out)
    for one in result.estimates:
        assert (one.value is None) == bool(one.unanswered)


def test_no_ratio_is_given_where_a_group_is_empty(places, tmp_path):
    """Of an empty group neither ratio nor difference nor standardised share has a number."""
    main(["measure", "run", str(places["small"]), *YEAR, "--findings", str(places["findings"]),
          "--measure", "low-against-high-closure", "--out", str(tmp_path / "out")])  # fmt: skip
    (result,), _ = read_exact(tmp_path / "out")
    compared = [one for one in result.estimates if not one.about]
    assert len(compared) == 5
    assert {one.value for one in compared} == {None}


def test_what_is_too_large_to_protect_is_not_published(
    places: dict[str, Path], tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`evenhand publish` refuses results of more cells than it can protect, and says how many."""
    few = replace(house(), room=dict.fromkeys(house().room, 10))
    monkeypatch.setattr(gathering, "house", lambda: few)
    exact, out = tmp_path / "exact", tmp_path / "release"
    main(["measure", "run", str(places["small"]), *YEAR, "--measure", "how-cases-ended",
          "--out", str(exact)])  # fmt: skip
    capsys.readouterr()
    assert main(["publish", str(exact), "--out", str(out)]) == 24
    said = " ".join(capsys.readouterr().err.split())
    assert "no more than 10 can be protected" in said
    assert "Leave out a table" in said
    assert not out.exists()
