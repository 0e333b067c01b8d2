"""What a site has loaded: one docket, its instruments with their code tables, and the queue."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from evenhand.docket.lists.snapshot import Lists, open_lists
from evenhand.docket.shelves import Shelf, shelf_of
from evenhand.docket.snapshot import Docket, read_manifest
from evenhand.engines.duck import Connection, confine, connect, set_free
from evenhand.families.run import Links, open_links
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find
from evenhand.safeguards.safeguard import Safeguard
from evenhand.terms.refusal import NotReady

FORMAT = 2
DESCRIBED = "loaded.json"
QUEUE, SHELVES, TAKEN, CASES = "queue.duckdb", "shelves", "taken", "cases.json"
# Beside the folder of what was loaded: a linkage of agencies' lists, loaded likewise.
LINKAGE, LISTS, LINKS, LINKS_BY_CASE = "linkage", "lists", "links", "links.duckdb"


@dataclass(frozen=True)
class Coded:
    """One instrument as its findings were written: which bit stands for what."""

    number: int
    id: str
    title: str
    classes: Mapping[str, int]
    facts: Mapping[str, int]
    judged: Mapping[str, int]


@dataclass(frozen=True)
class TakenIn:
    """The cases of one file that was handed in on a page: a small docket beside the large one."""

    docket: Docket
    shelves: int
    cases: frozenset[str]


@dataclass(frozen=True)
class Linked:
    """A linkage that was loaded: the lists, the links made of them, which are of which case."""

    described: Mapping[str, Any]
    lists: Lists
    links: Links


@dataclass(frozen=True)
class Loaded:
    """The docket of a site. ``docket`` is asked only by the shelf of one case.

    ``folder`` is where this loading lies; the next one lies in another.
    """

    folder: Path
    described: Mapping[str, Any]
    docket: Docket
    coded: tuple[Coded, ...]
    instruments: tuple[Instrument, ...]
    taken: tuple[TakenIn, ...] = ()
    linked: Linked | None = None

    @property
    def snapshot(self) -> str:
        """The docket's name."""
        return str(self.described["snapshot"])

    @property
    def day(self) -> dt.date | None:
        """The day the docket stands for, or None where each record has its own."""
        day = self.described["as_of"]
        return dt.date.fromisoformat(day) if day else None

    @property
    def cases(self) -> int:
        """How many cases there are."""
        return int(self.described["cases"]) + sum(len(one.cases) for one in self.taken)

    @property
    def numbering(self) -> str:
        """Name the order of the queue: cases taken in since stand between its places."""
        return str(self.described["numbering"])

    @property
    def governing(self) -> Coded:
        """The instrument that governs on the docket's day, the latest where there are several."""
        in_force = [
            (one.in_force.since, n)
            for n, one in enumerate(self.instruments)
            if self.day is None or one.in_force.covers(self.day)
        ]
        return self.coded[max(in_force)[1]] if in_force else self.coded[0]

    def shelf(self, case: str) -> Shelf:
        """Give the shelf on which a case stands."""
        for one in self.taken:
            if case in one.cases:
                return shelf_of(one.docket, one.docket.folder, one.shelves, case)
        return shelf_of(self.docket, self.folder / SHELVES, self.described["shelves"], case)

    def session(self) -> Connection:
        """Begin a session for one request, in which ``site.queue`` is the queue."""
        return connect()


def bits_of(safeguards: Iterable[Safeguard]) -> dict[str, int]:
    """Give the bit of each safeguard in the mask of holds, in their order."""
    return {safeguard.id: 1 << n for n, safeguard in enumerate(safeguards)}


_open: dict[Path, Loaded] = {}
_stamps: dict[Path, tuple[int, ...]] = {}
_opening = Lock()  # the first requests of a process come at once


def open_loaded(folder: Path) -> Loaded:
    """Open what a site has loaded, or what was loaded since; this process reads no other files."""
    with _opening:
        beside = folder.with_name(LINKAGE)
        stamp = (*_stamp(folder), *_stamp(beside))
        if folder not in _open or stamp != _stamps.get(folder, stamp):
            found = read_loaded(folder)
            databases = {"site": found.folder / QUEUE}
            if found.linked is not None:
                databases[LINKAGE] = beside / found.linked.described["folder"] / LINKS_BY_CASE
            confine([folder, beside], databases)
            _open.clear()
            _open[folder] = found
        _stamps[folder] = stamp
        return _open[folder]


def close_loaded() -> None:
    """Let go of it, for a process that does other work afterwards."""
    _open.clear()
    _stamps.clear()
    set_free()


def _stamp(folder: Path) -> tuple[int, int]:
    """Tell one description from the next, which takes its place in one step."""
    try:
        found = (folder / DESCRIBED).stat()
    except (FileNotFoundError, NotADirectoryError):
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def read_described(folder: Path) -> dict[str, Any]:
    """Read what says how a site was loaded; raises NotReady where it cannot be used."""
    try:
        described: dict[str, Any] = json.loads((folder / DESCRIBED).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise NotReady(
            "The site has no docket to show.",
            "Load one: `evenhand site load DOCKET FINDINGS`.",
        ) from None
    if described["format"] != FORMAT:
        raise NotReady(
            "The site's docket was loaded by another version of Evenhand.",
            "Load it again: `evenhand site load DOCKET FINDINGS`.",
        )
    return described


def read_loaded(folder: Path) -> Loaded:
    """Read what a site has loaded, for a process that reads other files too."""
    said = read_described(folder)
    here = folder / said["folder"]
    coded = tuple(
        Coded(n, row["id"], row["title"], row["classes"], row["facts"], row["judged_facts"])
        for n, row in enumerate(said["instruments"])
    )
    taken = tuple(
        TakenIn(
            _docket(here / TAKEN / str(n)), one["shelves"],
            frozenset(json.loads((here / TAKEN / str(n) / CASES).read_text("utf-8"))),
        )
        for n, one in enumerate(said["taken"])
    )  # fmt: skip
    instruments = tuple(find([one.id for one in coded]))
    linked = _linked(folder.with_name(LINKAGE))
    return Loaded(here, said, _docket(here / SHELVES), coded, instruments, taken, linked)


def _linked(folder: Path) -> Linked | None:
    if not (folder / DESCRIBED).exists():
        return None
    described = read_described(folder)
    here = folder / described["folder"]
    return Linked(described, open_lists(here / LISTS), open_links(here / LINKS))


def _docket(shelves: Path) -> Docket:
    return Docket(shelves, read_manifest((shelves / "manifest.json").read_text("utf-8"), "site"))
