"""What a recorded parent's decision comes to: complete, incomplete, or missing; and why.

Which parts a complete record has is the table of `safeguards`. A record that has them all and
speaks against itself (evidence on file that the parent wanted otherwise, a form already checked, a
language the parent does not understand) documents nothing either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from evenhand.safeguards.decision import Completeness, ParentalDecision, completeness

_MOMENTS = ("asked_at", "explained_at", "chosen_at")


@dataclass(frozen=True)
class Standing:
    """What a record counts as, and every reason why it is not more."""

    counts_as: str
    lacks: tuple[str, ...]

    @property
    def documented(self) -> bool:
        """Whether the hold for this child is cleared by the record."""
        return self.counts_as == "documented"


def standing_of(record: Mapping[str, Any]) -> Standing:
    """Say what a record comes to."""
    found: Completeness = completeness(_decision(record))
    lacks = [f"{part.says} (item {part.item})" for part in found.missing]
    against = list(_against(record))
    counts_as: str = found.counts_as
    if against and found.documented:
        counts_as = "contradicted"
    return Standing(counts_as, (*lacks, *against))


def _decision(record: Mapping[str, Any]) -> ParentalDecision:
    named = {field.name for field in fields(ParentalDecision)}
    given = {name: value for name, value in record.items() if name in named}
    moments = {name: dt.datetime.fromisoformat(given[name]) for name in _MOMENTS if name in given}
    return ParentalDecision(**{**given, **moments})


def _against(record: Mapping[str, Any]) -> list[str]:
    said = []
    if record.get("contrary_evidence"):
        said.append("evidence on file that the parent wanted otherwise is not answered")
    if record.get("presented_blank") is False:
        said.append("the form was not blank when it was presented")
    understood, used = record.get("language_understood"), record.get("language")
    if understood and used and understood != used:
        said.append("it was not asked in a language the parent understands")
    if record.get("certified_by") and record.get("certified_by") == record.get("removing_officer"):
        said.append("who certified it is who carries out the removal (item 10)")
    return said
