"""The cells of the measures as plain SQL: one query a table, each straight over the Parquet files.

What an analyst would write who asks one question at a time: no table is shared, cases are sorted
wherever one row of each is wanted, months are laid out. It is the measure of the time taken, and
the truth that the cells must equal.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files

TRANSFER = "transfer"
DISCRETION = "('discretion-closure', 'discretion-termination')"
REMOVED = "('removal', 'departure')"
WAYS = {
    "relief": "('relief', 'protection')",
    "removal": "('removal', 'departure', 'denial')",
    "discretion": DISCRETION,
    "otherwise": "('termination', 'dismissal', 'failure-to-prosecute', 'closure', 'other')",
}
NR = "'not recorded'"


class Docket:
    """A docket's tables and findings as SQL sources, and a period."""

    def __init__(
        self, folder: str, findings: str, since: str, until: str, months: list[str]
    ) -> None:
        self.folder, self.findings, self.months = folder, findings, months
        self.since, self.until = f"DATE '{since}'", f"DATE '{until}'"

    def table(self, name: str) -> str:
        """Name a table's file as a source."""
        return f"read_parquet('{self.folder}/{name}.parquet')"

    def spells(self) -> str:
        """Write proceedings with their kinds."""
        kinds = _cases("outcomes.csv", "says")
        return (
            "(SELECT case_id, proceeding_id AS number, court, judge, coalesce(entered_in_system_on,"
            " charged_on) AS begun, completed_on AS ended, CASE WHEN completed_on IS NULL AND "
            "decision IS NULL AND other_completion IS NULL THEN 'open' ELSE CASE lower(CASE WHEN "
            "decision IS NULL THEN other_completion_says ELSE decision_says END) "
            f"{kinds} ELSE 'other' END END AS kind FROM {self.table('proceedings')})"
        )

    def in_period(self, column: str) -> str:
        """Write that a day lies in the period."""
        return f"{column} >= {self.since} AND {column} < {self.until}"

    def with_cases(self, population: str) -> str:
        """Join cases, findings and families to a population with court and judge."""
        priority = (
            "CASE class WHEN 'consider-closing' THEN 'low' WHEN 'enforcement-priority' THEN 'high' "
            "WHEN 'both-lists' THEN 'both' WHEN 'neither-list' THEN 'unproven' ELSE 'no finding' "
            "END AS priority"
        )
        return (
            "(SELECT p.* EXCLUDE (court, judge), "
            f"coalesce(p.court, c.court, {NR}) AS court, coalesce(p.judge, c.judge, {NR}) AS judge,"
            f" coalesce(office, {NR}) AS office, coalesce(nationality, {NR}) AS nationality, "
            f"CASE WHEN represented THEN 'yes' WHEN NOT represented THEN 'no' ELSE {NR} END AS "
            "represented, CASE lower(custody) WHEN 'd' THEN 'detained' WHEN 'r' THEN 'released' "
            f"WHEN 'n' THEN 'never' ELSE {NR} END AS custody, {priority} "
            f"FROM ({population}) AS p JOIN (SELECT case_id, court, judge, office, nationality, "
            f"represented, custody FROM {self.table('cases')}) AS c USING (case_id) LEFT JOIN "
            f"(SELECT case_id, class FROM read_parquet('{self.findings}')) AS f USING (case_id))"
        )

    def pending(self, day: str) -> str:
        """Write whose case was open on a day, where it was begun last."""
        return (
            f"SELECT * FROM {self.spells()} WHERE begun < {day} AND (ended >= {day} OR "
            "kind = 'open') QUALIFY row_number() OVER (PARTITION BY case_id ORDER BY begun DESC, "
            "number DESC) = 1"
        )

    def last_ends(self) -> str:
        """Write the last end of each case in the period."""
        return (
            f"SELECT * FROM {self.spells()} WHERE {self.in_period('ended')} "
            "AND kind NOT IN ('transfer', 'open') QUALIFY row_number() OVER (PARTITION BY case_id "
            "ORDER BY ended DESC, number DESC) = 1"
        )


def _cases(file: str, column: str) -> str:
    text = files("evenhand.measures.cells").joinpath(file).read_text("utf-8")
    return " ".join(
        f"WHEN '{row[column]}' THEN '{row['kind']}'" for row in csv.DictReader(text.splitlines())
    )


def _yes(test: str) -> str:
    return f"CASE WHEN {test} THEN 'yes' ELSE 'no' END"


