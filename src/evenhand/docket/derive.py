"""Derived facts: what recorded facts imply, computed once for a docket or for one typed-in case.

Only what follows with certainty is filled in. A record that contradicts itself (a range that ends
before it begins, a conviction of a kind where there are none) says nothing certain: the facts
become unknown, with a note, and are never settled against the respondent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

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


_PARTS = ("felony_convictions", "misdemeanor_convictions")

# What must be yes where another fact is.
_IMPLIED = {
    "previously_removed": "reentered_after_removal",
    "failed_to_depart": "missed_voluntary_departure",
}
_NONE = "convictions_most = 0 AND coalesce(convictions_least, 0) = 0"
_NO_MISDEMEANOR = (
    "misdemeanor_convictions_most = 0 AND coalesce(misdemeanor_convictions_least, 0) = 0"
)


def _contradictions() -> dict[str, str]:
    """Give for each yes-no fact the test that the record contradicts itself about it."""
    tests = {fact: f"{fact} AND convictions_most = 0" for fact in _CONVICTIONS}
    for fact in _MISDEMEANORS:
        tests[fact] = f"{fact} AND (convictions_most = 0 OR misdemeanor_convictions_most = 0)"
    for implied, by in _IMPLIED.items():
        tests[implied] = tests[by] = f"{by} AND NOT {implied}"
    return tests


def _one_if_any(facts: tuple[str, ...]) -> str:
    return f"CASE WHEN {' OR '.join(facts)} THEN 1 END"


def _no_if(test: str, facts: tuple[str, ...]) -> dict[str, str]:
    return {fact: f"CASE WHEN {test} THEN false ELSE {fact} END" for fact in facts}


def _most(kind: str, other: str) -> str:
    """Bound one kind of convictions by what the whole leaves, unless the counts contradict."""
    rest = f"convictions_most - coalesce({other}_convictions_least, 0)"
    whole = f"{kind}_convictions_most"
    return (
        f"CASE WHEN convictions_least > convictions_most THEN {whole} "
        f"ELSE least({whole}, {rest}) END"
    )


def _nought(kind: str) -> str:
    return f"coalesce({kind}_least, CASE WHEN {kind}_most = 0 THEN 0 END)"


# Each stage sees the columns as the stage before left them.
_STAGES: tuple[dict[str, str], ...] = (
    {
        "misdemeanor_convictions_least": (
            f"greatest(misdemeanor_convictions_least, {_one_if_any(_MISDEMEANORS)})"
        ),
        "present_since_latest": "least(present_since_latest, entered_on_latest)",
        **{
            implied: f"coalesce({implied}, CASE WHEN {by} THEN true END)"
            for implied, by in _IMPLIED.items()
        },
    },
    {
        "convictions_least": "greatest(convictions_least, nullif(coalesce("
        "felony_convictions_least, 0) + coalesce(misdemeanor_convictions_least, 0), 0), "
        f"{_one_if_any(_CONVICTIONS)})",
    },
    {
        "felony_convictions_most": _most("felony", "misdemeanor"),
        "misdemeanor_convictions_most": _most("misdemeanor", "felony"),
        "arrived_at_age_least": "greatest(arrived_at_age_least, "
        "date_sub('year', born_on_latest, present_since_earliest))",
        "arrived_at_age_most": "least(arrived_at_age_most, "
        "date_sub('year', born_on_earliest, present_since_latest))",
    },
    {
        "convictions_least": _nought("convictions"),
        "felony_convictions_least": _nought("felony_convictions"),
        "misdemeanor_convictions_least": _nought("misdemeanor_convictions"),
        **_no_if(_NONE, _CONVICTIONS),
    },
    _no_if(_NO_MISDEMEANOR, _MISDEMEANORS),
)


@dataclass(frozen=True)
class Derivation:
    """What follows from the facts given, as two SELECTs.

    ``facts`` has their columns with the derived facts filled in; ``contradictions`` (case_id, fact,
    file, row) are those about which the record contradicts itself, and which so became unknown.
    """

    facts: str
    contradictions: str


def to_derive(supplied: Collection[str], catalogue: Catalogue) -> list[str]:
    """Name the columns that a derivation must be given: those supplied, those it reads or fills.

    All others would only be carried through every stage, which costs a small docket most of its
    import.
    """
    spans = (_upside_down(fact) for fact in catalogue.values() if fact.is_span)
    texts = [
        text for stage in (*_STAGES, _contradictions()) for pair in stage.items() for text in pair
    ]
    met = {word for text in (*texts, *spans) for word in re.findall(r"\w+", text)}
    return [
        column
        for fact in catalogue.values()
        for column in fact.columns
        if column in met or column in supplied
    ]


def derivation(given: str, catalogue: Catalogue) -> Derivation:
    """Write what follows from the SELECT ``given``: case_id, file, row, columns ``to_derive``."""
    contradicted = _contradictions()
    unsaid = {
        fact: f"CASE WHEN {test} THEN NULL ELSE {fact} END" for fact, test in contradicted.items()
    }
    stage = given
    for columns in (*_STAGES, unsaid):
        replaced = ", ".join(
            f"CAST({text} AS {_type(column, catalogue)}) AS {column}"
            for column, text in columns.items()
        )
        stage = f"SELECT * REPLACE ({replaced}) FROM ({stage})"
    spans = [fact for fact in catalogue.values() if fact.is_span]
    tidy = ", ".join(text for fact in spans for text in _unless_upside_down(fact))
    return Derivation(
        f"SELECT * REPLACE ({tidy}) FROM ({stage})",
        " UNION ALL ".join(
            [
                _where(f"({stage})", {fact.name: _upside_down(fact) for fact in spans}),
                _where(f"({given})", contradicted),
            ]
        ),
    )


def derive(con: Connection, given: str, made: str, catalogue: Catalogue) -> None:
    """Make table ``made`` from table ``given``: its facts, with the derived ones filled in."""
    select = derivation(f"SELECT * FROM {name(given)}", catalogue).facts
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name(made)} AS {select}")


def _where(table: str, tests: Mapping[str, str]) -> str:
    """Write (case_id, fact, file, row) of every test that holds, in one pass over a table."""
    found = ", ".join(f"CASE WHEN {test} THEN '{fact}' END" for fact, test in tests.items())
    return (
        "SELECT case_id, unnest(found) AS fact, file, row FROM (SELECT case_id, file, row, "
        f"list_filter([{found}], lambda x: x IS NOT NULL) AS found FROM {table}) "
        "WHERE len(found) > 0"
    )


def _type(column: str, catalogue: Catalogue) -> str:
    return next(fact.column_type for fact in catalogue.values() if column in fact.columns)


def _upside_down(fact: Fact) -> str:
    low, high = fact.columns
    tests = [f"{low} > {high}"]
    if fact.type == "count":
        tests += [f"{low} < 0", f"{high} < 0"]
    if fact.name in _PARTS:
        # Parts that cannot make up the whole are in doubt together with it.
        tests.append("convictions_least > convictions_most")
    return f"({' OR '.join(tests)})"


def _unless_upside_down(fact: Fact) -> Iterator[str]:
    for column in fact.columns:
        yield f"CASE WHEN {_upside_down(fact)} THEN NULL ELSE {column} END AS {column}"
