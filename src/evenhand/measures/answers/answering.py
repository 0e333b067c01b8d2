"""Answers measures: each by its estimator, over one session of the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evenhand.measures.answers.agreements import agreement
from evenhand.measures.answers.contrasts import before_after, contrast
from evenhand.measures.answers.drifting import drift
from evenhand.measures.answers.durations import durations
from evenhand.measures.answers.flows import flows
from evenhand.measures.answers.pilots import pilot
from evenhand.measures.answers.rates import counts, rates
from evenhand.measures.answers.units import units
from evenhand.measures.cells.inputs import Inputs
from evenhand.measures.cells.session import Cells, session
from evenhand.measures.measure import Measure
from evenhand.measures.result import Result
from evenhand.terms.refusal import NothingToMeasure

ANSWERED: Mapping[str, Callable[[Cells, Measure], Result]] = {
    "rate": rates,
    "counts": counts,
    "contrast": contrast,
    "event-study": pilot,
    "stock-flow": flows,
    "durations": durations,
    "agreement": agreement,
    "drift": drift,
    "units": units,
    "before-after": before_after,
}
_WHENCE = {
    "docket": "a docket",
    "findings": "findings: --findings FINDINGS.parquet",
    "earlier": "an earlier release: --earlier DOCKET",
    "proceedings": "a docket with the court's proceedings",
    "applications": "a docket with the court's applications for relief",
    "convictions": "a list of removals, imported with `outcome_on` and `offense`",
    "removals": "the ledger's tables: --ledger",
    "states": "the ledger's tables: --ledger",
    "determinations": "the ledger's tables: --ledger",
    "claims": "the ledger's tables: --ledger",
}
Tell = Callable[[str, int, int], None]


def answer(
    measures: Sequence[Measure],
    inputs: Inputs,
    *,
    memory: int | None = None,
    threads: int | None = None,
    tell: Tell = lambda what, done, of: None,
) -> list[Result]:
    """Answer measures in order. One that cannot be answered says why, instead of a number.

    Raises NothingToMeasure where none of them has anything to count.
    """
    results = []
    with session(inputs, memory=memory, threads=threads) as cells:
        for place, measure in enumerate(measures):
            tell(measure.id, place, len(measures))
            results.append(_one(cells, measure))
    if not any(result.tables or result.estimates for result in results):
        said = next((line for result in results for line in result.unanswered), "")
        raise NothingToMeasure(
            f"There is nothing to measure. {said}".strip(),
            "Give what the measures need, or another period (--from, --until).",
        )
    return results


def _one(cells: Cells, measure: Measure) -> Result:
    missing = lacking(measure, cells.inputs)
    if missing:
        return Result(measure, unanswered=tuple(missing))
    return ANSWERED[measure.estimator](cells, measure)


def lacking(measure: Measure, inputs: Inputs) -> list[str]:
    """Say what a measure needs and does not have."""
    wanting = [need for need in measure.all_needs if not inputs.has(need)]
    if wanting:
        named = "; ".join(dict.fromkeys(_WHENCE[need] for need in wanting))
        return [f"{measure.id} is not answered: it needs {named}."]
    after = inputs.after
    if "findings" in measure.needs and after is not None and after > inputs.period.since:
        return [
            f"{measure.id} is not answered: the findings are of {after}, and the period begins on "
            f"{inputs.period.since}. What guidance made of a case must be known before its "
            "outcome: review with an earlier --as-of, or let --from be later."
        ]
    return []
