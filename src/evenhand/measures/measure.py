"""A measure as data: its question, what is counted of whom, how, by what source, its limits."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from evenhand.measures.cells.dimensions import DIVISIONS
from evenhand.terms.refusal import BadInput

POPULATIONS: Mapping[str, tuple[str, ...]] = {
    "ended": ("docket",),
    "decided": ("docket",),
    "pending": ("docket", "proceedings"),
    "still_pending": ("docket", "proceedings"),
    "asylum_decided": ("docket", "proceedings", "applications"),
    "asylum_merits": ("docket", "proceedings", "applications"),
    "asylum_filed": ("docket", "applications"),
    "begun": ("docket", "proceedings"),
    "flow": ("docket", "proceedings"),
    "earlier_cases": ("docket", "earlier"),
    "reviewed": ("docket", "findings"),
    "removed_before_after": ("docket", "convictions"),
    "removals": ("removals", "states"),
    "determined": ("determinations",),
    "seconded": ("determinations",),
    "asylum_denied": ("claims",),
}
"""What is counted, and what must have been handed in for it."""
ESTIMATORS = (
    "rate", "contrast", "before-after", "units", "event-study", "agreement", "drift", "durations",
    "stock-flow", "counts",
)  # fmt: skip
STATUS = ("primary", "secondary", "unverified")
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Source:
    """Where the method or the definition is from, and how far its words were confirmed."""

    says: str
    status: str


@dataclass(frozen=True)
class Measure:
    """One measure. ``met`` is the division whose ``yes`` is the numerator.

    ``groups`` are the divisions by which it is told; ``settings`` are the estimator's own.
    """

    id: str
    question: str
    title: str
    numerator: str
    denominator: str
    population: str
    estimator: str
    period: str
    method: str
    sources: tuple[Source, ...]
    cannot_show: tuple[str, ...]
    met: str = ""
    groups: tuple[tuple[str, ...], ...] = ()
    needs: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def all_needs(self) -> tuple[str, ...]:
        """Everything that must have been handed in."""
        return tuple(dict.fromkeys((*POPULATIONS[self.population], *self.needs)))

    @property
    def cited(self) -> str:
        """Name the sources in one line, each with its mark."""
        return "; ".join(f"{source.says} [{source.status}]" for source in self.sources)

    def day(self, setting: str) -> dt.date:
        """Give a setting that is a day."""
        found = self.settings[setting]
        assert isinstance(found, dt.date)
        return found


def read_measure(path: Path) -> Measure:
    """Load a measure; raises BadInput naming what is wrong with it."""
    try:
        entries = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadInput(f"There is no measure file {path}.", "Check the spelling.") from None
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} is not TOML: {error}", "See docs/measures.md.") from None
    try:
        return _checked(entries)
    except (KeyError, TypeError, ValueError) as error:
        said = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
        raise BadInput(
            f"{path.name}: {said}.", "Mend that entry; docs/measures.md says what stands in one."
        ) from None


def _checked(entries: dict[str, Any]) -> Measure:
    known = {part.name for part in fields(Measure)}
    if unknown := sorted(set(entries) - known):
        raise ValueError(f"there is no entry {unknown[0]!r}; there are {', '.join(sorted(known))}")
    for text in ("id", "question", "title", "numerator", "denominator", "period", "method"):
        if not isinstance(entries[text], str) or not entries[text].strip():
            raise ValueError(f"{text} is not a text")
    if not _ID.fullmatch(entries["id"]):
        raise ValueError(f"the id {entries['id']!r} is not small letters, digits and dashes")
    if not entries["question"].endswith("?"):
        raise ValueError("question is not a question: it ends with a question mark")
    _among("population", entries["population"], tuple(POPULATIONS))
    _among("estimator", entries["estimator"], ESTIMATORS)
    groups = tuple(tuple(group) for group in entries.get("groups", ()))
    for division in (
        *(one for group in groups for one in group),
        entries.get("met", "") or "court",
    ):
        _among("a group or met", division, tuple(DIVISIONS))
    _denominator_in_title(entries)
    return Measure(
        **{**entries, "groups": groups, "sources": _sources(entries["sources"]),
           "cannot_show": _texts("cannot_show", entries["cannot_show"]),
           "needs": tuple(entries.get("needs", ()))}
    )  # fmt: skip


def _among(what: str, given: object, allowed: Sequence[str]) -> None:
    if given not in allowed:
        raise ValueError(f"{what} is {given!r}; use one of {', '.join(allowed)}")


def _texts(what: str, given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
        raise ValueError(f"{what} is not a list of sentences; a measure without limits is not true")
    return tuple(given)


def _sources(given: Any) -> tuple[Source, ...]:
    if not isinstance(given, list) or not given:
        raise ValueError("sources names no source")
    made = tuple(Source(**one) for one in given)
    for source in made:
        _among("the status of a source", source.status, STATUS)
    return made


def _denominator_in_title(entries: Mapping[str, Any]) -> None:
    """Two rates of one thing differ by what they are of, so a rate's title says it."""
    if (
        entries["estimator"] in ("rate", "contrast")
        and entries["denominator"] not in entries["title"]
    ):
        raise ValueError(f"the title does not name the denominator ({entries['denominator']})")
