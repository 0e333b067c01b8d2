"""The explanation of one case: what is known and from where, what each instrument makes of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evenhand.docket.catalogue import catalogue
from evenhand.docket.on_ledger import SOURCE
from evenhand.docket.on_ledger import Facts as RecordedFacts
from evenhand.docket.one_case import known_with, origin_on
from evenhand.docket.snapshot import Docket, Known
from evenhand.docket.tracing import Origins, in_words
from evenhand.engines.duck import Connection, connect
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.interpret import Facts, answer
from evenhand.guidance.tree import Tree, facts_of
from evenhand.review.finding import Finding, decide_alone, known_on, review_case
from evenhand.terms.answer import Answer


@dataclass(frozen=True)
class Recorded:
    """The facts of a case on a ledger, and the ledger's name."""

    facts: RecordedFacts
    ledger: str


def explain_case(
    docket: Docket,
    case_id: str,
    instruments: Sequence[Instrument],
    as_of: dt.date | None,
    recorded: Recorded | None = None,
) -> dict[str, Any]:
    """Explain one case of a docket; raises BadDocket if it is not there.

    ``recorded`` are the facts that people recorded on a ledger, which then are believed first.
    """
    con = connect(threads=1)
    case = docket.case(con, case_id)
    known = (
        known_with(con, docket, case_id, recorded.facts) if recorded else docket.known(con, case_id)
    )
    day = as_of or (dt.date.fromisoformat(docket.as_of) if docket.as_of else case["recorded_on"])
    origins = Origins(con, docket, case_id)
    facts = [_fact(name, known[name], origins, recorded) for name in catalogue().in_order(known)]
    unusable = _unusable(con, docket, case_id)
    con.close()
    described = {
        key: case[key] for key in ("court", "office", "case_type", "state", "outcome_says")
    }
    return {
        "case": case_id,
        "docket": docket.folder.name,
        "snapshot": docket.snapshot,
        "as_of": str(day),
        "described": {key: value for key, value in described.items() if value is not None},
        "facts": facts,
        "unusable": unusable,
        "findings": [explain_finding(i, known, day) for i in instruments],
    }


def explain_typed(
    known: Facts, typed: Collection[str], instruments: Sequence[Instrument], as_of: dt.date
) -> dict[str, Any]:
    """Explain facts typed by hand; ``typed`` names those that were, the others were derived."""
    facts = [
        {
            "fact": name,
            "value": in_words(known[name]),
            "protection": catalogue()[name].protection,
            "from": [
                {"source": "typed by hand" if name in typed else "follows from what was typed"}
            ],
        }
        for name in catalogue().in_order(known)
    ]
    return {
        "case": None,
        "as_of": str(as_of),
        "described": {},
        "facts": facts,
        "unusable": [],
        "findings": [explain_finding(i, known, as_of) for i in instruments],
    }


def _fact(name: str, known: Known, origins: Origins, recorded: Recorded | None) -> dict[str, Any]:
    ledger = origin_on(recorded.facts, name, recorded.ledger) if recorded else []
    others = [one for one in origins.of(name) if not recorded or one["source"] != SOURCE]
    return {
        "fact": name,
        "value": in_words(known),
        "protection": catalogue()[name].protection,
        "from": [*ledger, *others],
    }


def _unusable(con: Connection, docket: Docket, case_id: str) -> list[dict[str, Any]]:
    rows = con.execute(
        f"SELECT fact, reason, file, row, col, raw FROM {docket.table('notes')} "
        "WHERE case_id = ? ORDER BY ALL",
        [case_id],
    ).fetchall()
    names = ("fact", "reason", "file", "row", "column", "raw")
    return [dict(zip(names, row, strict=True)) for row in rows]


def explain_finding(instrument: Instrument, facts: Facts, as_of: dt.date) -> dict[str, Any]:
    """Explain what one instrument makes of a case: every factor with its citation."""
    finding = review_case(instrument, facts, as_of)
    alone = decide_alone(instrument, facts, as_of)
    outcome = instrument.classes[finding.class_id]
    governs = instrument.in_force.covers(as_of)
    return {
        "instrument": instrument.id,
        "title": instrument.title,
        "citation": instrument.citation,
        "version": finding.version,
        "as_of": str(as_of),
        "in_force": governs,
        "class": finding.class_id,
        "says": outcome.says,
        "cite": {"where": outcome.cite.where, "status": outcome.cite.status},
        "possible_classes": list(finding.possible),
        "milder_classes_possible": [
            id for id in instrument.milder_than(finding.class_id) if id in finding.possible
        ],
        "review_level": finding.review_level,
        "yes": list(_factors(instrument, finding, Answer.YES, facts, as_of)),
        "no": finding.met(Answer.NO),
        "cannot_tell": list(_factors(instrument, finding, Answer.CANNOT_TELL, facts, as_of)),
        "decisive_facts": _questions(finding.decisive, alone),
        "judged_facts_open": _questions(finding.judged_open, alone),
    }


def _factors(
    instrument: Instrument, finding: Finding, wanted: Answer, facts: Facts, as_of: dt.date
) -> Iterator[dict[str, Any]]:
    conditions = instrument.on(as_of)
    known = known_on(facts, as_of)
    for id in finding.met(wanted):
        factor = instrument.factors[id]
        condition = conditions.inlined(conditions.factors[id])
        read = facts_of(condition)
        yield {
            "factor": id,
            "says": factor.says,
            "weighs": factor.weighs,
            "cite": {"where": factor.cite.where, "status": factor.cite.status},
            "on": {fact: in_words(known[fact]) for fact in read if fact in known},
            "rests_on": _rests_on(condition, known, as_of) if wanted is Answer.YES else [],
            "missing": list(finding.answers[id].missing),
        }


def _rests_on(condition: Tree, known: Facts, as_of: dt.date) -> list[str]:
    """Name the facts that carry a yes: without any one of them there would be none.

    Where each could be done without (a citizen child, and a citizen spouse), those that do carry
    it when the others are not known: all whose answer is not a plain no.
    """
    read = [fact for fact in catalogue().in_order(facts_of(condition)) if fact in known]
    needed = [
        fact
        for fact in read
        if answer(condition, {f: k for f, k in known.items() if f != fact}, as_of) is not Answer.YES
    ]
    return needed or [fact for fact in read if known[fact] is not False]


def _questions(facts: Sequence[str], alone: Sequence[str]) -> list[dict[str, Any]]:
    """Give the questions to ask, those first that could settle the class by themselves."""
    first = [fact for fact in facts if fact in alone]
    return [
        {
            "fact": fact,
            "asks": catalogue()[fact].asks,
            "protection": catalogue()[fact].protection,
            "decides_alone": fact in alone,
        }
        for fact in [*first, *(fact for fact in facts if fact not in alone)]
    ]
