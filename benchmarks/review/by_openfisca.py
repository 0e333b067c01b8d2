"""OpenFisca-core on the same 23 factors as bare vectors; it has no unknown, so two bools each.

A fact is two variables, ``..._yes`` and ``..._no``; a factor likewise, by the rules of strong
Kleene logic written out by hand. There are no reasons, no possible classes and nothing to ask, and
the result stays in memory.
"""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.review.by_hand_duckdb import FACTORS
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

MONTH = f"{AS_OF:%Y-%m}"
# Unknown bounds: as early, or as late, as can be, so that no comparison holds.
NEVER = 30_000
EPOCH = AS_OF.replace(year=1970, month=1, day=1)

person = build_entity(key="person", plural="persons", label="A respondent", is_person=True)

# An atom is a fact that lies past a boundary, or short of one.
PAST = {
    "felony": ("felony_convictions", 0),
    "misdemeanors": ("misdemeanor_convictions", 1),
    "entered_lately": ("entered_on", THREE_YEARS_AGO),
    "violated_lately": ("violated_admission_on", THREE_YEARS_AGO),
    "minor": ("born_on", BORN_LATER_IS_MINOR),
}
SHORT_OF = {
    "over_65": ("born_on", BORN_EARLIER_IS_OVER_65),
    "here_5": ("present_since", FIVE_YEARS_AGO),
    "here_10": ("present_since", TEN_YEARS_AGO),
    "came_young": ("arrived_at_age", ARRIVAL_AGE),
    # "not after" for whole days: before the next day.
    "resident_10": ("permanent_resident_since", TEN_YEARS_AGO.replace(day=TEN_YEARS_AGO.day + 1)),
}
# Each factor as an AND of ORs, or an OR of ANDs; "-" marks a denial.
ALL_OF = {
    "B2": (("minor",), ("here_5",), ("in_school", "finished_high_school")),
    "B3": (("came_young",), ("here_5",), ("finished_high_school",), ("higher_education",)),
    "B4": (("over_65",), ("here_10",)),
    "B6": (
        ("permanent_resident",),
        ("resident_10",),
        ("sole_minor_conviction",),
        ("-violent_conviction",),
    ),
    "B7": (("serious_illness", "serious_disability"), ("condition_needs_resources",)),
    "B8": (
        ("very_long_presence",),
        ("usc_spouse", "usc_child", "usc_parent"),
        ("compelling_ties",),
    ),
}
ANY_OF = {
    "A3": (("gang_member",), ("human_rights_violator",), ("public_safety_risk",)),
    "A4": (("entered_unlawfully", "entered_lately"), ("violated_admission", "violated_lately")),
    "B1": (("service_member",), ("honorably_discharged",), ("service_family",)),
    "B5": (("domestic_violence_victim",), ("trafficking_victim",), ("serious_crime_victim",)),
}


def number(boundary):
    """Give a boundary as the number its column holds: days since 1970, or a count."""
    return boundary if isinstance(boundary, int) else (boundary - EPOCH).days


def sides(name):
    """Give the two variables of an atom, proof first; a denial swaps them."""
    if name.startswith("-"):
        return f"{name[1:]}_no", f"{name[1:]}_yes"
    return f"{name}_yes", f"{name}_no"


def variable(name, type_, formula=None):
    """Declare a variable."""
    parts = {
        "value_type": type_,
        "entity": person,
        "definition_period": DateUnit.MONTH,
        "label": name,
    }
    if formula is not None:
        parts["formula"] = formula
    return type(name, (Variable,), parts)


def over(groups, side, inner, outer):
    """Write a formula of two levels over one side of the atoms."""
    wanted = [[sides(name)[side] for name in group] for group in groups]

    def formula(people, period):
        parts = []
        for group in wanted:
            values = [people(name, period) for name in group]
            parts.append(inner.reduce(values) if len(values) > 1 else values[0])
        return outer.reduce(parts) if len(parts) > 1 else parts[0]

    return formula


