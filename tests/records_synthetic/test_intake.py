"""The office's file covers what the court's files lack, and does not contradict itself."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter

import pytest

from evenhand.docket.catalogue import catalogue

UNKNOWN = ("", "unk", "?", "N/A", "(b)(6)")
YES, NO = ("Y", "yes", "YES"), ("N", "no", "NO")


@pytest.fixture(scope="module")
def mapping(docket):
    """Read the mapping."""
    return tomllib.loads((docket.made.folder / "intake.mapping.toml").read_text("utf-8"))


def test_the_mapping_covers_every_recorded_fact_and_no_judged_one(mapping):
    """Every recorded fact is mapped, in the asking order, and none that only a person can judge."""
    facts = catalogue()
    recorded = {name for name, fact in facts.items() if fact.kind == "recorded"}
    mapped = list(mapping["fact"])
    assert set(mapped) - recorded == {"present_since"}
    assert recorded <= set(mapped)
    assert facts["present_since"].kind == "derived"
    assert mapped == facts.in_order(mapped)


def test_the_mapping_fits_the_file(docket, mapping):
    """Every column of the file but the keys is mapped once."""
    keys = [mapping[part] for part in ("key", "recorded_on", "office")]
    columns = [entry["column"] for entry in mapping["fact"].values()]
    assert list(docket.notes[0]) == [*keys, *columns]


def test_every_value_is_one_the_mapping_reads(docket, mapping):
    """Values are unknown, redacted, a yes or no, a count or a date, as the mapping says."""
    facts = catalogue()
    for name, entry in mapping["fact"].items():
        values = {row[entry["column"]] for row in docket.notes} - {*UNKNOWN}
        if facts[name].type == "yes-no":
            assert values <= {*entry["yes"], *entry["no"]}, name
        elif facts[name].type == "count":
            assert all(value.isdigit() for value in values)
        elif "date" in entry:
            assert all(datetime.datetime.strptime(v, entry["date"]) for v in values)  # noqa: DTZ007
        else:
            assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value) for value in values)
            assert {len(value) for value in values} == {4, 7, 10}


def test_facts_are_unknown_at_plausible_rates(docket, mapping):
    """Each yes or no and each count is unknown for a tenth to six tenths of the cases."""
    for entry in mapping["fact"].values():
        share = sum(row[entry["column"]] in UNKNOWN for row in docket.notes) / len(docket.notes)
        assert 0.08 < share < (0.97 if "SINCE" in entry["column"] else 0.6), entry["column"]


def test_the_office_knows_about_seven_in_ten(docket):
    """About seven cases in ten have a row, each case one, but for the faults."""
    counts = Counter(row["IDNCASE"] for row in docket.notes)
    assert 0.68 < len(counts) / 20_000 < 0.72
    assert set(counts.values()) == {1}


def test_interviews_were_held_during_the_review(docket):
    """Interviews fall in the last eight weeks before the day of the docket."""
    days = {row["INTERVIEW DATE"] for row in docket.notes}
    assert min(days) >= "2011-11-18"
    assert max(days) <= "2012-01-13"


def test_a_cell_with_a_comma_is_quoted(docket):
    """The office's file is comma separated, quoted where needed."""
    assert b',"Washington, DC",' in (docket.made.folder / "intake.csv").read_bytes()


def test_nobody_is_a_contradiction(docket):
    """No man is pregnant, no child a veteran, no clean record has a felony, and the like."""
    for row in docket.notes:
        said = {column for column, value in row.items() if value in YES}
        sex = docket.cases.get(row["IDNCASE"], {}).get("Sex", "")
        assert not (sex == "M" and said & {"PREGNANT", "NURSING"})
        assert not (sex == "F" and "SPOUSE PREG/NURSING" in said)
        assert not {"PREGNANT", "NURSING"} <= said
        assert not {"USC SPOUSE", "LPR SPOUSE"} <= said
        if row["DOB"] not in UNKNOWN and int(row["DOB"][-4:]) > 1996:
            assert not said & {"US MILITARY", "VETERAN (HON.)", "USC SPOUSE", "COLLEGE"}
            assert row["CONVICTIONS"] in ("0", *UNKNOWN)
        if row["CONVICTIONS"] == "0":
            assert row["FELONY CONVICTIONS"] in ("0", *UNKNOWN)
            assert not said & {"AGG FELONY", "VIOLENT CRIME", "IMM. CRIME", "DUI"}
        if row["PRIOR REMOVAL"] in NO:
            assert "RE-ENTRY AFTER REMOVAL" not in said
        counts = [row[c] for c in ("CONVICTIONS", "FELONY CONVICTIONS", "MISD CONVICTIONS")]
        if not {*counts} & {*UNKNOWN}:
            assert int(counts[0]) == int(counts[1]) + int(counts[2])


def test_birth_comes_before_entry(docket):
    """Everyone was born before they came."""
    for row in docket.notes:
        if row["DOB"] not in UNKNOWN and row["LAST ENTRY"] not in UNKNOWN:
            month, dom, year = row["DOB"].split("/")
            entry = row["LAST ENTRY"]
            assert f"{year}-{month}-{dom}"[: len(entry)] <= entry


def test_pupils_are_young(docket):
    """Most of those in school are under twenty-five."""
    years = [
        int(row["DOB"][-4:])
        for row in docket.notes
        if row["IN SCHOOL"] in YES and row["DOB"] not in UNKNOWN
    ]
    assert sum(year > 1986 for year in years) / len(years) > 0.8


def test_entry_is_supplied_and_seldom_disagrees(docket):
    """The office often knows an entry date that the court lacks; one in fifty differs."""
    supplied = differs = both = 0
    for row in docket.notes:
        own, court = row["LAST ENTRY"], docket.cases.get(row["IDNCASE"], {}).get("DATE_OF_ENTRY")
        if own in UNKNOWN or court is None:
            continue
        supplied += not court
        both += bool(court)
        differs += bool(court) and not court.startswith(own)
    assert supplied > 3000
    assert 0.008 < differs / both < 0.035
