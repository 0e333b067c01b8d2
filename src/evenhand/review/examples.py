"""Runs an instrument's examples: by the interpreter, and by the engine over all of them at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.docket.catalogue import Catalogue
from evenhand.docket.snapshot import Known
from evenhand.docket.words import packing
from evenhand.engines.duck import Connection, connect, name
from evenhand.guidance.checks import Check, reachable_answers
from evenhand.guidance.examples import Example, read_examples
from evenhand.guidance.instrument import Instrument
from evenhand.review.codes import codes_of
from evenhand.review.finding import Finding, review_case
from evenhand.review.statement import statement
from evenhand.terms.answer import Answer
from evenhand.terms.span import Span


@dataclass(frozen=True)
class Outcome:
    """One example run one way: what was wrong, or nothing."""

    example: str
    reader: str
    wrong: tuple[str, ...]


def run_examples(instrument: Instrument) -> list[Outcome]:
    """Run every example on the interpreter and on DuckDB; both must say what is expected."""
    examples = read_examples(instrument)
    findings = [review_case(instrument, example.known, example.as_of) for example in examples]
    outcomes = [
        Outcome(example.name, "interpreter", tuple(_wrong(example, finding)))
        for example, finding in zip(examples, findings, strict=True)
    ]
    for example, finding, row in zip(
        examples, findings, by_engine(instrument, examples), strict=True
    ):
        wrong = (
            [] if row == as_row(instrument, finding) else [f"differs from the interpreter: {row}"]
        )
        outcomes.append(Outcome(example.name, "duckdb", tuple(wrong)))
    return outcomes


def _wrong(example: Example, finding: Finding) -> Iterable[str]:
    expect = example.expect
    if "factor" in expect:
        given = finding.answers[expect["factor"]].answer
        if given is not expect["answer"]:
            yield f"{expect['factor']} is {given}, not {expect['answer']}"
        return
    found: dict[str, Any] = {
        "class": finding.class_id,
        "possible": list(finding.possible),
        "decisive": list(finding.decisive),
        "decisive_first": list(finding.decisive)[: len(expect.get("decisive_first", []))],
        "judged_open": list(finding.judged_open),
        "review_level": finding.review_level,
    }
    for key, wanted in expect.items():
        if key in found and _apart(key, found[key], wanted):
            yield f"{key} is {found[key]}, not {wanted}"
    for key, answer in (
        ("yes", Answer.YES),
        ("no", Answer.NO),
        ("cannot_tell", Answer.CANNOT_TELL),
    ):
        if missing := sorted(set(expect.get(key, [])) - set(finding.met(answer))):
            yield f"{', '.join(missing)} should be {answer}"


def _apart(key: str, found: Any, wanted: Any) -> bool:
    return set(found) != set(wanted) if key in ("possible", "judged_open") else found != wanted


def as_row(instrument: Instrument, finding: Finding) -> tuple[Any, ...]:
    """Give a finding as the engine's row: class, possible, yes, unknown, decisive, judged."""
    codes = codes_of(instrument)
    return (
        finding.class_id,
        sum(codes.class_bits[id] for id in finding.possible),
        codes.factor_mask(finding.met(Answer.YES)),
        codes.factor_mask(finding.met(Answer.CANNOT_TELL)),
        sum(codes.fact_bits[fact] for fact in finding.decisive),
        sum(codes.judged_bits[fact] for fact in finding.judged_open),
    )


def by_engine(instrument: Instrument, examples: Sequence[Example]) -> list[tuple[Any, ...]]:
    """Review example cases with the engine, each on its own date; gives rows as ``as_row``."""
    con = connect(threads=1)
    fill(con, instrument, examples)
    found: dict[int, tuple[Any, ...]] = {}
    for day in sorted({example.as_of for example in examples}):
        review = statement(instrument, f"(SELECT * FROM people WHERE as_of = DATE '{day}')", day)
        rows = con.execute(
            "SELECT CAST(case_id AS INTEGER), CAST(class AS VARCHAR), possible, yes, unknown, "
            f"decisive, judged FROM ({review})"
        ).fetchall()
        found.update({row[0]: row[1:] for row in rows})
    con.close()
    return [found[n] for n in range(len(examples))]


def fill(con: Connection, instrument: Instrument, examples: Sequence[Example]) -> None:
    """Make table ``people`` of examples, in the form of a docket's facts."""
    put_people(con, instrument.catalogue, [(example.known, example.as_of) for example in examples])


def put_people(
    con: Connection, catalogue: Catalogue, people: Sequence[tuple[Mapping[str, Known], dt.date]]
) -> None:
    """Make table ``people`` in the form of a docket's facts, numbered from 0 as cases."""
    columns = [(column, fact.column_type) for fact in catalogue.values() for column in fact.columns]
    described = ", ".join(f"{name(column)} {kind}" for column, kind in columns)
    con.execute(f"CREATE TEMP TABLE wide (case_id VARCHAR, as_of DATE, {described})")
    marks = ", ".join("?" * (len(columns) + 2))
    rows = []
    for n, (facts, as_of) in enumerate(people):
        values: dict[str, Any] = {}
        for fact, known in facts.items():
            ends = (known.low, known.high) if isinstance(known, Span) else (known,)
            values.update(zip(catalogue[fact].columns, ends, strict=True))
        rows.append([str(n), as_of, *(values.get(column) for column, _ in columns)])
    if rows:
        con.executemany(f"INSERT INTO wide VALUES ({marks})", rows)
    words = ", ".join(packing(catalogue))
    con.execute(f"CREATE TEMP TABLE people AS SELECT *, {words} FROM wide").fetchall()


def missing_examples(instrument: Instrument) -> list[Check]:
    """Say which answers of a factor and which classes no example shows."""
    day = instrument.in_force.since
    conditions = instrument.on(day)
    shown: dict[str, set[Answer]] = {id: set() for id in instrument.factors}
    classes: set[str] = set()
    for example in read_examples(instrument):
        if "factor" in example.expect:
            shown[example.expect["factor"]].add(example.expect["answer"])
        classes.add(example.expect.get("class", ""))
    wrong = [
        f"{id} has no example that answers {answer}"
        for id, answers in shown.items()
        for answer in Answer
        if answer not in answers
        and answer in reachable_answers(conditions.inlined(conditions.factors[id]), day)
    ]
    wrong += [f"no example is in class {id}" for id in instrument.classes if id not in classes]
    what = "every factor has an example of each answer it can give, every class has a case"
    return [Check(what, "wrong", text) for text in wrong] or [Check(what, "proved")]
