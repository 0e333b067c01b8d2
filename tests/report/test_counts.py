"""The numbers of the report, held against the findings as other programs get them."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from evenhand.guidance.library import find
from evenhand.review.report import write_report
from evenhand.review.run import review_docket
from tests.report.conftest import IDS, Page, imported, number, reported, thirty_rows

ANSWERS = ("yes", "no", "unknown")


def of_instrument(report, id):
    """The exported findings of one instrument."""
    return [row for row in report.exported() if row["instrument"] == id]


@pytest.mark.parametrize("place", range(len(IDS)))
def test_classes_are_counted_as_exported(report, place):
    """Cases by class, settled cases and possible classes are those of the exported findings."""
    found = of_instrument(report, IDS[place])
    classes = report.page.body(f"classes-table-{place + 1}")
    possible = report.page.body(f"possible-table-{place + 1}")
    ids = list(report.instruments[place].classes)
    for id in ids:
        mine = [row["possible_classes"].split() for row in found if row["class"] == id]
        assert number(classes[id][2]) == number(possible[id][0]) == len(mine)
        assert number(classes[id][4]) == sum(len(could) == 1 for could in mine)
        assert [number(cell) for cell in possible[id][1:]] == [
            sum(other in could for could in mine) for other in ids
        ]
    assert sum(number(classes[id][2]) for id in ids) == number(classes["All classes"][2]) == 30


@pytest.mark.parametrize("place", range(len(IDS)))
def test_adverse_cases_that_could_be_milder_are_counted_as_exported(report, place):
    """Of those in a class that weighs against them, the page says how many could leave it."""
    classes = report.instruments[place].classes
    against = [
        row
        for row in of_instrument(report, IDS[place])
        if classes[row["class"]].bearing == "against"
    ]
    milder = sum(
        any(classes[other].bearing != "against" for other in row["possible_classes"].split())
        for row in against
    )
    text = " ".join(report.page.text.split())
    told = (
        f"Of the {len(against)} that stand in a class that weighs against them, {milder} could "
        "still come to be in one that does not"
    )
    assert (told in text) is bool(against)


@pytest.mark.parametrize("place", range(len(IDS)))
def test_factors_are_counted_as_exported(report, place):
    """Yes, no and cannot tell of every factor are those exported, and add up to the cases."""
    found, page = of_instrument(report, IDS[place]), report.page
    tables = [key for key in page.tables if key.startswith(f"factors-table-{place + 1}-")]
    rows = {id: cells for key in tables for id, cells in page.body(key).items()}
    assert list(rows) == list(report.instruments[place].factors)
    for id, cells in rows.items():
        counted = [sum(id in row[answer].split() for row in found) for answer in ANSWERS]
        assert [number(cell) for cell in cells[2:5]] == counted
        assert sum(counted) == 30


@pytest.mark.parametrize("place", range(len(IDS)))
def test_deciding_facts_are_counted_as_exported(report, place):
    """Each fact decides in as many cases as the exported findings name it."""
    found = of_instrument(report, IDS[place])
    named = Counter(
        fact
        for row in found
        for fact in (row["decisive_facts"] + " " + row["judged_facts_open"]).split()
    )
    rows = report.page.tables[f"facts-table-{place + 1}"][1:]
    told = {row[0].split("\n")[-1]: number(row[4]) for row in rows}
    assert {fact: count for fact, count in told.items() if count} == named


def test_unknown_facts_are_those_left_out_of_the_file(report):
    """A fact is unknown where the file says nothing of it, and a range where it says a range."""
    rows = {r[0].split("\n")[-1]: r for r in report.page.tables["facts-table-3"][1:]}
    file = thirty_rows()
    assert number(rows["entered_on"][2]) == sum(row[4] == "" for row in file)
    ranged = sum(row[4] in ("1999", "2005 at the latest") for row in file)
    assert number(rows["entered_on"][3]) == ranged
    assert number(rows["usc_child"][2]) == sum(row[6] == "" for row in file)


@pytest.mark.parametrize("place", range(len(IDS)))
def test_offices_are_counted_as_exported(report, place):
    """Offices stand largest first with the counts of the exported findings, and sum to all."""
    found = of_instrument(report, IDS[place])
    office_of = {row[0]: row[1] for row in thirty_rows()}
    rows = report.page.body(f"offices-table-{place + 1}")
    assert list(rows) == ["North", "South", "East", "Together"]
    for office in ("North", "South", "East"):
        mine = [row for row in found if office_of[row["case_id"]] == office]
        counts = [
            sum(row["class"] == id for row in mine) for id in report.instruments[place].classes
        ]
        open_ones = sum(row["decisive_facts"] != "" for row in mine)
        told = [number(cell) for cell in rows[office][:-1]]
        assert told == [len(mine), *counts, open_ones]
    summed = [
        sum(number(rows[o][n]) for o in rows if o != "Together") for n in range(len(counts) + 2)
    ]
    assert summed == [number(cell) for cell in rows["Together"][:-1]]


def test_bars_are_as_long_as_their_numbers(report):
    """The parts of a factor's bar are its three answers in percent of all cases."""
    svg = report.page.source.split("Answers to the factors of list A of ice-2011-11-17</title>")[1]
    first = svg.split("</svg>")[0]
    drawn = [
        (kind, round(30 * float(width) / 100))
        for kind, width in re.findall(
            r'<rect class="bar (\w+)" height="[^"]+" x="[^"]+" width="([\d.]+)%"', first
        )
    ]
    figures = re.findall(r"yes (\d+) · no (\d+) · cannot\xa0tell\xa0(\d+)", first)
    kinds = ("full", "plain", "hatched")
    told = [pair for row in figures for pair in zip(kinds, map(int, row), strict=True) if pair[1]]
    assert drawn == told


def test_an_earlier_review_does_not_know_later_dates(tmp_path):
    """In a review of an earlier day, a date after that day counts as unknown."""
    docket, instruments = imported(tmp_path, thirty_rows()), find(["ice-2011-11-17"])
    findings = tmp_path / "early.parquet"
    review_docket(docket, instruments, findings, as_of=dt.date(2005, 1, 1))
    write_report(docket, findings, instruments, tmp_path / "early.html")
    page = Page((tmp_path / "early.html").read_text("utf-8"))
    rows = {r[0].split("\n")[-1]: r for r in page.tables["facts-table-1"][1:]}
    assert number(rows["entered_on"][2]) == sum(row[4] != "1999" for row in thirty_rows())
    assert "COUNTERFACTUAL: for all 30 cases" in page.text
    assert "--as-of 2005-01-01" in page.text


def test_courts_stand_in_where_no_office_is_stated(tmp_path):
    """Where every office is null the court is counted, and the report says so."""
    report = reported(tmp_path, [(row[0], "", *row[2:]) for row in thirty_rows()])
    assert list(report.page.body("offices-table-1")) == ["SEA", "Together"]
    assert "5. By court" in report.page.text
    assert "the court stands for it" in report.page.text


def test_cases_without_an_office_are_not_stated(tmp_path):
    """Where some offices are null these cases stand last, as not stated, and are in the sum."""
    rows = [(row[0], "" if n < 20 else row[1], *row[2:]) for n, row in enumerate(thirty_rows())]
    table = reported(tmp_path, rows).page.body("offices-table-1")
    assert list(table)[-2:] == ["not stated", "Together"]
    assert number(table["not stated"][0]) == 20
    assert number(table["Together"][0]) == 30
