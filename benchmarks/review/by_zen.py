"""zen-engine on a sample of the same cases: an answer is 0, a half or 1, combined by min and max.

zen has no unknown that its operators respect (``null and true`` stops with an error), so the three
values are numbers. A case becomes a dictionary before the clock starts, and the result stays
one: nothing is packed, written or asked.
"""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.parquet as pq
import zen

from benchmarks.review.by_hand_duckdb import FACTORS
from benchmarks.review.by_openfisca import ALL_OF, ANY_OF, NEVER, PAST, SHORT_OF, number
from benchmarks.review.job import Job

SAMPLE = 20_000


def expressions() -> dict[str, str]:
    """Write every atom and factor in zen's language."""
    found = {}
    for name, (fact, boundary) in PAST.items():
        low, high, cut = f"{fact}_low", f"{fact}_high", number(boundary)
        found[name] = f"{low} > {cut} ? 1 : ({high} <= {cut} ? 0 : 0.5)"
    for name, (fact, boundary) in SHORT_OF.items():
        low, high, cut = f"{fact}_low", f"{fact}_high", number(boundary)
        found[name] = f"{high} < {cut} ? 1 : ({low} >= {cut} ? 0 : 0.5)"
    atoms = set(found)
    for id, text in FACTORS.items():
        inner, outer = ("min", "max") if id in ANY_OF else ("max", "min")
        groups = ANY_OF.get(id) or ALL_OF.get(id) or ((text,),)
        parts = [_joined(inner, [_read(name, atoms) for name in group]) for group in groups]
        found[id] = _joined(outer, parts)
    for letter in "AB":
        found[letter] = _joined("max", [f"$.{id}" for id in FACTORS if id[0] == letter])
    found["class"] = "$.A == 1 and $.B == 1 ? 0 : ($.A == 1 ? 1 : ($.B == 1 ? 2 : 3))"
    return found


def _read(name: str, atoms: set[str]) -> str:
    if name.startswith("-"):
        return f"1 - {name[1:]}"
    return f"$.{name}" if name in atoms else name


def _joined(how: str, parts: list[str]) -> str:
    return f"{how}([{', '.join(parts)}])" if len(parts) > 1 else parts[0]


def decision() -> str:
    """Write the decision as zen's JSON graph: one node of expressions."""
    rows = [{"id": key, "key": key, "value": text} for key, text in expressions().items()]
    return json.dumps(
        {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "in"},
                {
                    "id": "factors",
                    "type": "expressionNode",
                    "name": "factors",
                    "content": {"expressions": rows, "passThrough": False},
                },
                {"id": "out", "type": "outputNode", "name": "out"},
            ],
            "edges": [
                {"id": "1", "sourceId": "in", "targetId": "factors", "type": "edge"},
                {"id": "2", "sourceId": "factors", "targetId": "out", "type": "edge"},
            ],
        }
    )


def contexts(job: Job) -> list[dict[str, float]]:
    """Give the sample's cases as zen takes them."""
    known = job.instrument.catalogue
    read = [known[fact] for fact in job.codes.facts]
    columns = [column for fact in read for column in fact.columns]
    batch = next(pq.ParquetFile(job.facts).iter_batches(SAMPLE, columns=columns))
    given = {}
    for fact in read:
        if not fact.is_span:
            answers = {True: 1, False: 0, None: 0.5}
            given[fact.name] = [answers[value] for value in batch[fact.name].to_pylist()]
            continue
        ends = zip(("low", "high"), fact.columns, (-NEVER, NEVER), strict=True)
        for end, column, missing in ends:
            values = batch[column].cast(pa.int32()).fill_null(missing)
            given[f"{fact.name}_{end}"] = values.to_pylist()
    return [dict(zip(given, row, strict=True)) for row in zip(*given.values(), strict=True)]


class Batch:
    """One run of the batch path."""

    says = f"zen-engine, batch ({SAMPLE:,} cases, scaled)"

    def __init__(self, job: Job) -> None:
        self.job = job
        content = zen.ZenDecisionContent(decision())
        self.engine = zen.ZenEngine({"loader": lambda key: content})
        self.contexts = contexts(job)
        self.requests = [{"key": "review", "context": one} for one in self.contexts]
        self.results: list = []

    def work(self) -> None:
        """Evaluate the sample in one call."""
        self.results = self.engine.evaluate_batch(self.requests)

    def keep(self) -> None:
        """Write what was found as masks, to be compared."""
        bits = self.job.codes.factor_bits
        found = [answer["result"] for answer in map(_opened, self.results)]
        cases = next(pq.ParquetFile(self.job.facts).iter_batches(SAMPLE, columns=["case_id"]))
        masks = {
            column: [sum(bit for id, bit in bits.items() if one[id] == value) for one in found]
            for column, value in (("yes", 1), ("unknown", 0.5))
        }
        classes = list(self.job.codes.class_bits)
        masks["class"] = [classes[int(one["class"])] for one in found]
        pq.write_table(pa.table({"case_id": cases["case_id"], **masks}), self.job.out)


def _opened(answer):
    return answer.get("data", answer) if "result" not in answer else answer


class Single(Batch):
    """One run of the single path."""

    says = f"zen-engine, single ({SAMPLE:,} cases, scaled)"

    def work(self) -> None:
        """Evaluate the sample case by case."""
        decision = self.engine.create_decision(zen.ZenDecisionContent(globals()["decision"]()))
        self.results = [decision.evaluate(one) for one in self.contexts]
