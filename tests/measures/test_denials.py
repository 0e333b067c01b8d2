"""Denials of asylum by the element they rest on: whom they count, and what is not known."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pyarrow as pa
import pytest

from evenhand.asylum.decided import CLAIMS
from evenhand.asylum.elements import elements
from evenhand.measures.counts import CountTable
from evenhand.measures.library import find
from evenhand.measures.result import Result
from evenhand.measures.telling import sentences
from evenhand.terms.refusal import NothingToMeasure
from tests.support.safe import released

ID = "asylum-denials-by-element"
DAY = dt.date(2011, 6, 1)
# The person, form, result, elements, family: seven people denied asylum, one twice.
ROWS = [
    ("1", "asylum", "denied", ["nexus"], "K"),
    ("1", "withholding", "denied", ["likelihood"], "K"),
    ("2", "asylum", "denied", ["nexus"], "K"),
    ("3", "asylum", "denied", ["nexus", "internal-relocation"], ""),
    ("4", "asylum", "denied", ["not stated"], ""),
    ("5", "asylum", "denied", [], ""),
    ("6", "asylum", "granted", [], ""),
    ("7", "asylum", "denied", ["another"], ""),
    ("8", "CAT", "denied", ["likelihood"], ""),
    ("9", "asylum", None, [], ""),
    ("7777", "asylum", "denied", ["nexus"], ""),
]


def claims(rows: list[tuple[str, str, str | None, list[str], str]]) -> pa.Table:
    """Give the ledger's table of claims."""
    return pa.Table.from_pylist(
        [
            {"entry": str(entry), "case_id": case, "family": family, "form": form, "filed_on": DAY,
             "standing": "decided" if result else "pending", "result": result,
             "decided_on": DAY if result else None,
             "elements": named}
            for entry, (case, form, result, named, family) in enumerate(rows, 1)
        ],
        schema=CLAIMS,
    )  # fmt: skip


def _by_element(result: Result) -> CountTable:
    return next(one for one in result.tables if [d.name for d in one.dimensions] == ["element"])


def _counted(table: CountTable, by: str) -> Counter[str]:
    columns = zip(table.cells.column(by).to_pylist(), table.cells.column("persons").to_pylist(),
                  strict=True)  # fmt: skip
    return Counter(dict(columns))


def test_each_person_is_counted_once_under_one_element(ask):
    """Asylum alone counts; several, not stated and not recorded are lines of their own."""
    result = ask(ID, ledger={"claims": claims(ROWS)})
    whole = result.estimates[0]
    assert (whole.met, whole.rest) == (5, 2), "named: nexus three times, several, another"
    by_element = _by_element(result)
    assert _counted(by_element, "element") == Counter(
        {"nexus": 3, "several": 1, "not stated": 1, "not recorded": 1, "another": 1}
    )
    assert sum(by_element.cells.column("persons").to_pylist()) == whole.met + whole.rest
    assert whole.says.startswith(find([ID])[0].title)
    assert find([ID])[0].denominator in whole.says


def test_members_of_one_family_are_told_as_one(ask):
    """Two members of one family are two people and one family, in the table itself."""
    result = ask(ID, ledger={"claims": claims(ROWS)})
    by_element = _by_element(result)
    cells = {row["element"]: row for row in by_element.cells.to_pylist()}
    assert (cells["nexus"]["persons"], cells["nexus"]["families"]) == (3, 2)


def test_who_was_denied_twice_is_counted_by_the_last_denial(ask):
    """An earlier denial that was reopened and denied anew on another element is not added."""
    rows = [("1", "asylum", "denied", ["nexus"], ""), ("1", "asylum", "denied", ["another"], "")]
    result = ask(ID, ledger={"claims": claims(rows)})
    by_element = _by_element(result)
    assert _counted(by_element, "element") == Counter({"another": 1})


def test_without_a_denial_there_is_a_sentence_and_no_number(ask):
    """Nobody denied: there is nothing of which to give a share."""
    with pytest.raises(NothingToMeasure, match="the asylum denials recorded on the ledger"):
        ask(ID, ledger={"claims": claims([("6", "asylum", "granted", [], "")])})
    with pytest.raises(NothingToMeasure, match="--ledger"):
        ask(ID)


def test_few_denials_are_neither_said_nor_published(ask):
    """Seven people: no count on the screen, and in what is made safe no number and no share."""
    result = ask(ID, ledger={"claims": claims(ROWS)})
    assert "under 15" in " ".join(sentences(result))
    made = released(*result.tables, estimates=result.estimates)
    told = {cell.text for table in made.tables for cell in table.cells}
    assert not {text for text in told if any(c.isdigit() for c in text)} - {"under 15", "0"}
    assert {one.text for one in made.estimates} == {"not shown"}


def test_every_element_of_the_closed_list_can_be_counted(ask):
    """Each has words of its own in the table, and none is put with another."""
    rows = [(str(n), "asylum", "denied", [one], "") for n, one in enumerate(elements(), 1)]
    result = ask(ID, ledger={"claims": claims(rows)})
    by_element = _by_element(result)
    assert _counted(by_element, "element") == Counter(dict.fromkeys(elements(), 1))
    (dimension,) = by_element.dimensions
    assert {v.code: v.says for v in dimension.values if v.code in elements()} == {
        one.id: one.says for one in elements().values()
    }
