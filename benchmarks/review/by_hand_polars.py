"""The same masks written by hand as Polars expressions, lazy and streaming."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_

import polars as pl

from benchmarks.review.by_hand_duckdb import FACTORS, READ_BY, READ_TWICE
from benchmarks.review.job import (
    ARRIVAL_AGE,
    AS_OF,
    BORN_EARLIER_IS_OVER_65,
    BORN_LATER_IS_MINOR,
    FIVE_YEARS_AGO,
    TEN_YEARS_AGO,
    THREE_YEARS_AGO,
    Job,
)

CLASSES = ("both-lists", "enforcement-priority", "consider-closing", "neither-list")


def surely(true: pl.Expr, false: pl.Expr) -> pl.Expr:
    """Give a three-valued answer from what proves it and what refutes it."""
    return pl.when(true).then(True).when(false).then(False)


def after(fact: str, cut: object) -> pl.Expr:
    """Whether a date or count known as a range lies past a boundary."""
    low, high = ("least", "most") if isinstance(cut, int) else ("earliest", "latest")
    return surely(pl.col(f"{fact}_{low}") > cut, pl.col(f"{fact}_{high}") <= cut)


def before(fact: str, cut: object) -> pl.Expr:
    """Whether it lies short of a boundary."""
    low, high = ("least", "most") if isinstance(cut, int) else ("earliest", "latest")
    return surely(pl.col(f"{fact}_{high}") < cut, pl.col(f"{fact}_{low}") >= cut)


def every(*names: str) -> pl.Expr:
    """All of some columns."""
    return reduce(and_, map(pl.col, names))


def some(*names: str) -> pl.Expr:
    """Any of some columns."""
    return reduce(or_, map(pl.col, names))


ATOMS = {
    "felony": after("felony_convictions", 0),
    "misdemeanors": after("misdemeanor_convictions", 1),
    "entered_lately": after("entered_on", THREE_YEARS_AGO),
    "violated_lately": after("violated_admission_on", THREE_YEARS_AGO),
    "minor": after("born_on", BORN_LATER_IS_MINOR),
    "over_65": before("born_on", BORN_EARLIER_IS_OVER_65),
    "here_5": before("present_since", FIVE_YEARS_AGO),
    "here_10": before("present_since", TEN_YEARS_AGO),
    "came_young": before("arrived_at_age", ARRIVAL_AGE),
    "resident_10": ~after("permanent_resident_since", TEN_YEARS_AGO),
}

COMPOUND = {
    "A3": some("gang_member", "human_rights_violator", "public_safety_risk"),
    "A4": every("entered_unlawfully", "entered_lately")
    | every("violated_admission", "violated_lately"),
    "B1": some("service_member", "honorably_discharged", "service_family"),
    "B2": every("minor", "here_5") & some("in_school", "finished_high_school"),
    "B3": every("came_young", "here_5", "finished_high_school", "higher_education"),
    "B4": every("over_65", "here_10"),
    "B5": some("domestic_violence_victim", "trafficking_victim", "serious_crime_victim"),
    "B6": every("permanent_resident", "resident_10", "sole_minor_conviction")
    & ~pl.col("violent_conviction"),
    "B7": some("serious_illness", "serious_disability") & pl.col("condition_needs_resources"),
    "B8": every("very_long_presence", "compelling_ties")
    & some("usc_spouse", "usc_child", "usc_parent"),
}


def mask(terms: list[tuple[pl.Expr, int]]) -> pl.Expr:
    """Give a mask: the bits whose tests hold."""
    cases = [pl.when(test).then(pl.lit(bit, pl.Int64)).otherwise(0) for test, bit in terms]
    return reduce(or_, cases)


def missing(fact: str) -> pl.Expr:
    """Whether a fact is missing from an unknown factor of a list that matters."""
    tests = []
    for column, *factors in READ_TWICE.get(fact) or (READ_BY[fact],):
        matters = pl.col("a_matters" if factors[0] < "B" else "b_matters")
        unknown = reduce(or_, (pl.col(factor).is_null() for factor in factors))
        tests.append(pl.col(column).is_null() & matters & unknown)
    return reduce(or_, tests)


def frame(job: Job) -> pl.LazyFrame:
    """Give the whole review, lazily."""
    codes, col = job.codes, pl.col
    a_ids, b_ids = ([id for id in FACTORS if id[0] == letter] for letter in "AB")
    factors = {id: COMPOUND.get(id, col(text)) for id, text in FACTORS.items()}
    open_below = (col("first") > 0) & col("both").is_null()
    return (
        pl.scan_parquet(job.facts)
        .with_columns(**ATOMS)
        .with_columns(**factors)
        .with_columns(a=some(*a_ids), b=some(*b_ids))
        .with_columns(both=col("a") & col("b"))
        .with_columns(
            first=pl.when("both")
            .then(pl.lit(0, pl.Int8))
            .when("a")
            .then(1)
            .when("b")
            .then(2)
            .otherwise(3)
        )
        .with_columns(
            a_matters=col("a").is_null() & (open_below | (col("first") > 1)),
            b_matters=col("b").is_null() & (open_below | (col("first") > 2)),
        )
        .select(
            "case_id",
            pl.lit(job.instrument.id).alias("instrument"),
            pl.lit(job.instrument.full_version).alias("instrument_version"),
            pl.lit(AS_OF).alias("as_of"),
            col("first")
            .replace_strict(dict(enumerate(CLASSES)), return_dtype=pl.Enum(CLASSES))
            .alias("class"),
            mask(
                [
                    (col("both").fill_null(True), 1),
                    ((col("first") >= 1) & col("a").fill_null(True), 2),
                    ((col("first") >= 2) & col("b").fill_null(True), 4),
                    (col("first") >= 3, 8),
                ]
            )
            .cast(pl.Int32)
            .alias("possible_classes"),
            mask([(col(id), bit) for id, bit in codes.factor_bits.items()]).alias("yes"),
            mask([(col(id).is_null(), bit) for id, bit in codes.factor_bits.items()]).alias(
                "unknown"
            ),
            mask([(missing(f), bit) for f, bit in codes.fact_bits.items()]).alias("decisive_facts"),
            mask([(missing(f), bit) for f, bit in codes.judged_bits.items()]).alias(
                "judged_facts_open"
            ),
            pl.lit("reviewing attorney, then supervisor").alias("review_level"),
            pl.lit(job.docket.snapshot).alias("snapshot"),
        )
    )


class Way:
    """One run of it."""

    says = "Polars masks by hand"

    def __init__(self, job: Job) -> None:
        self.job = job
        _ = job.docket, job.codes

    def work(self) -> None:
        """Review every case, Parquet to Parquet."""
        frame(self.job).sink_parquet(
            self.job.out,
            compression="zstd",
            compression_level=3,
            row_group_size=122_880,
            engine="streaming",
        )
