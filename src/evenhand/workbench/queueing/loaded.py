"""What a site has loaded: one docket, its instruments with their code tables, and the queue."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from evenhand.docket.shelves import Shelf, shelf_of
from evenhand.docket.snapshot import Docket, read_manifest
from evenhand.engines.duck import Connection, confine, connect, literal, set_free
from evenhand.guidance.instrument import Instrument
from evenhand.guidance.library import find
from evenhand.safeguards.safeguard import Safeguard
from evenhand.terms.refusal import NotReady

FORMAT = 1


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
class Loaded:
    """The docket of a site. ``docket`` is asked only by the shelf of one case."""

    folder: Path
    described: Mapping[str, Any]
    docket: Docket
    coded: tuple[Coded, ...]
    instruments: tuple[Instrument, ...]

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
        return int(self.described["cases"])

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
        return shelf_of(self.docket, self.folder / "shelves", self.described["shelves"], case)

    def session(self) -> Connection:
        """Begin a session for one request, in which ``site.queue`` is the queue."""
        return connect()


def bits_of(safeguards: Iterable[Safeguard]) -> dict[str, int]:
    """Give the bit of each safeguard in the mask of holds, in their order."""
    return {safeguard.id: 1 << n for n, safeguard in enumerate(safeguards)}


_open: dict[Path, Loaded] = {}
_opening = Lock()  # the first requests of a process come at once


def open_loaded(folder: Path) -> Loaded:
    """Open what a site has loaded; this process then reads no other files by the engine."""
    with _opening:
        if folder not in _open:
            found = _read(folder)
            close_loaded()
            confine([folder])
            con = connect()
            con.execute(f"ATTACH {literal(folder / 'queue.duckdb')} AS site (READ_ONLY)")
            con.close()
            _open[folder] = found
    return _open[folder]


def close_loaded() -> None:
    """Let go of it, for a process that does other work afterwards."""
    _open.clear()
    set_free()


def described(folder: Path) -> Mapping[str, Any]:
    """Read what stands beside a docket that was loaded: its snapshot, its day, its instruments."""
    try:
        said: Mapping[str, Any] = json.loads((folder / "loaded.json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise NotReady(
            "The site has no docket to show.",
            "Load one: `evenhand site load DOCKET FINDINGS`.",
        ) from None
    if said["format"] != FORMAT:
        raise NotReady(
            "The site's docket was loaded by another version of Evenhand.",
            "Load it again: `evenhand site load DOCKET FINDINGS`.",
        )
    return said


def _read(folder: Path) -> Loaded:
    said = described(folder)
    shelves = folder / "shelves"
    docket = Docket(shelves, read_manifest((shelves / "manifest.json").read_text("utf-8"), "site"))
    coded = tuple(
        Coded(n, row["id"], row["title"], row["classes"], row["facts"], row["judged_facts"])
        for n, row in enumerate(said["instruments"])
    )
    instruments = tuple(find([one.id for one in coded]))
    return Loaded(folder, said, docket, coded, instruments)