def queries(docket: Docket) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Give what each query counts: the population, its divisions, and the SQL."""
    ended = docket.with_cases(
        f"SELECT *, strftime(ended, '%Y-%m') AS month, {_yes(f'kind IN {DISCRETION}')} AS "
        f"by_discretion FROM ({docket.last_ends()})"
    )
    for by in (
        ("court", "by_discretion"), ("office", "by_discretion"), ("month", "by_discretion"),
        ("court", "kind"), ("month", "kind"), ("represented", "kind"), ("custody", "kind"),
        ("court", "month", "by_discretion"),
    ):  # fmt: skip
        yield "ended", by, _counted(ended, by)
    became = (
        f"SELECT case_id, bool_or(kind IN {DISCRETION}) AS d, bool_or(kind IN {REMOVED}) AS r, "
        f"min(strftime(ended, '%Y-%m')) FILTER (kind IN {DISCRETION}) AS month "
        f"FROM {docket.spells()} WHERE {docket.in_period('ended')} GROUP BY case_id"
    )
    pending = docket.with_cases(
        f"SELECT p.*, {_yes('d')} AS by_discretion, {_yes('r')} AS removed, "
        f"coalesce(month, 'not so ended') AS month FROM ({docket.pending(docket.since)}) AS p "
        f"LEFT JOIN ({became}) USING (case_id)"
    )
    for by in (
        ("court", "by_discretion"), ("office", "by_discretion"), ("month",),
        ("court", "priority", "by_discretion"), ("court", "priority", "removed"),
    ):  # fmt: skip
        yield "pending", by, _counted(pending, by)
    years = f"date_diff('day', begun, {docket.until}) / 365.25"
    age = (
        f"CASE WHEN {years} < 1 THEN 'under 1 year' WHEN {years} < 2 THEN '1 to 2 years' "
        f"WHEN {years} < 5 THEN '2 to 5 years' ELSE '5 years or more' END AS age"
    )
    still = docket.with_cases(f"SELECT *, {age} FROM ({docket.pending(docket.until)})")
    for by in (("age",), ("court", "age"), ("custody", "age"), ("represented", "age")):
        yield "still_pending", by, _counted(still, by)
    yield from _asylum(docket)
    reviewed = (
        f"(SELECT class, coalesce(office, {NR}) AS office, coalesce(court, {NR}) AS court FROM "
        f"read_parquet('{docket.findings}') JOIN (SELECT case_id, office, court FROM "
        f"{docket.table('cases')}) USING (case_id))"
    )
    for by in (("office", "class"), ("court", "class")):
        yield "reviewed", by, _counted(reviewed, by)
    yield "begun", ("priority", "way", "days"), _begun(docket)
    yield "stock", ("court", "month"), _stock(docket)


def _counted(source: str, by: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{one}"' for one in by)
    return f"SELECT {columns}, count(*) AS persons FROM {source} GROUP BY ALL ORDER BY ALL"


def _asylum(docket: Docket) -> Iterator[tuple[str, tuple[str, ...], str]]:
    kind = f"CASE decision {_cases('asylum_decisions.csv', 'code')} END"
    claims = (
        f"(SELECT case_id, proceeding_id AS number, application, decision, received_on, {kind} AS "
        f"result FROM {docket.table('applications')} WHERE application IN ('ASYL', 'ASYW', 'WCAT'))"
    )

    def result(relieved: str) -> str:
        return (
            "CASE WHEN bool_or(application = 'ASYL' AND a.result = 'granted') THEN 'granted' "
            f"WHEN bool_or(a.result IN ('granted', 'other-relief')) OR bool_or({relieved}) THEN "
            "'other-relief' WHEN bool_or(application = 'ASYL' AND a.result = 'denied') THEN "
            "'denied' WHEN bool_and(decision IS NULL) FILTER (application = 'ASYL') THEN 'pending' "
            "ELSE 'not-decided' END AS result"
        )

    decided = docket.with_cases(
        "SELECT e.case_id, any_value(e.court) AS court, any_value(e.judge) AS judge, "
        f"{result('e.kind IN ' + WAYS['relief'])} FROM ({docket.last_ends()}) AS e JOIN {claims} "
        "AS a USING (case_id, number) GROUP BY e.case_id HAVING bool_or(application = 'ASYL')"
    )
    for by in (("court", "result"), ("represented", "result"), ("custody", "result")):
        yield "asylum_decided", by, _counted(decided, by)
    first = "min(received_on) FILTER (application = 'ASYL')"
    filed = docket.with_cases(
        "SELECT case_id, CAST(NULL AS VARCHAR) AS court, CAST(NULL AS VARCHAR) AS judge, "
        f"{result('false')} FROM {claims} AS a GROUP BY case_id HAVING {docket.in_period(first)}"
    )
    for by in (("court", "result"), ("result",)):
        yield "asylum_filed", by, _counted(filed, by)


def _begun(docket: Docket) -> str:
    """Count cases begun in ten years by the days to their first end, its way and priority."""
    since = f"({docket.until} - INTERVAL 10 YEAR)"
    first = (
        f"SELECT case_id, ended, kind FROM {docket.spells()} WHERE kind NOT IN ('transfer', 'open')"
        f" AND ended >= {since} AND ended < {docket.until} QUALIFY row_number() OVER (PARTITION BY "
        "case_id ORDER BY ended, number) = 1"
    )
    began = (
        f"SELECT case_id, min(begun) AS begun FROM {docket.spells()} WHERE begun < {docket.until} "
        f"GROUP BY case_id HAVING min(begun) >= {since}"
    )
    way = " ".join(f"WHEN e.kind IN {kinds} THEN '{way}'" for way, kinds in WAYS.items())
    people = docket.with_cases(
        f"SELECT b.case_id, '' AS court, '' AS judge, CASE {way} ELSE 'open' END AS way, "
        f"date_diff('day', begun, coalesce(ended, {docket.until})) AS days FROM ({began}) AS b "
        f"LEFT JOIN ({first}) AS e ON e.case_id = b.case_id AND e.ended >= b.begun"
    )
    return _counted(people, ("priority", "way", "days"))


def _stock(docket: Docket) -> str:
    """Count cases open on the first of each month, each where it was begun last."""
    firsts = ", ".join(f"DATE '{month}-01'" for month in docket.months)
    return (
        f"SELECT court, month, count(*) AS persons FROM (SELECT coalesce(court, {NR}) AS court, "
        f"strftime(first, '%Y-%m') AS month FROM {docket.spells()} JOIN (SELECT "
        f"unnest([{firsts}]) AS first) ON begun < first AND (ended >= first OR kind = 'open') "
        "QUALIFY row_number() OVER (PARTITION BY case_id, first ORDER BY begun DESC, number DESC) "
        "= 1) GROUP BY ALL ORDER BY ALL"
    )
