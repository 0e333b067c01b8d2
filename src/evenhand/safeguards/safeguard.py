"""A safeguard: one reason why a removal must wait, as data that a lawyer can read.

``when`` and ``unless`` are conditions over the fact catalogue, in the language of the instruments
and parsed by the same reader. An exception lifts a hold only where it is proven.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from evenhand.docket.catalogue import Catalogue, Protection
from evenhand.guidance.instrument import STATUSES
from evenhand.guidance.language import Misread, Names, parse
from evenhand.guidance.tree import NO, Tree, facts_of, normal
from evenhand.terms.refusal import BadGuidance

Basis = Literal["law", "own"]
# How far the words of a source were confirmed; "own" is this project's own rule, and no law.
Status = Literal["primary", "secondary", "unverified", "own"]
MARKS: tuple[str, ...] = (*STATUSES, "own")
# Who may see the content of a case; an overseer and an administrator may not, so clear nothing.
ROLES = (
    "intake",
    "reviewer",
    "supervisor",
    "headquarters",
    "medical",
    "family-tracing",
    "asylum",
)


@dataclass(frozen=True)
class Source:
    """A text that a safeguard rests on: what it says, how far confirmed, between which days.

    A first or last day that was not confirmed is None; the text then counts on every day.
    """

    citation: str
    says: str
    status: Status
    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the text was in force on ``day``; the day it ended is not covered."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Unknown:
    """Whether a cannot-tell holds the removal up (a check is owed), why, and by which source."""

    holds: bool
    because: str
    where: str
    status: Status


@dataclass(frozen=True)
class Clearing:
    """One document that clears a hold, what it must show, and the roles that may."""

    document: str
    says: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Override:
    """Who may override a hold, with reasons; or, where nobody may, why not."""

    role: str = ""
    asks: str = ""
    nobody: str = ""


@dataclass(frozen=True)
class Safeguard:
    """One reason why a removal must wait.

    ``counts`` names, for a safeguard that stands once for each child, the fact that counts the
    children; it is empty for one that stands once a case. ``protection`` is the mark of the ground
    itself: that this hold stands may be seen by those who may see such facts.
    """

    id: str
    place: int
    title: str
    says: str
    version: int
    basis: Basis
    protection: Protection
    when: str
    unless: str
    counts: str
    unknown: Unknown
    sources: tuple[Source, ...]
    clears: tuple[Clearing, ...]
    override: Override
    ask_first: tuple[str, ...]
    notes: tuple[str, ...]
    fingerprint: str
    folder: Path
    catalogue: Catalogue = field(repr=False, hash=False, compare=False)

    @property
    def full_version(self) -> str:
        """The version as holds carry it: the author's number and the files' fingerprint."""
        return f"{self.version}-{self.fingerprint[:12]}"

    @property
    def per_child(self) -> bool:
        """Whether the hold stands once for each child."""
        return bool(self.counts)

    @cached_property
    def when_tree(self) -> Tree:
        """The condition under which the hold stands, in normal form."""
        return self._parsed("when", self.when)

    @cached_property
    def unless_tree(self) -> Tree:
        """The exception that lifts it, in normal form; a condition never met if there is none."""
        return self._parsed("unless", self.unless) if self.unless else NO

    @cached_property
    def facts(self) -> list[str]:
        """The facts it reads, in the order of the catalogue."""
        return self.catalogue.in_order(
            {*facts_of(self.when_tree), *facts_of(self.unless_tree), *self._counted}
        )

    @property
    def _counted(self) -> list[str]:
        return [self.counts] if self.counts else []

    @property
    def always(self) -> bool:
        """Whether it is in force on every day: a text it rests on has no first or last day."""
        return any(source.since is None and source.until is None for source in self.sources)

    def in_force(self, day: dt.date) -> bool:
        """Whether any text it rests on was in force on ``day``."""
        return any(source.covers(day) for source in self.sources)

    def _parsed(self, what: str, text: str) -> Tree:
        try:
            return normal(parse(text, Names(self.catalogue)))
        except Misread as error:
            raise BadGuidance(
                f"{self.id}, {what}: {error}",
                f"Mend it in {FILE} in {self.folder}; `evenhand facts` lists what may be read.",
            ) from None


FILE = "safeguard.toml"
_KEYS = frozenset(
    {"id", "place", "title", "says", "version", "basis", "protection", "when", "unless", "counts"}
    | {"unknown", "source", "clears", "override", "ask_first", "notes"}
)


def read_safeguard(folder: Path, catalogue: Catalogue) -> Safeguard:
    """Load a safeguard from its folder; raises BadGuidance naming what is wrong with it."""
    try:
        raw = (folder / FILE).read_bytes()
        entries = tomllib.loads(raw.decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BadGuidance(
            f"No {FILE} in {folder}.",
            "Name a folder that holds one, or an id that `evenhand holds list` shows.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadGuidance(
            f"{folder.name}/{FILE} is not TOML: {error}", "Mend the file; it is plain text."
        ) from None
    examples = folder / "examples.toml"
    print_of = hashlib.sha256(raw + (examples.read_bytes() if examples.exists() else b""))
    try:
        made = _built(entries, folder, print_of.hexdigest(), catalogue)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        missing = isinstance(error, KeyError)
        what = f"the entry {error.args[0]!r} is missing" if missing else str(error)
        raise BadGuidance(
            f"{folder.name}/{FILE}: {what}",
            "Compare it with a shipped safeguard: `evenhand holds show pregnancy`.",
        ) from None
    made.facts  # noqa: B018  both conditions are parsed here, where a misread one is refused
    return made


def _built(
    entries: dict[str, Any], folder: Path, fingerprint: str, catalogue: Catalogue
) -> Safeguard:
    _known_keys("the safeguard", entries, _KEYS)
    for key, allowed in (("basis", get_args(Basis)), ("protection", get_args(Protection))):
        if entries[key] not in allowed:
            raise ValueError(f"{key} is {entries[key]!r}; use one of {', '.join(allowed)}")
    counts = entries.get("counts", "")
    if counts and (counts not in catalogue or catalogue[counts].type != "count"):
        raise ValueError(f"counts is {counts!r}, which is no count of the catalogue")
    return Safeguard(
        id=entries["id"],
        place=entries["place"],
        title=entries["title"],
        says=_text(entries["says"]),
        version=entries["version"],
        basis=entries["basis"],
        protection=entries["protection"],
        when=_text(entries["when"]),
        unless=_text(entries.get("unless", "")),
        counts=counts,
        unknown=_unknown(entries["unknown"]),
        sources=tuple(_source(item) for item in entries["source"]),
        clears=tuple(_clearing(item) for item in entries["clears"]),
        override=_override(entries["override"]),
        ask_first=tuple(entries["ask_first"]),
        notes=tuple(_text(note) for note in entries.get("notes", ())),
        fingerprint=fingerprint,
        folder=folder,
        catalogue=catalogue,
    )


def _text(value: str) -> str:
    return " ".join(value.split())


def _known_keys(what: str, item: Mapping[str, Any], known: frozenset[str]) -> None:
    if strange := sorted(set(item) - known):
        raise ValueError(f"{what} has an entry {strange[0]!r}, which means nothing")


def _status(what: str, value: str) -> Any:
    if value not in MARKS:
        raise ValueError(f"{what} has the status {value!r}; use one of {', '.join(MARKS)}")
    return value


def _source(item: dict[str, Any]) -> Source:
    _known_keys("a source", item, frozenset({"citation", "says", "status", "from", "until"}))
    for key in ("from", "until"):
        day = item.get(key)
        if day is not None and (not isinstance(day, dt.date) or isinstance(day, dt.datetime)):
            raise ValueError(f"a source's {key} is {day!r}; write a date without quotes")
    status = _status(f"the source {item['citation']!r}", item["status"])
    return Source(
        item["citation"], _text(item["says"]), status, item.get("from"), item.get("until")
    )


def _unknown(item: dict[str, Any]) -> Unknown:
    _known_keys("unknown", item, frozenset({"holds", "because", "where", "status"}))
    if not isinstance(item["holds"], bool):
        raise ValueError("unknown needs holds = true or false")
    status = _status("unknown", item["status"])
    return Unknown(item["holds"], _text(item["because"]), item["where"], status)


def _clearing(item: dict[str, Any]) -> Clearing:
    _known_keys("clears", item, frozenset({"document", "says", "roles"}))
    roles = tuple(_role(role) for role in item["roles"])
    if not roles:
        raise ValueError(f"nobody may clear by {item['document']!r}: give roles")
    return Clearing(item["document"], _text(item["says"]), roles)


def _override(item: dict[str, Any]) -> Override:
    _known_keys("override", item, frozenset({"role", "asks", "nobody"}))
    if set(item) == {"nobody"}:
        return Override(nobody=_text(item["nobody"]))
    if set(item) != {"role", "asks"}:
        raise ValueError("override needs role and asks, or nobody = why nobody may")
    return Override(role=_role(item["role"]), asks=_text(item["asks"]))


def _role(role: str) -> str:
    if role not in ROLES:
        raise ValueError(f"{role!r} is no role that sees cases; use one of {', '.join(ROLES)}")
    return role
