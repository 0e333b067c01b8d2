"""An instrument: one guidance document as data, and its conditions for a given review date."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

from evenhand.docket.catalogue import Catalogue, Protection
from evenhand.guidance.conditions import Conditions
from evenhand.guidance.language import Misread, Names, parse
from evenhand.guidance.possible import cut_place
from evenhand.guidance.tree import (
    YES,
    Compares,
    Met,
    Tree,
    YearsBefore,
    atoms,
    facts_of,
    walk,
)
from evenhand.terms.refusal import BadGuidance

# Dockets whose records each have a day of their own ask for many.
MOST_DAYS = 64
Status = Literal["primary", "secondary", "unverified"]
Weighs = Literal["for", "against", "either", "care"]
Bearing = Literal["for", "against", "person decides", "none"]

STATUSES: tuple[Status, ...] = ("primary", "secondary", "unverified")
WEIGHS: tuple[Weighs, ...] = ("for", "against", "either", "care")
BEARINGS: tuple[Bearing, ...] = ("for", "against", "person decides", "none")
OTHERWISE = "otherwise"


@dataclass(frozen=True)
class Citation:
    """Where in its document an item stands, and how far its words were confirmed."""

    where: str
    status: Status


@dataclass(frozen=True)
class InForce:
    """The first day an instrument was in force, the day it ended (None: still), and by what."""

    since: dt.date
    until: dt.date | None
    ended_by: str

    def covers(self, day: dt.date) -> bool:
        """Whether the instrument governed a decision on ``day``; the ending day is not covered."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Parameter:
    """A number or date that the document sets, by the day from which it holds."""

    id: str
    values: tuple[tuple[dt.date, int | dt.date, Citation], ...]

    def on(self, day: dt.date) -> int | dt.date:
        """Give the value in force on ``day``; before the first one, the first."""
        held = [value for since, value, _ in self.values if since <= day]
        return held[-1] if held else self.values[0][1]


@dataclass(frozen=True)
class FactorList:
    """One of the document's own lists: what it is, and which way it weighs."""

    id: str
    says: str
    weighs: Weighs
    review_level: str = ""


@dataclass(frozen=True)
class Factor:
    """One criterion of the document."""

    id: str
    says: str
    list: str
    cite: Citation
    when: str
    weighs: Weighs
    note: str = ""


@dataclass(frozen=True)
class Class:
    """One outcome of the document, in its own words and order."""

    id: str
    says: str
    when: str
    bearing: Bearing
    cite: Citation
    review_level: str = ""
    note: str = ""


