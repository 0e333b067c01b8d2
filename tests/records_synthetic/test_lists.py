"""Made lists of parents and children have their stated errors and a truth that fits."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from evenhand.records.synthetic.families.making import make_lists, rates
from evenhand.terms.refusal import BadInput

PEOPLE = 4_000


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """Make lists once."""
    return make_lists(tmp_path_factory.mktemp("made") / "lists", people=PEOPLE, seed=5).folder


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    """Read a made file."""
    with (folder / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_same_seed_makes_the_same_bytes(made, tmp_path):
    """Lists can be made again exactly; another seed makes others."""
    again = make_lists(tmp_path / "again", people=PEOPLE, seed=5).folder
    other = make_lists(tmp_path / "other", people=PEOPLE, seed=6).folder
    for file in ("border.csv", "care.csv", "truth.csv"):
        assert (made / file).read_bytes() == (again / file).read_bytes()
        assert (made / file).read_bytes() != (other / file).read_bytes()


def test_the_truth_names_rows_that_belong_together(made):
    """Six children in ten have a parent on the list, each one, and father or mother as recorded."""
    border, care, truth = (rows(made, f"{name}.csv") for name in ("border", "care", "truth"))
    assert (len(border), len(care), len(truth)) == (PEOPLE, PEOPLE, 0.6 * PEOPLE)
    assert len({pair["child_row"] for pair in truth}) == len(truth)
    for pair in truth:
        parent = border[int(pair["parent_row"]) - 2]
        child = care[int(pair["child_row"]) - 2]
        assert child["PARENT"] == {"M": "father", "F": "mother"}[parent["SEX"]]


@pytest.mark.parametrize(
    ("what", "told", "share"),
    [
        ("parent not named", lambda row: row["PARENT LAST"] == "", 0.06),
        ("number given", lambda row: row["PARENT A#"] != "", 0.94 * 0.35),
        ("country missing", lambda row: row["COUNTRY"] == "", 0.02),
        ("father", lambda row: row["PARENT"] == "father", 0.62),
        ("year of birth only", lambda row: len(row["PARENT DOB"]) == 4, 0.94 * 0.03),
    ],
)
def test_errors_come_as_often_as_stated(made, what, told, share):
    """A rate of the list is the rate that the file states, within four deviations of chance."""
    assert rates()["children"]["parent_not_named"] == 0.06
    care = rows(made, "care.csv")
    found = sum(map(told, care)) / len(care)
    assert abs(found - share) < 4 * (share * (1 - share) / len(care)) ** 0.5, what


def test_second_surnames_are_left_out_as_often_as_stated(made):
    """Some three surnames in ten stand alone on a list: left out, moved, or glued together."""
    border = rows(made, "border.csv")
    alone = sum(" " not in row["LAST NAME"] and "-" not in row["LAST NAME"] for row in border)
    assert 0.28 < alone / len(border) < 0.37


def test_numbers_are_nobodys_twice_and_children_are_young(made):
    """Each parent has a number of their own; a child on the list is under eighteen."""
    border, care = rows(made, "border.csv"), rows(made, "care.csv")
    assert len({row["A NUMBER"] for row in border}) == PEOPLE
    for row in care:
        born = dt.datetime.strptime(row["CHILD DOB"], "%m/%d/%Y").date()  # noqa: DTZ007
        assert dt.date(2000, 1, 1) < born < dt.date(2018, 7, 1)


def test_lists_of_nobody_are_refused(tmp_path):
    """A list has at least one row."""
    with pytest.raises(BadInput, match="0 rows"):
        make_lists(tmp_path / "none", people=0, seed=1)
