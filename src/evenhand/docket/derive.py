"""Derived facts: what recorded facts imply, computed once for a docket or for one typed-in case.

Only what follows with certainty is filled in. A range that ends before it begins is a
contradiction and becomes unknown, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from evenhand.docket.catalogue import Catalogue, Fact
from evenhand.engines.duck import Connection, name

_CONVICTIONS = (
    "aggravated_felony",
    "violent_conviction",
    "immigration_crime",
    "misdemeanor_violence",
    "misdemeanor_sexual_abuse",
    "misdemeanor_dui",
    "misdemeanor_flight",
    "misdemeanor_drug_distribution",
    "misdemeanor_public_safety",
    "sole_minor_conviction",
)
_MISDEMEANORS = tuple(fact for fact in _CONVICTIONS if fact.startswith("misdemeanor"))


def _one_if_any(facts: tuple[str, ...]) -> str:
    return f"CASE WHEN {' OR '.join(facts)} THEN 1 END"


def _no_if(test: str, facts: tuple[str, ...]) -> dict[str, str]:
    return {fact: f"CASE WHEN {test} THEN false ELSE {fact} END" for fact in facts}


# Each stage sees the columns as the stage before left them.
_STAGES: tuple[dict[str, str], ...] = (
    {
        "misdemeanor_convictions_least": (
            f"greatest(misdemeanor_convictions_least, {_one_if_any(_MISDEMEANORS)})"
        ),
        "previously_removed": "coalesce(CASE WHEN reentered_after_removal THEN true END, "
        "previously_removed)",
        "failed_to_depart": "coalesce(CASE WHEN missed_voluntary_departure THEN true END, "
        "failed_to_depart)",
        "present_since_latest": "least(present_since_latest, entered_on_latest)",
    },
    {
        "convictions_least": "greatest(convictions_least, nullif(coalesce("
        "felony_convictions_least, 0) + coalesce(misdemeanor_convictions_least, 0), 0), "
        f"{_one_if_any(_CONVICTIONS)})",
    },
    {
        "felony_convictions_most": "least(felony_convictions_most, convictions_most - "
        "coalesce(misdemeanor_convictions_least, 0))",
        "misdemeanor_convictions_most": "least(misdemeanor_convictions_most, convictions_most - "
        "coalesce(felony_convictions_least, 0))",
        "arrived_at_age_least": "greatest(arrived_at_age_least, "
        "date_sub('year', born_on_latest, present_since_earliest))",
        "arrived_at_age_most": "least(arrived_at_age_most, "
        "date_sub('year', born_on_earliest, present_since_latest))",
    },
    {
        "convictions_least": "coalesce(convictions_least, "
        "CASE WHEN convictions_most = 0 THEN 0 END)",
        "felony_convictions_least": "coalesce(felony_convictions_least, "
        "CASE WHEN felony_convictions_most = 0 THEN 0 END)",
        "misdemeanor_convictions_least": "coalesce(misdemeanor_convictions_least, "
        "CASE WHEN misdemeanor_convictions_most = 0 THEN 0 END)",
        **_no_if("convictions_most = 0", _CONVICTIONS),
    },
    _no_if("misdemeanor_convictions_most = 0", _MISDEMEANORS),
)


def derive(con: Connection, given: str, made: str, catalogue: Catalogue) -> None:
    """Make table ``made`` from ``given`` (case_id, recorded_on, all fact columns): facts derived.

    Also makes table ``made || '_contradictions'`` (case_id, fact) of ranges that contradicted
    themselves and so became unknown.
    """
    stage = f"SELECT * FROM {name(given)}"
    for columns in _STAGES:
        replaced = ", ".join(
            f"CAST({text} AS {_type(column, catalogue)}) AS {column}"
            for column, text in columns.items()
        )
        stage = f"SELECT * REPLACE ({replaced}) FROM ({stage})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE derived_all AS {stage}")
    spans = [fact for fact in catalogue.values() if fact.is_span]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name(made + '_contradictions')} AS "
        + " UNION ALL ".join(
            f"SELECT case_id, '{fact.name}' AS fact FROM derived_all WHERE {_upside_down(fact)}"
            for fact in spans
        )
    )
    tidy = ", ".join(text for fact in spans for text in _unless_upside_down(fact))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name(made)} AS SELECT * REPLACE ({tidy}) FROM derived_all"
    )
    con.execute("DROP TABLE derived_all")


def _type(column: str, catalogue: Catalogue) -> str:
    return next(fact.column_type for fact in catalogue.values() if column in fact.columns)


def _upside_down(fact: Fact) -> str:
    low, high = fact.columns
    return f"({low} > {high})" if fact.type == "date" else f"({low} > {high} OR {high} < 0)"


def _unless_upside_down(fact: Fact) -> Iterator[str]:
    for column in fact.columns:
        yield f"CASE WHEN {_upside_down(fact)} THEN NULL ELSE {column} END AS {column}"
