"""The same masks written by hand as DuckDB SQL over the wide nullable columns, as a peer would.

SQL's own three-valued logic carries the unknowns. The possible classes are those of the usual
bound over a decision list (a row is possible if no earlier one surely holds and it is not surely
false), which looks at each row alone and so is looser than Evenhand's.
"""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.review.job import (
    ARRIVAL_AGE,
    AS_OF,
    BORN_EARLIER_IS_OVER_65,
    BORN_LATER_IS_MINOR,
    FIVE_YEARS_AGO,
    TEN_YEARS_AGO,
    THREE_YEARS_AGO,
    WRITE,
    Job,
)
from evenhand.engines.duck import connect, literal

ATOMS = f"""
    CASE WHEN felony_convictions_least > 0 THEN true
         WHEN felony_convictions_most <= 0 THEN false END AS felony,
    CASE WHEN misdemeanor_convictions_least > 1 THEN true
         WHEN misdemeanor_convictions_most <= 1 THEN false END AS misdemeanors,
    CASE WHEN entered_on_earliest > DATE '{THREE_YEARS_AGO}' THEN true
         WHEN entered_on_latest <= DATE '{THREE_YEARS_AGO}' THEN false END AS entered_lately,
    CASE WHEN violated_admission_on_earliest > DATE '{THREE_YEARS_AGO}' THEN true
         WHEN violated_admission_on_latest <= DATE '{THREE_YEARS_AGO}' THEN false END
        AS violated_lately,
    CASE WHEN born_on_earliest > DATE '{BORN_LATER_IS_MINOR}' THEN true
         WHEN born_on_latest <= DATE '{BORN_LATER_IS_MINOR}' THEN false END AS minor,
    CASE WHEN born_on_latest < DATE '{BORN_EARLIER_IS_OVER_65}' THEN true
         WHEN born_on_earliest >= DATE '{BORN_EARLIER_IS_OVER_65}' THEN false END AS over_65,
    CASE WHEN present_since_latest < DATE '{FIVE_YEARS_AGO}' THEN true
         WHEN present_since_earliest >= DATE '{FIVE_YEARS_AGO}' THEN false END AS here_5,
    CASE WHEN present_since_latest < DATE '{TEN_YEARS_AGO}' THEN true
         WHEN present_since_earliest >= DATE '{TEN_YEARS_AGO}' THEN false END AS here_10,
    CASE WHEN arrived_at_age_most < {ARRIVAL_AGE} THEN true
         WHEN arrived_at_age_least >= {ARRIVAL_AGE} THEN false END AS came_young,
    CASE WHEN permanent_resident_since_latest <= DATE '{TEN_YEARS_AGO}' THEN true
         WHEN permanent_resident_since_earliest > DATE '{TEN_YEARS_AGO}' THEN false END
        AS resident_10
"""

FACTORS = {
    "A1": "national_security_risk",
    "A2a": "felony",
    "A2b": "misdemeanors",
    "A2c": "immigration_crime",
    "A2d": "misdemeanor_violence",
    "A2e": "misdemeanor_sexual_abuse",
    "A2f": "misdemeanor_dui",
    "A2g": "misdemeanor_flight",
    "A2h": "misdemeanor_drug_distribution",
    "A2i": "misdemeanor_public_safety",
    "A3": "gang_member OR human_rights_violator OR public_safety_risk",
    "A4": "(entered_unlawfully AND entered_lately) OR (violated_admission AND violated_lately)",
    "A5": "previously_removed",
    "A6": "fraud_found",
    "A7": "egregious_record",
    "B1": "service_member OR honorably_discharged OR service_family",
    "B2": "minor AND here_5 AND (in_school OR finished_high_school)",
    "B3": "came_young AND here_5 AND finished_high_school AND higher_education",
    "B4": "over_65 AND here_10",
    "B5": "domestic_violence_victim OR trafficking_victim OR serious_crime_victim",
    "B6": "permanent_resident AND resident_10 AND sole_minor_conviction AND NOT violent_conviction",
    "B7": "(serious_illness OR serious_disability) AND condition_needs_resources",
    "B8": "very_long_presence AND (usc_spouse OR usc_child OR usc_parent) AND compelling_ties",
}

