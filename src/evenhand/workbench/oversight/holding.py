"""The releases of a site: each in a folder named by the hash of its checksums, and on one record.

There is one way in (`hold`). What is not on the record of what was printed, is not under its own
name, or does not say what the record says, is not there: a page shows the release whole or not at
all. Nothing here counts anything.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from evenhand.disclosure.printed import Printed, read
from evenhand.disclosure.releasing import SafeRelease
from evenhand.disclosure.reopening import DOCUMENT, Reopened, reopened
from evenhand.publish.edition import Edition
from evenhand.publish.edition_file import EDITION, read_edition
from evenhand.publish.folder import (
    CERTIFICATE,
    SUMS,
    ReleaseFolder,
    checksums,
    open_folder,
    write_folder,
)
from evenhand.publish.protection import Protection
from evenhand.terms.refusal import Refusal

RELEASES, RECORD = "releases", "printed.jsonl"
NAMED_BY = 16  # letters of its hash by which addresses name a release


@dataclass(frozen=True)
class Held:
    """One release of the site, every byte of it checked, with what it says."""

    folder: ReleaseFolder
    edition: Edition = field(compare=False)
    protection: Protection = field(compare=False)
    certificate: Mapping[str, Any] = field(compare=False)
    came_on: str = field(compare=False)  # the day on which it came into this site
    # Measures that were asked for and cannot be made safe, each with the reason or with nothing.
    left_out: Mapping[str, str] = field(compare=False)

    @property
    def name(self) -> str:
        """What addresses call it."""
        return self.folder.sums[:NAMED_BY]

    def content(self, name: str) -> bytes | None:
        """Give a file of it, checked again; nothing where it has none of that name."""
        if name != SUMS:
            return self.folder.content(name) if name in self.folder.files else None
        content = (self.folder.path / SUMS).read_bytes()
        return content if hashlib.sha256(content).hexdigest() == self.folder.sums else None


def printed_by(site: Path) -> Printed:
    """Read the record of everything that this site printed; a changed one is refused."""
    return read(site / RELEASES / RECORD)


def hold(
    site: Path,
    files: Mapping[str, bytes],
    release: SafeRelease,
    record: Printed,
    now: dt.datetime,
    left_out: Mapping[str, str] | None = None,
) -> Held:
    """Put a release into the site; ``record`` is the one that it was audited with.

    ``left_out`` says which measures could not be made safe, in words that name no cell.
    """
    sums = hashlib.sha256(checksums(files).encode("utf-8")).hexdigest()
    folder = site / RELEASES / sums
    (site / RELEASES).mkdir(mode=0o700, exist_ok=True)
    if sums not in record.names:
        shutil.rmtree(folder, ignore_errors=True)  # one that was killed before it was recorded
    write_folder(folder, files)
    try:
        _noted(folder, now, left_out or {})
        record.add(sums, release)
    except BaseException:
        shutil.rmtree(folder)
        note_of(folder).unlink(missing_ok=True)
        raise
    return _opened(folder, release.document)


def held(site: Path) -> tuple[Held, ...]:
    """Give the releases that are whole, the newest first; those that were touched are left out."""
    return tuple(_whole(site))


def find(site: Path, name: str) -> Held | None:
    """Give the release that an address names; none where it is not there, or was touched."""
    return next((one for one in _whole(site, name) if one.name == name), None)


def _whole(site: Path, name: str = "") -> Iterator[Held]:
    record = _read(site / RELEASES / RECORD)
    for sums, document in zip(record.names[::-1], record.documents[::-1], strict=True):
        if not sums.startswith(name):
            continue
        try:
            yield _opened(site / RELEASES / sums, document)
        except Refusal:
            continue


def _opened(folder: Path, document: Mapping[str, Any]) -> Held:
    """Open a release by the hash that it is named by; its document must be that of the record."""
    found = open_folder(folder)
    edition, again = _said(found.sums, folder)
    if found.sums != folder.name or again.document != document:
        raise _touched(folder)
    rule = again.document["rule"]
    protection = Protection(
        rule["says"], rule["source"], rule["mark"], tuple(rule["does_not_protect"])
    )
    return Held(found, edition, protection, again.certificate, *_note(folder))


@lru_cache(maxsize=32)
def _said(sums: str, folder: Path) -> tuple[Edition, Reopened]:
    """Read what a release says, once: under the same hash it says the same."""
    found = open_folder(folder)
    if found.sums != sums:
        raise _touched(folder)
    again = reopened(found.content(DOCUMENT), found.content(CERTIFICATE))
    return read_edition(found.content(EDITION), again.tables, again.estimates), again


def _touched(folder: Path) -> Refusal:
    return Refusal(f"The release {folder.name[:NAMED_BY]} is not as it was recorded.")


def _read(path: Path) -> Printed:
    """Read the record, anew only where the file has changed."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return read(path)
    return _read_once(path, seen.st_mtime_ns, seen.st_size, seen.st_ino)


@lru_cache(maxsize=4)
def _read_once(path: Path, changed: int, size: int, file: int) -> Printed:
    return read(path)


def note_of(folder: Path) -> Path:
    """Give the file beside a release that says when it came, and what could not stand in it."""
    return folder.with_name(f"{folder.name}.json")


def _noted(folder: Path, now: dt.datetime, left_out: Mapping[str, str]) -> None:
    with note_of(folder).open("w", encoding="utf-8") as file:
        json.dump({"came_on": str(now.date()), "left_out": dict(left_out)}, file)
        file.flush()
        os.fsync(file.fileno())


def _note(folder: Path) -> tuple[str, Mapping[str, str]]:
    """Give the day on which it came and what was left out; for reading only, nothing rests on it.

    A note that an earlier version wrote does not say what was left out.
    """
    try:
        said = json.loads(note_of(folder).read_text("utf-8"))
        left_out = said.get("left_out", {}).items()
        return str(said["came_on"]), {str(name): str(why) for name, why in left_out}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "", {}
