"""A made-up edition: every kind of table and estimate, through real disclosure control."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from evenhand.disclosure.releasing import SafeRelease, make_safe
from evenhand.measures.counts import CountTable, Dimension, Estimate, Value
from evenhand.publish.edition import Edition, Told, Vintage, edit

PERIOD = "2011-10-01 to 2012-09-30"
COURTS = (
    ("ATL", "Atlanta"), ("BAL", "Baltimore"), ("DEN", "Denver"), ("DET", "Detroit"),
    ("HOU", "Houston"), ("LOS", "Los Angeles"), ("MIA", "Miami"), ("NYC", "New York City"),
)  # fmt: skip
MONTHS = tuple(f"2012-{n:02d}" for n in range(1, 10))
OUTCOMES = (
    ("relief", "relief granted"), ("removal", "removal, deportation or exclusion ordered"),
    ("closure", "administratively closed otherwise"), ("other", "ended otherwise"),
)  # fmt: skip
TOLD = (
    Told(
        "how-cases-ended", "How did cases end?", "cases by how they ended",
        "the cases that ended in the period", "counts, court by court",
        (("8 CFR 208.6 and 1208.6: exact counts never leave", "secondary"),),
        ("why a case ended as it did",),
    ),
    Told(
        "discretion-of-ended", "Of the cases that ended, how many ended by discretion?",
        "cases closed or terminated by prosecutorial discretion",
        "the cases that ended in the period",
        "share with the Wilson interval (95%)",
        (("Own calculation, as in standard texts", "unverified"),),
        ("whether discretion was refused to somebody who asked",),
    ),
    Told(
        "time-to-end", "How long do cases take?", "days from notice to the end",
        "the cases that began in the period", "Kaplan-Meier",
    ),
)  # fmt: skip
VINTAGE = Vintage("a made-up docket; no real person is in it", "2012-10-01", "1-0123456789ab")


def dimension(name: str, says: str, values: Sequence[tuple[str, str]], total: bool = True):
    """Make a dimension of values."""
    return Dimension(name, says, tuple(Value(*value) for value in values), total)


def _table(measure: str, title: str, dimensions, persons, population: str = "ended") -> CountTable:
    names = [d.name for d in dimensions]
    cells = pa.table(
        {name: [at[n] for at, _ in persons] for n, name in enumerate(names)}
        | {"persons": pa.array([count for _, count in persons], pa.int64())}
    )
    return CountTable(measure, title, population, PERIOD, tuple(dimensions), cells,
                      "made up", ("made up: it says nothing of any court",))  # fmt: skip


def counts() -> list[CountTable]:
    """Exact counts of made-up people; some are few, one is none."""
    court, outcome = dimension("court", "court", COURTS), dimension("outcome", "how", OUTCOMES)
    month = dimension("month", "month", [(m, m) for m in MONTHS])
    by_both = [
        ((code, kind), 0 if (n, k) == (2, 3) else 7 if (n, k) == (1, 2) else 40 + 37 * n * (4 - k))
        for n, (code, _) in enumerate(COURTS)
        for k, (kind, _) in enumerate(OUTCOMES)
    ]
    by_month = [((m,), 310 + 29 * n if n != 4 else 9) for n, m in enumerate(MONTHS)]
    ended = "How they ended, of the cases that ended in the period"
    return [
        _table("how-cases-ended", ended, (court, outcome), by_both),
        _table("how-cases-ended", "Cases that ended, by month", (month,), by_month, "by month"),
    ]


def _estimate(measure: str, says: str, value, low, high, unit="percent", **more) -> Estimate:
    said = {"met": 60, "rest": 60} | more
    return Estimate(measure, says, "ended", PERIOD, value, low, high, unit,
                    method="share with the Wilson interval (95%)", **said)  # fmt: skip


def estimates() -> list[Estimate]:
    """Estimates for all, by court, by month, with one that may not be shown and one unanswered."""
    share = "share of the cases that ended which ended by discretion"
    by_court = [
        _estimate("discretion-of-ended", f"{share} (court (base city): {code})",
                  5.0 + 6 * n, 3.0 + 5 * n, 8.0 + 7.5 * n,
                  about={"court": code}, met=4 if code == "BAL" else 60)
        for n, (code, _) in enumerate(COURTS)
    ]  # fmt: skip
    by_month = [
        _estimate("discretion-of-ended", "share by month", 11.0 + n, 8.0 + n, 15.0 + n,
                  about={"month": m}, rest=3 if n == 4 else 60)
        for n, m in enumerate(MONTHS)
    ]  # fmt: skip
    return [
        _estimate("discretion-of-ended", share, 23.4, 22.1, 24.9),
        *by_court,
        *by_month,
        _estimate("time-to-end", "half of all cases ended within", 412.0, 398.0, 431.0, "days"),
        _estimate("time-to-end", "difference between detained and released", None, None, None,
                  "days", unanswered="Nobody was detained in the period."),
        _estimate("time-to-end", "change since the year before", -31.0, -44.0, -12.0, "days"),
    ]  # fmt: skip


def release(backwards: bool = False) -> SafeRelease:
    """Make the release safe, its input in one order or the other."""
    step = -1 if backwards else 1
    return make_safe(counts()[::step], estimates()[::step])


def edition(backwards: bool = False) -> Edition:
    """Give the edition of the made-up release."""
    made = release(backwards)
    step = -1 if backwards else 1
    return edit("Made-up courts, 2012", VINTAGE, TOLD, made.tables[::step], made.estimates[::step])
