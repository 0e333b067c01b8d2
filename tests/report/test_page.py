"""What stands on the page: the account, every factor, and only text where a record is hostile."""

from __future__ import annotations

import re

import pytest

from evenhand.review.report import write_report
from evenhand.review.report.table import Share
from tests.report.conftest import Page, number, reported, thirty_rows

NOTICE = "Internal: exact counts of small groups; not for publication"


def test_the_page_says_first_that_it_is_internal(report):
    """The warning stands before the heading, in the title and at the end."""
    text = report.page.text
    assert text.index(NOTICE, text.index("Skip to")) < text.index("Review of the docket “docket”")
    assert report.page.text.count(NOTICE) >= 3


def test_the_brief_says_what_the_parts_say(report):
    """The table at the top has the settled cases and the fullest class of each document."""
    brief = report.page.body("brief-table")
    for place, instrument in enumerate(report.instruments, 1):
        classes = report.page.body(f"classes-table-{place}")
        row = brief[instrument.title]
        assert row[2] == classes["All classes"][4]
        fullest = max(instrument.classes, key=lambda id, rows=classes: number(rows[id][2]))
        assert row[1] == f"{fullest}: {classes[fullest][2]} ({classes[fullest][3]})"


def test_every_factor_and_class_stands_with_its_citation(report):
    """Each factor and class is shown in its words, with where it stands and its mark in words."""
    text = report.page.text
    for instrument in report.instruments:
        assert instrument.citation in text
        for item in (*instrument.factors.values(), *instrument.classes.values()):
            assert f"{item.says}\n{item.cite.where} ({item.cite.status})" in text


def test_instruments_outside_their_dates_are_counterfactual(tmp_path):
    """A review day outside the dates is called counterfactual, with the span of days."""
    rows = [(*row[:3], f"20{21 + n % 4}-03-01", *row[4:]) for n, row in enumerate(thirty_rows())]
    text = reported(tmp_path, rows).page.text
    assert text.count("COUNTERFACTUAL: for all 30 cases") == 1
    assert "each as of its own day, from 2021-03-01 to 2024-03-01" in text


def test_an_instrument_in_force_is_not_counterfactual(report):
    """Within the dates the page says that the instrument was in force, and nothing else."""
    assert report.page.text.count("It was in force on the review day of every case") == 3
    assert "COUNTERFACTUAL:" not in report.page.text


def test_the_account_without_rejects(report):
    """A file of which every row was loaded is shown as such, with its fingerprint."""
    (row,) = [cells for file, cells in report.page.body("account").items() if file == "clinic.csv"]
    assert [number(cell) for cell in row[1:4]] == [30, 30, 0]
    assert row[5] == report.docket.manifest["inputs"][0]["sha256"][:12]
    assert "No row was rejected." in report.page.text


def test_the_account_with_rejects(tmp_path):
    """Rejected rows are counted by reason and are in no other count."""
    report = reported(tmp_path, [*thirty_rows(), ("", *thirty_rows()[0][1:])])
    row = report.page.body("account")["clinic.csv"]
    assert [number(cell) for cell in row[1:4]] == [31, 30, 1]
    assert row[4] == "no case number: 1"
    assert "1 rejected rows are in no count below" in report.page.text
    assert number(report.page.body("classes-table-1")["All classes"][2]) == 30


def test_values_set_aside_are_counted(report):
    """A redacted value is counted by its reason and by its fact."""
    redacted = sum(row[7] == "(b)(6)" for row in thirty_rows())
    reasons = report.page.body("aside")
    assert {k.split(":")[0]: number(v[0]) for k, v in reasons.items()} == {
        "redacted": redacted,
        "Together": redacted,
    }
    assert [row[1:] for row in report.page.tables["aside-facts"][1:]] == [
        ["redacted", str(redacted)]
    ]


def test_the_same_findings_give_the_same_page(report, tmp_path):
    """Nothing on the page depends on when or where it is written."""
    write_report(report.docket, report.findings, report.instruments, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == report.path.read_bytes()
    assert str(report.docket.folder.parent) not in report.page.source


def test_nothing_is_fetched_from_outside(report):
    """No element names a source, no style an address but a drawing of the page itself."""
    for tag, given in report.page.tags:
        assert tag not in ("script", "link", "iframe", "img", "object", "base"), tag
        assert "src" not in given
        assert given.get("href", "#").startswith("#")
    assert set(re.findall(r"url\(([^)]*)\)", report.page.source)) == {"#hatch"}
    assert "@import" not in report.page.source
    assert "http:" not in report.page.source
    assert "https:" not in report.page.source


def test_every_link_and_label_has_its_target(report):
    """Ids stand once, and whatever refers to one finds it."""
    ids = [given["id"] for _, given in report.page.tags if "id" in given]
    assert len(ids) == len(set(ids))
    for _, given in report.page.tags:
        for target in given.get("aria-labelledby", "").split():
            assert target in ids
        if "href" in given:
            assert given["href"][1:] in ids


def test_every_chart_is_named_and_followed_by_its_table(report):
    """Each chart has a title and a description, and a table comes before the next chart."""
    source = report.page.source
    charts = re.findall(r'<svg role="img".*?</svg>|<svg[^>]*role="img".*?</svg>', source, re.S)
    assert charts
    assert all("<title" in chart and "<desc" in chart for chart in charts)
    for after in source.split("</figure>")[1:]:
        assert "<table>" in after.split("<figure>")[0]


HOSTILE = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(2)>",
    "\u202eelttaeS\u2066&amp;",
)


def test_hostile_names_are_shown_as_text(tmp_path):
    """Markup in an office's name is text; what would turn the writing is shown by its number."""
    report = reported(tmp_path, thirty_rows(HOSTILE))
    shown = list(report.page.body("offices-table-1"))
    assert set(shown) == {*HOSTILE[:2], "[U+202E]elttaeS[U+2066]&amp;", "Together"}
    assert not {tag for tag, _ in report.page.tags} & {"script", "img"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", report.page.source)


def test_a_column_mistaken_for_the_office_stays_a_page(tmp_path, monkeypatch):
    """Offices beyond the most that are listed are counted as one row, and the sum holds."""
    monkeypatch.setattr("evenhand.review.report.offices.LISTED", 10)
    table = reported(tmp_path, thirty_rows(), office='office = "CASE"').page.body("offices-table-1")
    assert len(table) == 12
    assert number(table["20 smaller ones together"][0]) == 20
    assert number(table["Together"][0]) == 30


def test_a_docket_without_cases_has_a_report(tmp_path):
    """With no case at all the page stands, and no share of nothing is claimed."""
    report = reported(tmp_path, [("", *thirty_rows()[0][1:])])
    assert report.page.body("classes-table-1")["All classes"][2:4] == ["0", "–"]


@pytest.mark.parametrize(
    ("part", "whole", "printed"),
    [(0, 9, "0%"), (9, 9, "100%"), (1, 3000, "<0.1%"), (2999, 3000, ">99.9%"), (1, 3, "33.3%")],
)
def test_shares_never_round_to_none_or_all(part, whole, printed):
    """Only nothing prints as 0% and only everything as 100%."""
    assert str(Share(part, whole)) == printed


def test_page_parses_as_it_was_read(report):
    """The page opens every element that it closes: text after a reparse is the same."""
    assert Page(report.page.source).text == report.page.text
