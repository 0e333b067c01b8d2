"""Every row of the made office's file is loaded, gathered or rejected, as the truth says."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from evenhand.docket.catalogue import catalogue
from evenhand.docket.mapping import read_mapping

REJECTED = {
    "not_on_docket": {"no such case"},
    # Cut short, too wide, or with words in place of the case number.
    "malformed": {"too few fields", "too many fields", "no such case"},
}


@pytest.fixture(scope="module")
def rejects(synthetic) -> dict[int, tuple[str, str]]:
    """Give the rejects of the office's file by row: reason and text."""
    return {row: (reason, raw) for row, reason, raw in synthetic.docket.rejects("intake.csv")}


def test_the_file_adds_up(synthetic, rejects):
    """Rows read are those of the file, and each is loaded or rejected."""
    account = synthetic.docket.manifest["inputs"][-1]
    assert account["read"] == len(synthetic.lines("intake.csv")) - 1
    assert account["loaded"] == account["read"] - len(rejects)
    assert account["reasons"] == dict(Counter(reason for reason, _ in rejects.values()))


def test_every_fault_put_in_ends_as_it_should(synthetic, rejects):
    """Rows not on the docket or malformed are rejects with their text; contradictions are read."""
    met = set()
    for file, row, kind in synthetic.made.faults:
        if file != "intake.csv":
            continue
        met.add(kind)
        raw = synthetic.lines(file)[row - 1].decode()
        if kind in REJECTED:
            assert rejects[row][0] in REJECTED[kind]
            assert rejects[row][1] == raw
        else:
            assert row not in rejects
    assert met == {"not_on_docket", "malformed", "contradiction"}


def test_no_other_row_is_rejected_but_of_cases_that_were(synthetic, rejects):
    """A row that the truth does not name is rejected only if its case was itself rejected."""
    named = {fault.row for fault in synthetic.made.faults if fault.file == "intake.csv"}
    cases = synthetic.docket.by_case("cases")
    for row, (reason, raw) in rejects.items():
        if row not in named:
            assert reason == "no such case"
            assert raw.split(",")[0] not in cases


def test_contradictory_rows_leave_the_fact_unknown(synthetic):
    """Where a person's two rows contradict, the fact is unknown and both words are noted."""
    header = synthetic.lines("intake.csv")[0].decode().split(",")
    columns = {"usc_spouse": "USC SPOUSE", "in_school": "IN SCHOOL"}
    conflicts = Counter()
    for file, row, kind in synthetic.made.faults:
        if kind != "contradiction" or file != "intake.csv":
            continue
        lines = [synthetic.lines(file)[n].decode() for n in (row - 2, row - 1)]
        before, after = (dict(zip(header, next(csv.reader([line])), strict=True)) for line in lines)
        if before["IDNCASE"] not in synthetic.docket.by_case("cases"):
            continue
        office = synthetic.docket.by_case("sources/2-tabular")[before["IDNCASE"]]
        noted = {(n[0], n[1], n[3], n[5]) for n in synthetic.docket.notes(before["IDNCASE"])}
        for fact, column in columns.items():
            words = before[column], after[column]
            if {w.upper()[:1] for w in words} == {"Y", "N"}:
                conflicts[fact] += 1
                assert office[fact] is None
                assert {(fact, "conflicting", row + n, w) for n, w in enumerate(words, -1)} <= noted
    assert conflicts


def test_the_office_is_believed_wherever_it_says_yes_or_no(synthetic):
    """For every yes-no fact of every case the docket has the office's word, else the court's."""
    facts = synthetic.docket.by_case("facts")
    office = synthetic.docket.by_case("sources/2-tabular")
    court = synthetic.docket.by_case("sources/1-eoir")
    names = [fact.name for fact in catalogue().values() if not fact.is_span]
    met = Counter()
    for case_id, row in facts.items():
        said = office.get(case_id, {})
        for name in names:
            first, second = said.get(name), court[case_id][name]
            assert row[name] is (second if first is None else first)
            met[first is None, second is None] += 1
    assert len(met) == 4


def test_ranges_are_the_office_s_narrowed_by_the_court_s(synthetic):
    """Each end of each range is the office's, narrowed by the court's unless they contradict."""
    facts = synthetic.docket.by_case("facts")
    office = synthetic.docket.by_case("sources/2-tabular")
    court = synthetic.docket.by_case("sources/1-eoir")
    narrowed = apart = 0
    for fact in (fact for fact in catalogue().values() if fact.is_span):
        for case_id, said in office.items():
            low, high = (said[column] for column in fact.columns)
            other_low, other_high = (court[case_id][column] for column in fact.columns)
            tight_low = max((x for x in (low, other_low) if x is not None), default=None)
            tight_high = min((x for x in (high, other_high) if x is not None), default=None)
            expected = (tight_low, tight_high)
            if tight_low is not None and tight_high is not None and tight_low > tight_high:
                expected, apart = (low, high), apart + 1
            narrowed += expected not in ((low, high), (other_low, other_high))
            assert tuple(facts[case_id][column] for column in fact.columns) == expected
    assert apart > 5
    assert narrowed > 0


def test_the_words_noted_are_the_words_written(synthetic):
    """Every note on the office's file names a cell, and the raw text is what stands there."""
    plan = read_mapping(synthetic.made.folder / "intake.mapping.toml", catalogue())
    columns = {column.fact: column.column for column in plan.columns}
    header = synthetic.lines("intake.csv")[0].decode().split(",")
    checked = 0
    for fact, _, file, row, column, raw in synthetic.docket.notes():
        if file != "intake.csv" or column is None:
            continue
        cells = next(csv.reader([synthetic.lines("intake.csv")[row - 1].decode()]))
        assert column == columns[fact]
        assert cells[header.index(column)] == raw
        checked += 1
    assert checked > 100
