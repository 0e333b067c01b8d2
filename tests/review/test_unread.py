"""What an instrument does not name changes nothing: who a person is, or how the file is written."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.docket.snapshot import Docket
from evenhand.engines.duck import connect
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.review.codes import codes_of
from evenhand.review.finding import review_case
from evenhand.review.run import review_docket
from tests.support.dockets import DESCRIBED, docket
from tests.support.people import Person, drawn, engine_rows, interpreter_rows

INSTRUMENTS = shipped()
DAYS = [dt.date(2011, 12, 5), dt.date(2012, 2, 29)]
FINDING = (
    "case_id, instrument, as_of, class, possible_classes, yes, unknown, decisive_facts, "
    "judged_facts_open, review_level"
)
ONE = {
    "nationality": "MEXICO", "language": "SPANISH", "sex": "M", "office": "Newark",
    "court": "NEW", "judge": "ABC", "state": "open", "represented": "no",
}  # fmt: skip
OTHER = {
    "nationality": "CANADA", "language": "ENGLISH", "sex": "F", "office": "El Paso",
    "court": "ELP", "judge": "XYZ", "state": "closed", "represented": "yes",
}  # fmt: skip


# Facts that a file may state (no judgements), enough to reach most classes.
STATED = {
    "entered_on", "entered_unlawfully", "born_on", "pregnant", "domestic_violence_victim",
    "honorably_discharged", "national_security_risk", "felony_convictions",
    "misdemeanor_convictions", "outstanding_warrant", "reentered_after_removal", "fraud_found",
}  # fmt: skip


def _stated(instrument: Instrument, count: int) -> list[Person]:
    people = drawn(instrument, count, 12, DAYS, later=False)
    return [({f: v for f, v in facts.items() if f in STATED}, day) for facts, day in people]


@pytest.fixture(scope="module")
def cases() -> list[tuple[str, dict, dt.date]]:
    """Give two hundred cases with their facts."""
    people = _stated(INSTRUMENTS[3], 100) + _stated(INSTRUMENTS[0], 100)
    return [(f"C{n:04}", facts, day) for n, (facts, day) in enumerate(people)]


def _findings(made: Docket, folder: Path) -> list[tuple]:
    out = folder / "findings.parquet"
    review_docket(made, INSTRUMENTS, out)
    con = connect(threads=1)
    rows = con.execute(
        f"SELECT {FINDING} FROM read_parquet('{out}') ORDER BY instrument, case_id"
    ).fetchall()
    con.close()
    return rows


def test_who_a_person_is_changes_no_finding(cases: list, tmp_path: Path) -> None:
    """Another nationality, language, sex, office, court, judge or state: the same findings."""
    assert set(ONE) == set(OTHER) == set(DESCRIBED)
    one = docket(tmp_path / "one", cases, [ONE for _ in cases])
    other = docket(tmp_path / "other", cases, [OTHER for _ in cases])
    found = _findings(one, tmp_path / "one")
    assert len(found) == len(cases) * len(INSTRUMENTS)
    assert len({row[3] for row in found}) > 8
    assert found == _findings(other, tmp_path / "other")


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=[item.id for item in INSTRUMENTS])
def test_facts_that_an_instrument_does_not_read_change_no_finding(instrument: Instrument) -> None:
    """Every fact outside an instrument's code table may take any value without effect."""
    read = set(codes_of(instrument).facts)
    others = [fact for fact in instrument.catalogue.values() if fact.name not in read]
    people = drawn(instrument, 60, 2, DAYS)
    idle = {fact.name: True for fact in others if not fact.is_span}
    changed = [({**idle, **facts}, day) for facts, day in people]
    assert len(idle) > 20
    assert engine_rows(instrument, people) == engine_rows(instrument, changed)
    assert interpreter_rows(instrument, people) == interpreter_rows(instrument, changed)


def test_only_the_document_that_names_nationality_reads_what_rests_on_it() -> None:
    """The one fact that rests on a protected attribute is read by the memo that names it."""
    readers = {
        item.id: sorted({item.catalogue[fact].attribute for fact in codes_of(item).facts} - {""})
        for item in INSTRUMENTS
    }
    assert readers == {
        "ice-2011-03-02": [],
        "ice-2011-06-17": ["nationality"],
        "ice-2011-06-17-victims": [],
        "ice-2011-11-17": [],
    }
    assert INSTRUMENTS[1].names_attributes == ("nationality",)


def test_nationality_as_judged_sets_no_class() -> None:
    """Even under the memo that names it, nationality is weighed by a person and sets no class."""
    known = (review_case(INSTRUMENTS[1], {"removal_unlikely": v}, DAYS[0]) for v in (True, False))
    one, other = known
    assert (one.class_id, one.possible) == (other.class_id, other.possible)