@dataclass(frozen=True)
class Instrument:
    """One guidance document. ``folder`` is where its files lie; ``fingerprint`` is over them.

    ``names_attributes`` are the protected attributes that the document itself names.
    """

    id: str
    title: str
    citation: str
    issuer: str
    version: int
    in_force: InForce
    parameters: Mapping[str, Parameter]
    lists: Mapping[str, FactorList]
    factors: Mapping[str, Factor]
    classes: Mapping[str, Class]
    fingerprint: str
    folder: Path
    notes: tuple[str, ...] = ()
    names_attributes: tuple[str, ...] = ()
    catalogue: Catalogue = field(repr=False, default_factory=lambda: Catalogue([]), hash=False)
    # The conditions of days asked before: a site asks for the same day at every request.
    _days: dict[dt.date, Conditions] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def full_version(self) -> str:
        """The version as findings carry it: the author's number and the files' fingerprint."""
        return f"{self.version}-{self.fingerprint[:12]}"

    def on(self, as_of: dt.date) -> Conditions:
        """Give the conditions for a review on ``as_of``; raises BadGuidance for a misread one."""
        found = self._days.get(as_of)
        if found is None:
            if len(self._days) >= MOST_DAYS:
                self._days.clear()
            found = self._days[as_of] = _read_for(self, as_of)
        return found

    @cached_property
    def marks_read(self) -> frozenset[Protection]:
        """The marks of all facts that its factors read, whatever the case."""
        conditions = self.on(self.in_force.since)
        read = {
            fact
            for tree in conditions.factors.values()
            for fact in facts_of(conditions.inlined(tree))
        }
        return frozenset(self.catalogue[fact].protection for fact in read)

    def in_list(self, list_id: str) -> tuple[str, ...]:
        """Give the factors of a list, in the document's order."""
        return tuple(item.id for item in self.factors.values() if item.list == list_id)

    def order_on(self, as_of: dt.date) -> tuple[object, ...]:
        """Give what the conditions of a day depend on beside the files: equal on days alike.

        That is the parameters' values, how many of the days it names have come and, where a date
        fact is compared both with a day and with "N years before", the day itself: their order can
        then turn.
        """
        values = tuple(parameter.on(as_of) for parameter in self.parameters.values())
        come = sum(day <= as_of for day in self.days_named)
        return (*values, come, as_of) if self.mixes_days_and_years else (*values, come)

    @cached_property
    def days_named(self) -> list[dt.date]:
        """The days from which on a condition over a dated fact could first be met or not."""
        starts = {since for p in self.parameters.values() for since, _, _ in p.values}
        cuts = {
            atom
            for start in {self.in_force.since, *starts}
            for tree in self.on(start).factors.values()
            for atom in atoms(tree)
            if isinstance(atom, Compares) and isinstance(atom.boundary, dt.date)
        }
        return sorted({dt.date.fromordinal(cut_place(cut, self.in_force.since)) for cut in cuts})

    @cached_property
    def mixes_days_and_years(self) -> bool:
        """Whether a date fact is compared both with a day and with years before the review."""
        kinds: dict[str, set[bool]] = {}
        for tree in self.on(self.in_force.since).factors.values():
            for atom in atoms(tree):
                if isinstance(atom, Compares) and not isinstance(atom.boundary, int):
                    relative = isinstance(atom.boundary, YearsBefore)
                    kinds.setdefault(atom.fact, set()).add(relative)
        return any(len(found) == 2 for found in kinds.values())

    @cached_property
    def mildest_first(self) -> list[str]:
        """The classes by what they weigh, the least against a respondent first."""
        order = ("none", "person decides", "for", "against")
        return sorted(self.classes, key=lambda id: order.index(self.classes[id].bearing))

    def milder_than(self, class_id: str) -> list[str]:
        """Give the classes that do not weigh against a respondent, if this one does."""
        adverse = self.classes[class_id].bearing == "against"
        return [id for id, item in self.classes.items() if adverse and item.bearing != "against"]

    def _names(self, as_of: dt.date) -> Names:
        parameters = {id: parameter.on(as_of) for id, parameter in self.parameters.items()}
        return Names(self.catalogue, parameters, frozenset(self.factors), frozenset(self.lists))

    def _parsed(self, id: str, when: str, names: Names) -> Tree:
        try:
            return parse(when, names)
        except Misread as error:
            raise BadGuidance(f"{self.id}, {id}: {error}", _WHERE.format(self.folder)) from None

    def _refuse_circles(self, factors: Mapping[str, Tree]) -> None:
        for start in factors:
            trail, todo = set(), [start]
            while todo:
                for node in walk(factors[todo.pop()]):
                    if not isinstance(node, Met) or node.factor in trail:
                        continue
                    if node.factor == start:
                        raise BadGuidance(
                            f"{self.id}: factor {start} depends on itself",
                            "State it over facts, or over factors that do not lead back to it.",
                        )
                    trail.add(node.factor)
                    todo.append(node.factor)


def _read_for(one: Instrument, as_of: dt.date) -> Conditions:
    names = one._names(as_of)
    bare = Names(names.catalogue, names.parameters, names.factors, frozenset())
    factors = {id: one._parsed(id, item.when, bare) for id, item in one.factors.items()}
    one._refuse_circles(factors)
    # Classes speak of lists and factors alone: a fact needs the citation a factor gives it.
    names = Names(Catalogue([]), names.parameters, names.factors, names.lists)
    classes = {
        id: YES if item.when == OTHERWISE else one._parsed(id, item.when, names)
        for id, item in one.classes.items()
    }
    members = {id: one.in_list(id) for id in one.lists}
    return Conditions(as_of, factors, classes, members)


_WHERE = "Mend the condition in instrument.toml in {}; `evenhand facts` lists what may be read."


