"""Pilot, drift and agreement: numbers where there are any, and sentences where there are none."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from evenhand.measures.answers import drifting
from evenhand.measures.answers.drifting import RATIOS, drift
from evenhand.measures.answers.pilots import pilot
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.period import Period
from evenhand.measures.estimators.drift import Watch, chart, threshold
from evenhand.measures.library import find
from evenhand.safeguards.inspection import DETERMINATIONS
from evenhand.terms.refusal import NothingToMeasure
from tests.measures.conftest import YEAR
from tests.measures.made_up import population

PILOT, DRIFT = find(["pilot", "office-drift"])
AROUND = Period(dt.date(2011, 7, 1), dt.date(2012, 2, 1))
COURTS = ("BAL", "DEN", "AAA", "BBB", "CCC", "DDD", "EEE")


def monthly(period, share, courts=COURTS, of=200):
    """Made-up endings: ``share(court, month)`` percent of so many a month ended by discretion."""
    for court in courts:
        for month in period.months():
            met = of * share(court, month) // 100
            where = {"court": court, "month": month}
            yield met, {**where, "by_discretion": "yes"}
            yield of - met, {**where, "by_discretion": "no"}


def test_a_change_in_the_pilot_courts_alone_is_found():
    """Shares rise from 5 to 15 percent in both pilot courts: ten points more than elsewhere."""

    def share(court, month):
        wobble = (hash_of(court) * int(month[-2:]) + hash_of(court) // 7) % 5 - 2
        return 6 + wobble + (10 if court in ("BAL", "DEN") and month >= "2011-12" else 0)

    with population(Inputs(AROUND), "ended", monthly(AROUND, share)) as cells:
        result = pilot(cells, PILOT)
    [effect] = [one for one in result.estimates if not one.about]
    assert effect.value == pytest.approx(10, abs=3)
    assert effect.low is effect.high is None
    months = [one.about["month"] for one in result.estimates if one.about]
    assert months == list(AROUND.months())
    assert any("smallest that can come out" in line for line in result.says)
    assert any("warning" in line for line in result.says)


def hash_of(court):
    """Give a number to a court that is the same in every run."""
    return sum(map(ord, court))


@pytest.mark.parametrize(
    ("period", "courts", "told"),
    [
        (YEAR, ("AAA", "BBB", "CCC"), "No case ended in BAL, DEN"),
        (Period(dt.date(2012, 1, 1), dt.date(2012, 6, 1)), COURTS, "must begin before that month"),
        (Period(dt.date(2011, 1, 1), dt.date(2011, 6, 1)), COURTS, "must begin before that month"),
    ],
)
def test_a_pilot_that_cannot_be_seen_has_a_sentence(period, courts, told):
    """No pilot court in the record, or a period that does not hold its beginning."""
    with population(Inputs(period), "ended", monthly(period, lambda *_: 5, courts)) as cells:
        result = pilot(cells, PILOT)
    assert not result.estimates
    assert any(told in line for line in result.unanswered)


def test_a_court_that_halves_its_share_is_signalled_and_the_others_are_not():
    """One court falls from 20 to 5 percent in July; the rest stay."""

    def share(court, month):
        return 5 if court == "AAA" and month >= "2011-07" else 20

    with population(Inputs(YEAR), "ended", monthly(YEAR, share)) as cells:
        result = drift(cells, DRIFT)
    ratios = {one.about["court"]: one for one in result.estimates}
    assert ratios["AAA"].value == pytest.approx(0.25, abs=0.01)
    assert ratios["BBB"].value == pytest.approx(1)
    assert "odds halved: signal in 2011-0" in ratios["AAA"].method
    assert "signal in" not in ratios["BBB"].method
    assert any("1 of them signalled" in line for line in result.says)


def test_months_too_few_to_see_a_drift_are_said():
    """Five months are not watched."""
    short = Period(dt.date(2011, 1, 1), dt.date(2011, 6, 1))
    with population(Inputs(short), "ended", monthly(short, lambda *_: 20)) as cells:
        result = drift(cells, DRIFT)
    assert not result.estimates
    assert "needs 6 months" in result.unanswered[0]


def test_a_month_that_is_missing_is_named():
    """Without any ending in May, the sentence names May, in the pilot and in the drift."""
    rows = [row for row in monthly(YEAR, lambda *_: 20) if row[1]["month"] != "2011-05"]
    with population(Inputs(YEAR), "ended", rows) as cells:
        assert any("2011-05" in line for line in drift(cells, DRIFT).unanswered)


def determinations(pairs):
    """Give the ledger's table of so many pairs of determinations."""
    rows, number = [], 0
    for many, first, second in pairs:
        for _ in range(many):
            number += 2
            told = {"case_id": str(number), "day": dt.date(2011, 6, 1), "level": "field office",
                    "form": "settle-or-dismiss", "instrument": "ice-2011-11-17",
                    "class": "neither-list", "bearing": "none"}  # fmt: skip
            rows.append({**told, "entry": str(number), "act": "determine", "decides": first,
                         "first": None})  # fmt: skip
            rows.append({**told, "entry": str(number + 1), "act": "second-agrees",
                         "decides": second, "first": str(number)})  # fmt: skip
    return pa.Table.from_pylist(rows, schema=DETERMINATIONS)


