"""The published tables of 2011 to 2015 and of asylum decisions, from their own counts.

What is typed here stands in public reports. The files they were taken from are read where
EVENHAND_REAL_RECORDS names the folder they lie in.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pyarrow as pa
import pytest

from evenhand.measures.answers.rates import rate, rates
from evenhand.measures.answers.table import splits
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.counts import CountTable
from evenhand.measures.library import find
from tests.measures.conftest import YEAR
from tests.measures.made_up import population

PLACE = os.environ.get("EVENHAND_REAL_RECORDS", "")


def real(name: str) -> list[dict[str, str]]:
    """Read one of the published tables, or skip the test with the reason."""
    if not PLACE:
        pytest.skip("EVENHAND_REAL_RECORDS is not set: no published tables here")
    path = Path(PLACE) / name
    if not path.is_file():
        pytest.skip(f"EVENHAND_REAL_RECORDS has no {name}")
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def share(measure: str, met: int, of: int):
    """Give the share a measure makes of so many people."""
    (found,) = find([measure])
    cells = pa.table({found.met: ["yes", "no"], "persons": [met, of - met]})
    table = CountTable(found.id, found.title, found.population, "", (), cells, found.cited)
    return rate(found, table, {}, splits(table, found.met, [])[()])


# closures by discretion, all closures; share in percent, its interval (TRAC report 339)
CLOSURES = {
    "2012": (9_684, 206_330, 4.69, 4.60, 4.79),
    "2013": (16_306, 191_803, 8.50, 8.38, 8.63),
    "2014 to December": (2_993, 42_816, 6.99, 6.75, 7.24),
    "together": (28_983, 440_949, 6.57, 6.50, 6.65),
}


@pytest.mark.parametrize("year", CLOSURES)
def test_shares_of_all_closures_are_those_published(year):
    """Closures by discretion of all closures: 4.7, 8.5, 7.0, and 6.6 percent in all."""
    met, of, value, low, high = CLOSURES[year]
    found = share("discretion-of-ended", met, of)
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), abs=0.005)


def test_the_share_of_people_counted_is_that_of_their_number():
    """The same share comes out where the people stand in the engine and are counted there."""
    met, of, value, *_ = CLOSURES["2014 to December"]
    (found,) = find(["discretion-of-ended"])
    people = [(met, {"by_discretion": "yes"}), (of - met, {"court": "DEN"})]
    with population(Inputs(YEAR), "ended", people) as cells:
        result = rates(cells, found)
    whole = next(one for one in result.estimates if not one.about)
    assert whole.value == pytest.approx(value, abs=0.005)
    assert (whole.met, whole.rest) == (met, of - met)


def test_the_years_add_up_to_what_is_published_together():
    """The three periods' closures sum to those of all."""
    *years, together = CLOSURES.values()
    assert tuple(map(sum, zip(*(year[:2] for year in years), strict=True))) == together[:2]


# closures by discretion of the 298,173 cases pending on September 30, 2011 (TRAC 278, 284, 287)
@pytest.mark.parametrize(("closures", "published"), [(2_609, 0.875), (4_585, 1.54), (5_684, 1.91)])
def test_shares_of_pending_cases_are_those_published(closures, published):
    """The same closures are under one to two percent of what was pending: another denominator."""
    found = share("discretion-of-pending", closures, 298_173)
    assert found.value == pytest.approx(published, abs=0.005)


def test_one_city_is_one_percent_of_its_pending_cases():
    """534 of 53,000 in Los Angeles: the "1 percent" of the press is of pending cases."""
    assert share("discretion-of-pending", 534, 53_000).value == pytest.approx(1.01, abs=0.005)


# found amenable or recommended, of cases reviewed
@pytest.mark.parametrize(
    ("met", "of", "published"),
    [
        (366, 3_759, 9.74),  # the pilot, Baltimore
        (1_301, 7_923, 16.42),  # the pilot, Denver
        (366 + 1_301, 3_759 + 7_923, 14.27),
        (16_544, 219_554, 7.54),  # to April 16, 2012
        (20_648, 288_361, 7.16),  # to May 29, 2012
        (20_608, 232_181, 8.88),  # of these, not detained
        (20_648 - 16_544, 288_361 - 219_554, 5.96),  # between the two days
        (4_363, 4_363 + 3_998, 52.2),  # offers accepted, of those decided
    ],
)
def test_the_review_of_2011_and_2012_has_the_shares_it_published(met, of, published):
    """Shares of the cases reviewed, as far as the agency told them."""
    assert share("discretion-of-pending", met, of).value == pytest.approx(published, abs=0.05)


