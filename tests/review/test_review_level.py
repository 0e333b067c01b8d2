"""Who must look at a finding: by the class, or by a list that asks for somebody in particular."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from evenhand.engines.duck import connect
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import shipped
from evenhand.review.finding import review_case
from evenhand.review.run import review_docket
from tests.support.dockets import bare_docket
from tests.support.people import Facts, drawn

INSTRUMENTS = shipped()
DAY = dt.date(2011, 12, 5)
DIRECTOR = "field office director"
ATTORNEY = "reviewing attorney, then supervisor"
HELD = {"detained": True, "detention_mandatory": False}

LEVELS: list[tuple[str, Instrument, Facts, str]] = [
    ("nothing known under the priorities", INSTRUMENTS[0], {}, ""),
    ("detained, pregnant", INSTRUMENTS[0], {**HELD, "pregnant": True}, DIRECTOR),
    ("detained, whether pregnant is not known", INSTRUMENTS[0], HELD, ""),
    ("not detained, pregnant", INSTRUMENTS[0], {"detained": False, "pregnant": True}, ""),
    ("nothing known before the court", INSTRUMENTS[3], {}, ATTORNEY),
    ("a felony before the court", INSTRUMENTS[3], {"previously_removed": True}, ATTORNEY),
]


@pytest.mark.parametrize(
    ("case", "instrument", "facts", "level"), LEVELS, ids=[case for case, *_ in LEVELS]
)
def test_who_must_look_at_a_finding(
    case: str, instrument: Instrument, facts: Facts, level: str
) -> None:
    """A list that asks for somebody goes before the class, and only once it is met for certain."""
    assert review_case(instrument, facts, DAY).review_level == level, case


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=[item.id for item in INSTRUMENTS])
def test_the_level_is_the_same_in_bulk(instrument: Instrument, tmp_path: Path) -> None:
    """In bulk each finding names the same person as one by one, beside the same class."""
    people = drawn(instrument, 120, 17, [DAY], later=False)
    out = tmp_path / "findings.parquet"
    review_docket(bare_docket(tmp_path / "docket", people), [instrument], out)
    con = connect(threads=1)
    found = con.execute(
        f"SELECT CAST(class AS VARCHAR), review_level FROM read_parquet('{out}') "
        "ORDER BY CAST(case_id AS INTEGER)"
    ).fetchall()
    con.close()
    findings = [review_case(instrument, facts, day) for facts, day in people]
    assert found == [(finding.class_id, finding.review_level) for finding in findings]
    assert (DIRECTOR in {level for _, level in found}) is (instrument is INSTRUMENTS[0])