def test_agreement_is_measured_in_several_ways(ask):
    """Of 20, 5, 10 and 15 files Cohen's kappa is the textbook's 0.40; raw agreement 35 of 50."""
    table = determinations([(20, "favourable", "favourable"), (5, "favourable", "refused"),
                            (10, "refused", "favourable"), (15, "refused", "refused")])  # fmt: skip
    result = ask("reviewers-agree", ledger={"determinations": table})
    found = {one.says.rpartition(": ")[2]: one for one in result.estimates}
    assert found["Cohen's kappa on whether discretion is exercised"].value == pytest.approx(0.40)
    assert found["raw agreement on whether discretion is exercised"].value == pytest.approx(0.70)
    alike = found["Gwet's AC1 on the form of discretion"]
    assert (alike.value, alike.rest) == (None, 0) or alike.value == pytest.approx(1)


def test_cases_determined_once_say_nothing_of_agreement(ask):
    """Without a second there is nothing to compare, and the sentence says so."""
    table = determinations([(20, "favourable", "favourable")])
    alone = table.filter([first is None for first in table.column("first").to_pylist()])
    with pytest.raises(NothingToMeasure, match="nothing of which to give a share"):
        ask("reviewers-agree", ledger={"determinations": alone})


@pytest.mark.parametrize("share", [2, 5, 8, 12, 20, 30, 45])
def test_both_ratios_are_watched_from_one_simulation(share):
    """What is told of each ratio is what its own simulation, with the same seed, would tell."""
    months = tuple(YEAR.months())
    watch = Watch.make([0.2], [[share]] * 12, [[100]] * 12, months)
    for way, (told, signal) in zip(RATIOS, drifting._told(DRIFT, watch, 7), strict=True):
        level = threshold(watch, ratio=RATIOS[way], offices=7, years_between_alarms=5.0,
                          seed=drifting.SEED, runs=200)  # fmt: skip
        signals = chart(watch, ratio=RATIOS[way], threshold=level.value).signals
        assert signal == bool(signals)
        assert told == f"odds {way}: " + (f"signal in {', '.join(signals)}" if signals else
                                          "no signal")  # fmt: skip


@pytest.mark.parametrize(("later", "signal"), [(400, False), (100, True)])
def test_a_large_court_whose_chart_never_rises_by_chance_is_watched_too(later, signal):
    """With 20,000 cases a month chance alone lifts no sum: any rise is a signal, and only that."""
    months = tuple(YEAR.months())
    watch = Watch.make([0.02], [[later]] * 12, [[20_000]] * 12, months)
    halved = drifting._told(DRIFT, watch, 55)[0]
    assert halved[1] is signal