def test_the_parts_of_the_review_add_up():
    """Detained and not; amenable; accepted, declined and still open."""
    assert 232_181 + 56_180 == 288_361
    assert 20_608 + 40 == 20_648
    assert 4_363 + 3_998 + 12_247 == 20_608


# fiscal year: decided, granted, denied, other; granted of all, granted of granted and denied
ASYLUM = {
    2008: (24_071, 10_885, 12_717, 469, 45.2, 46.1),
    2012: (21_545, 11_965, 9_049, 531, 55.5, 56.9),
    2018: (42_317, 14_249, 27_463, 605, 33.7, 34.2),
    2024: (81_301, 35_882, 39_965, 5_454, 44.1, 47.3),
    2025: (121_936, 28_626, 85_121, 8_189, 23.5, 25.2),
}


@pytest.mark.parametrize("year", ASYLUM)
def test_asylum_has_the_rate_published_for_each_denominator(year):
    """Of all decisions with other relief among them, and of grants and denials alone."""
    decided, granted, denied, other, of_all, of_merits = ASYLUM[year]
    assert granted + denied + other == decided
    assert share("asylum-of-filed", granted, decided).value == pytest.approx(of_all, abs=0.05)
    merits = share("asylum-of-merits", granted, granted + denied)
    assert merits.value == pytest.approx(of_merits, abs=0.05)


def test_one_group_has_two_right_rates():
    """Mexico, 2010: 49 of 3,231 filed is 1.5 percent; of merits decisions about 9 were granted."""
    filed = share("asylum-of-filed", 49, 3_231)
    assert filed.value == pytest.approx(1.52, abs=0.005)
    assert filed.says != share("asylum-of-merits", 9, 100).says


def test_the_table_of_closures_on_file_gives_the_same_shares():
    """Every share of closures in the published table follows from its own counts."""
    rows = real("published-tables/prosecutorial_discretion_2011_2015.csv")
    table = {(r["period_or_as_of"], r["scope"], r["measure"]): r["value"] for r in rows}
    for when, published in (("FY2012", 4.7), ("FY2013", 8.5), ("FY2014Q1", 7.0),
                            ("2011-10..2013-12", 6.6), ("2015-01..2015-02", 8.3)):  # fmt: skip
        met, of = (int(table[when, "national", what]) for what in ("pd_closures", "all_closures"))
        assert share("discretion-of-ended", met, of).value == pytest.approx(published, abs=0.05)
    pending = int(table["2011-09-30", "national", "pending_backlog"])
    for day in ("2012-05-31", "2012-06-28"):
        found = share("discretion-of-pending", int(table[day, "national", "pd_closures"]), pending)
        told = float(table[day, "national", "pd_closures_pct_of_sep2011_backlog"])
        assert found.value == pytest.approx(told, abs=0.05)


def test_the_courts_on_file_have_the_denial_rates_published():
    """Of 53 courts each denial rate is denials of decisions, to the tenth that is published."""
    rows = real("trac-asylum/trac_denials_by_court_fy2012-2017.csv")
    assert len(rows) == 53
    for row in rows:
        decided, denied = int(row["decisions"]), int(row["No_DenialsRnd"])
        found = share("asylum-of-merits", decided - denied, decided)
        assert 100 - found.value == pytest.approx(float(row["Percent"]), abs=0.12), row["imm_ct"]


def test_the_monthly_decisions_on_file_sum_to_the_published_years():
    """Monthly rows of the nation, and not those of one court beside it, make the fiscal years."""
    rows = [row for row in real("eoir-detroit/master_totals.csv") if row["court"] != "Detroit"]
    assert {row["court"] for row in rows} == {"United States"}
    for year, (*published, _, _) in ASYLUM.items():
        months = [row for row in rows if f"{year - 1}-10" <= row["fymon"] < f"{year}-10"]
        assert len(months) == 12
        sums = [sum(int(float(row[what] or 0)) for row in months)
                for what in ("total", "granted", "denied", "other")]  # fmt: skip
        assert sums == published