def compared(column, operation, boundary):
    """Write a formula that compares one bound."""
    return lambda people, period: operation(people(column, period), boundary)


def system(facts):
    """Declare everything; ``facts`` are the yes-no facts."""
    made = TaxBenefitSystem([person])
    both, either = np.logical_and, np.logical_or
    for fact in facts:
        made.add_variables(*(variable(f"{fact}_{side}", bool) for side in ("yes", "no")))
    for fact in dict.fromkeys(fact for fact, _ in (PAST | SHORT_OF).values()):
        made.add_variables(*(variable(f"{fact}_{end}", int) for end in ("low", "high")))
    for name, (fact, boundary) in PAST.items():
        cut = number(boundary)
        made.add_variables(
            variable(f"{name}_yes", bool, compared(f"{fact}_low", np.greater, cut)),
            variable(f"{name}_no", bool, compared(f"{fact}_high", np.less_equal, cut)),
        )
    for name, (fact, boundary) in SHORT_OF.items():
        cut = number(boundary)
        made.add_variables(
            variable(f"{name}_yes", bool, compared(f"{fact}_high", np.less, cut)),
            variable(f"{name}_no", bool, compared(f"{fact}_low", np.greater_equal, cut)),
        )
    for id, text in FACTORS.items():
        inner, outer = (both, either) if id in ANY_OF else (either, both)
        groups = ANY_OF.get(id) or ALL_OF.get(id) or ((text,),)
        made.add_variables(
            variable(f"{id}_yes", bool, over(groups, 0, inner, outer)),
            variable(f"{id}_no", bool, over(groups, 1, outer, inner)),
        )
    return made


class Way:
    """One run of it."""

    says = "OpenFisca-core, bare vectors"

    def __init__(self, job: Job) -> None:
        self.job = job
        known = job.instrument.catalogue
        read = [known[fact] for fact in job.codes.facts]
        self.facts = [fact.name for fact in read if not fact.is_span]
        self.spans = [fact for fact in read if fact.is_span]
        self.system = system(self.facts)
        self.simulation = SimulationBuilder().build_default_simulation(self.system, job.cases)

    def work(self) -> None:
        """Load the facts and calculate every factor."""
        self.load()
        for id in FACTORS:
            for side in ("yes", "no"):
                self.simulation.calculate(f"{id}_{side}", MONTH)

    def load(self) -> None:
        """Hand over one fact at a time, as columns without a null."""
        file = pq.ParquetFile(self.job.facts)
        for fact in self.facts:
            column = file.read([fact])[fact]
            self.give(f"{fact}_yes", pc.fill_null(column, False))
            self.give(f"{fact}_no", pc.invert(pc.fill_null(column, True)))
        for fact in self.spans:
            for end, name, missing in zip(
                ("low", "high"), fact.columns, (-NEVER, NEVER), strict=True
            ):
                column = file.read([name])[name]
                whole = column.cast("int32")
                self.give(f"{fact.name}_{end}", pc.fill_null(whole, missing))

    def give(self, name, column) -> None:
        """Set one input."""
        self.simulation.set_input(name, MONTH, column.to_numpy())

    def keep(self) -> None:
        """Write what was calculated as masks, to be compared."""
        from pyarrow import Table

        yes = no = np.zeros(self.job.cases, np.int64)
        for id, bit in self.job.codes.factor_bits.items():
            yes = yes | np.where(self.simulation.calculate(f"{id}_yes", MONTH), bit, 0)
            no = no | np.where(self.simulation.calculate(f"{id}_no", MONTH), bit, 0)
        unknown = sum(self.job.codes.factor_bits.values()) & ~(yes | no)
        cases = pq.read_table(self.job.facts, columns=["case_id"])["case_id"]
        found = Table.from_arrays([cases, yes, unknown], names=["case_id", "yes", "unknown"])
        pq.write_table(found, self.job.out)