def read_instrument(folder: Path, catalogue: Catalogue) -> Instrument:
    """Load an instrument from its folder; raises BadGuidance naming the item that is wrong."""
    try:
        raw = (folder / "instrument.toml").read_bytes()
        entries = tomllib.loads(raw.decode("utf-8"))
    except FileNotFoundError:
        raise BadGuidance(
            f"No instrument.toml in {folder}.",
            "Name a folder that holds one, or an id that `evenhand guidance list` shows.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadGuidance(f"{folder.name}/instrument.toml is not TOML: {error}") from None
    examples = folder / "examples.toml"
    print_of = hashlib.sha256(raw + (examples.read_bytes() if examples.exists() else b""))
    try:
        return _built(entries, folder, print_of.hexdigest(), catalogue)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadGuidance(
            f"{folder.name}/instrument.toml: {_malformed(error)}",
            "Compare it with a shipped instrument: `evenhand guidance show ice-2011-11-17`.",
        ) from None


def _malformed(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"the entry {error.args[0]!r} is missing"
    return str(error)


def _built(
    entries: dict[str, Any], folder: Path, fingerprint: str, catalogue: Catalogue
) -> Instrument:
    _known_keys("the instrument", entries, _KEYS)
    for item in entries["factor"]:
        if item["id"] in catalogue:
            raise ValueError(f"factor {item['id']} is called like a fact; one word, one meaning")
    for id, item in entries.get("lists", {}).items():
        if item.get("weighs") not in WEIGHS:
            raise ValueError(f"list {id} needs weighs = one of {', '.join(WEIGHS)}")
    lists = {id: FactorList(id=id, **item) for id, item in entries.get("lists", {}).items()}
    return Instrument(
        id=entries["id"],
        title=entries["title"],
        citation=entries["citation"],
        issuer=entries["issuer"],
        version=entries["version"],
        in_force=_in_force(entries["in_force"]),
        parameters={
            id: Parameter(id, _values(id, item))
            for id, item in entries.get("parameter", {}).items()
        },
        lists=lists,
        factors=_unique("factor", [_factor(item, lists) for item in entries["factor"]]),
        classes=_unique("class", [_class(item) for item in entries["class"]]),
        fingerprint=fingerprint,
        folder=folder,
        notes=tuple(entries.get("notes", ())),
        names_attributes=tuple(entries.get("names_attributes", ())),
        catalogue=catalogue,
    )


def _in_force(item: dict[str, Any]) -> InForce:
    for key in ("from", "until"):
        if key in item and not _is_day(item[key]):
            raise ValueError(f"in_force {key} is {item[key]!r}; write a date without quotes")
    return InForce(item["from"], item.get("until"), item.get("ended_by", ""))


def _is_day(value: object) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _known_keys(what: str, item: Mapping[str, Any], known: frozenset[str]) -> None:
    if strange := sorted(set(item) - known):
        raise ValueError(f"{what} has an entry {strange[0]!r}, which means nothing")


_FACTOR_KEYS = frozenset({"id", "says", "list", "cite", "when", "weighs", "note"})
_CLASS_KEYS = frozenset({"id", "says", "when", "bearing", "cite", "review_level", "note"})
_KEYS = frozenset(
    {"id", "title", "citation", "issuer", "version", "in_force", "notes", "names_attributes"}
    | {"lists", "parameter", "factor", "class"}
)


def _values(id: str, item: dict[str, Any]) -> tuple[tuple[dt.date, int | dt.date, Citation], ...]:
    given = sorted(
        (
            (dt.date.fromisoformat(day), entry["value"], _citation(f"parameter {id}", entry))
            for day, entry in item.items()
        ),
        key=lambda value: value[0],
    )
    if not given:
        raise ValueError(f"parameter {id} has no value")
    for _, value, _ in given:
        if not (_is_day(value) or (type(value) is int and value >= 0)):
            raise ValueError(f"parameter {id} is {value!r}; it must be a whole number or a date")
    return tuple(given)


def _citation(what: str, item: dict[str, Any]) -> Citation:
    cite = item.get("cite")
    if not isinstance(cite, dict) or not cite.get("where") or cite.get("status") not in STATUSES:
        raise ValueError(
            f"{what} has no citation: give cite = {{ where = ..., status = one of "
            f"{', '.join(STATUSES)} }}"
        )
    return Citation(cite["where"], cite["status"])


def _factor(item: dict[str, Any], lists: Mapping[str, FactorList]) -> Factor:
    id = item["id"]
    _known_keys(f"factor {id}", item, _FACTOR_KEYS)
    if item["list"] not in lists:
        raise ValueError(f"factor {id} is in list {item['list']!r}, which is not declared")
    weighs = item.get("weighs", lists[item["list"]].weighs)
    if weighs not in WEIGHS:
        raise ValueError(f"factor {id} weighs {weighs!r}; use one of {', '.join(WEIGHS)}")
    cite = _citation(f"factor {id}", item)
    note = item.get("note", "")
    return Factor(id, item["says"], item["list"], cite, item["when"], weighs, note)


def _class(item: dict[str, Any]) -> Class:
    id = item["id"]
    _known_keys(f"class {id}", item, _CLASS_KEYS)
    if item["bearing"] not in BEARINGS:
        raise ValueError(f"class {id} bears {item['bearing']!r}; use one of {', '.join(BEARINGS)}")
    cite = _citation(f"class {id}", item)
    level = item.get("review_level", "")
    note = item.get("note", "")
    return Class(id, item["says"], item["when"], item["bearing"], cite, level, note)


Item = TypeVar("Item", Factor, Class)


def _unique(what: str, items: list[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        if item.id in found:
            raise ValueError(f"two entries are called {what} {item.id}")
        found[item.id] = item
    return found
