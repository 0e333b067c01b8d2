"""The SELECT of findings: one per instrument and period, in text that is the same on all engines.

What differs between engines is the type in which they keep names (``Kinds``), and nothing else.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.engines.literals import text_literal
from evenhand.guidance.instrument import Instrument
from evenhand.review.codes import codes_of
from evenhand.review.statement import statement
from evenhand.terms.refusal import BadGuidance

COLUMNS = (
    "case_id",
    "instrument",
    "instrument_version",
    "as_of",
    "class",
    "possible_classes",
    "yes",
    "unknown",
    "decisive_facts",
    "judged_facts_open",
    "review_level",
    "snapshot",
)
Days = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Kinds:
    """The types of the columns that hold names, as an engine calls them."""

    ids: str
    versions: str
    classes: str
    levels: str
    snapshots: str


def once_each(instruments: Sequence[Instrument]) -> list[Instrument]:
    """Give the instruments of a run, each once; raises BadGuidance where there is none."""
    found = list({instrument.id: instrument for instrument in instruments}.values())
    if not found:
        raise BadGuidance("No instrument was named.", "Add --instrument ID (see `guidance list`).")
    return found


def selects(
    instrument: Instrument,
    facts: str,
    snapshot: str,
    kinds: Kinds,
    day: dt.date | None,
    days: Days | None,
) -> list[str]:
    """Write one SELECT of findings, or one per period.

    A period ends where a parameter changes, or where a day comes that the instrument names.
    ``facts`` is the docket's facts as a source. ``day`` None takes each record's own; ``days`` are
    then the first and the last of them, None where there is no record.
    """

    def one(source: str, as_of: dt.date | None, start: dt.date) -> str:
        review = statement(instrument, source, as_of, parameters_on=start, class_type=kinds.classes)
        return _select(instrument, snapshot, kinds, review)

    if day is not None:
        return [one(facts, day, day)]
    if instrument.mixes_days_and_years:
        raise BadGuidance(
            f"{instrument.id} compares a date both with a day and with years before the review, "
            "so it cannot be asked of records that each have a day of their own.",
            "Say one day for all: --as-of DATE.",
        )
    if days is None:
        nowhere = dt.date(2000, 1, 1)
        return [one(facts, nowhere, nowhere)]
    starts = [days[0], *_changes(instrument, *days)]
    ends = [*starts[1:], dt.date.max]
    return [
        one(f"(SELECT * FROM {facts} WHERE as_of >= DATE '{start}' AND as_of < DATE '{end}')",
            None, start)
        for start, end in zip(starts, ends, strict=True)
    ]  # fmt: skip


def _changes(instrument: Instrument, first: dt.date, last: dt.date) -> list[dt.date]:
    """Give the days between the records on which a parameter changes or a day named comes."""
    values = (since for p in instrument.parameters.values() for since, _, _ in p.values[1:])
    return sorted({day for day in (*values, *instrument.days_named) if first < day <= last})


def _select(instrument: Instrument, snapshot: str, kinds: Kinds, review: str) -> str:
    return (
        f"SELECT case_id, {text_literal(instrument.id)}::{kinds.ids} AS instrument, "
        f"{text_literal(instrument.full_version)}::{kinds.versions} AS instrument_version, as_of, "
        "class, possible AS possible_classes, yes, unknown, "
        "decisive AS decisive_facts, judged AS judged_facts_open, "
        f"({_review_level(instrument)})::{kinds.levels} AS review_level, "
        f"{text_literal(snapshot)}::{kinds.snapshots} AS snapshot FROM ({review})"
    )


def _review_level(instrument: Instrument) -> str:
    codes = codes_of(instrument)
    whens = [
        f"WHEN (yes & {codes.factor_mask(instrument.in_list(id))}) <> 0 "
        f"THEN {text_literal(item.review_level)}"
        for id, item in instrument.lists.items()
        if item.review_level
    ]
    levels = {item.review_level for item in instrument.classes.values()}
    if len(levels) == 1:
        last = text_literal(levels.pop())
    else:
        cases = (
            f"WHEN {text_literal(id)} THEN {text_literal(item.review_level)}"
            for id, item in instrument.classes.items()
        )
        last = f"CASE class {' '.join(cases)} END"
    return f"CASE {' '.join(whens)} ELSE {last} END" if whens else last


def outside(instrument: Instrument) -> str:
    """Write the condition that a finding is of a day on which its instrument did not govern."""
    force = instrument.in_force
    after = f" OR as_of >= DATE '{force.until}'" if force.until else ""
    return f"instrument = {text_literal(instrument.id)} AND (as_of < DATE '{force.since}'{after})"