# What is missing when this column is NULL, and the factors that read it.
READ_BY = {
    "entered_on": ("entered_lately", "A4"),
    "entered_unlawfully": ("entered_unlawfully", "A4"),
    "violated_admission": ("violated_admission", "A4"),
    "violated_admission_on": ("violated_lately", "A4"),
    "arrived_at_age": ("came_young", "B3"),
    "permanent_resident": ("permanent_resident", "B6"),
    "permanent_resident_since": ("resident_10", "B6"),
    "usc_spouse": ("usc_spouse", "B8"),
    "usc_child": ("usc_child", "B8"),
    "usc_parent": ("usc_parent", "B8"),
    "serious_illness": ("serious_illness", "B7"),
    "serious_disability": ("serious_disability", "B7"),
    "in_school": ("in_school", "B2"),
    "finished_high_school": ("finished_high_school", "B2", "B3"),
    "higher_education": ("higher_education", "B3"),
    "service_member": ("service_member", "B1"),
    "honorably_discharged": ("honorably_discharged", "B1"),
    "service_family": ("service_family", "B1"),
    "domestic_violence_victim": ("domestic_violence_victim", "B5"),
    "trafficking_victim": ("trafficking_victim", "B5"),
    "serious_crime_victim": ("serious_crime_victim", "B5"),
    "felony_convictions": ("felony", "A2a"),
    "misdemeanor_convictions": ("misdemeanors", "A2b"),
    "violent_conviction": ("violent_conviction", "B6"),
    "immigration_crime": ("immigration_crime", "A2c"),
    "misdemeanor_violence": ("misdemeanor_violence", "A2d"),
    "misdemeanor_sexual_abuse": ("misdemeanor_sexual_abuse", "A2e"),
    "misdemeanor_dui": ("misdemeanor_dui", "A2f"),
    "misdemeanor_flight": ("misdemeanor_flight", "A2g"),
    "misdemeanor_drug_distribution": ("misdemeanor_drug_distribution", "A2h"),
    "national_security_risk": ("national_security_risk", "A1"),
    "gang_member": ("gang_member", "A3"),
    "human_rights_violator": ("human_rights_violator", "A3"),
    "previously_removed": ("previously_removed", "A5"),
    "fraud_found": ("fraud_found", "A6"),
    "very_long_presence": ("very_long_presence", "B8"),
    "compelling_ties": ("compelling_ties", "B8"),
    "condition_needs_resources": ("condition_needs_resources", "B7"),
    "misdemeanor_public_safety": ("misdemeanor_public_safety", "A2i"),
    "sole_minor_conviction": ("sole_minor_conviction", "B6"),
    "public_safety_risk": ("public_safety_risk", "A3"),
    "egregious_record": ("egregious_record", "A7"),
}
# Facts of which more than one comparison is read.
READ_TWICE = {
    "born_on": (("minor", "B2"), ("over_65", "B4")),
    "present_since": (("here_5", "B2", "B3"), ("here_10", "B4")),
}

# Rows of the decision list: both lists, list A, list B, neither.
LISTS = f"""
    ({" OR ".join(f for f in FACTORS if f < "B")}) AS a,
    ({" OR ".join(f for f in FACTORS if f > "B")}) AS b
"""
ROWS = """
    CASE WHEN a AND b THEN 0 WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END AS first_sure,
    (a AND b) AS in_both
"""
POSSIBLE = """
    CAST(CASE WHEN in_both IS NOT FALSE THEN 1 ELSE 0 END
      + CASE WHEN first_sure >= 1 AND a IS NOT FALSE THEN 2 ELSE 0 END
      + CASE WHEN first_sure >= 2 AND b IS NOT FALSE THEN 4 ELSE 0 END
      + CASE WHEN first_sure >= 3 THEN 8 ELSE 0 END AS INTEGER) AS possible,
    CASE first_sure WHEN 0 THEN 'both-lists' WHEN 1 THEN 'enforcement-priority'
         WHEN 2 THEN 'consider-closing' ELSE 'neither-list' END AS class,
    a IS NULL AND ((first_sure > 0 AND in_both IS NULL) OR first_sure > 1) AS a_matters,
    b IS NULL AND ((first_sure > 0 AND in_both IS NULL) OR first_sure > 2) AS b_matters
"""


def mask(terms: Iterable[tuple[str, int]]) -> str:
    """Write a mask as a sum of CASEs, the fastest form measured for nullable columns."""
    cases = (f"CASE WHEN {test} THEN {bit} ELSE 0 END" for test, bit in terms)
    return f"CAST({' + '.join(cases)} AS BIGINT)"


def asked(bits: dict[str, int]) -> str:
    """Write the mask of facts that are missing from an unknown factor of a list that matters."""
    return mask(
        (" OR ".join(_missing(*read) for read in _reads(fact)), bit) for fact, bit in bits.items()
    )


def _reads(fact: str) -> tuple[tuple[str, ...], ...]:
    return READ_TWICE.get(fact) or (READ_BY[fact],)


def _missing(column: str, *factors: str) -> str:
    matters = "a_matters" if factors[0] < "B" else "b_matters"
    unknown = " OR ".join(f"{factor} IS NULL" for factor in factors)
    return f"({column} IS NULL AND {matters} AND ({unknown}))"


def select(job: Job) -> str:
    """Write the whole statement; its columns are those of Evenhand's findings."""
    codes = job.codes
    factors = ", ".join(f"({text}) AS {id}" for id, text in FACTORS.items())
    stage = f"FROM read_parquet({literal(job.facts)})"
    for columns in (ATOMS, factors, LISTS, ROWS, POSSIBLE):
        stage = f"FROM (SELECT *, {columns} {stage})"
    bits = codes.factor_bits.items()
    return f"""
        SELECT case_id, {literal(job.instrument.id)} AS instrument,
            {literal(job.instrument.full_version)} AS instrument_version,
            DATE '{AS_OF}' AS as_of, class, possible AS possible_classes,
            {mask(bits)} AS yes,
            {mask((f"{id} IS NULL", bit) for id, bit in bits)} AS unknown,
            {asked(dict(codes.fact_bits))} AS decisive_facts,
            {asked(dict(codes.judged_bits))} AS judged_facts_open,
            'reviewing attorney, then supervisor' AS review_level,
            {literal(job.docket.snapshot)} AS snapshot
        {stage}
    """


class Way:
    """One run of it."""

    says = "DuckDB SQL by hand"

    def __init__(self, job: Job) -> None:
        self.con = connect()
        self.statement = f"COPY ({select(job)}) TO {literal(job.out)} ({WRITE})"

    def work(self) -> None:
        """Review every case, Parquet to Parquet."""
        self.con.execute(self.statement)
