"""Backs a site up while people work in it, and restores it into an empty folder; each verifies.

A backup holds accounts, ledger, keys, secrets, and the releases with the record of all that was
printed. What was loaded of a docket is not in it: it is made anew. The parts are taken in an order
in which none is ahead of what it rests on: checkpoints before the ledger they vouch for, the site's
tables before the ledger that they follow, the ledger before the releases that it speaks of.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evenhand import __version__
from evenhand.disclosure.printed import read
from evenhand.ledger import checkpoint
from evenhand.ledger.exporting import back_up as back_up_ledger
from evenhand.ledger.exporting import check_tables, copy_tables
from evenhand.ledger.opening import is_server, opened
from evenhand.ledger.verifying import verify
from evenhand.publish.folder import SUMS, ReleaseFolder, open_folder
from evenhand.terms.refusal import BadInput, BadLedger, NotReady
from evenhand.workbench.oversight.holding import RECORD, RELEASES, note_of
from evenhand.workbench.place import Place, open_place

FORMAT, LIST = "evenhand site backup v1", "backup.json"
SECRETS, SETTINGS, TABLES, LEDGER = "secrets.json", "site.toml", "site.db", "ledger.db"


@dataclass(frozen=True)
class Kept:
    """A backup, or a site that was restored: its entries, and what a server keeps apart."""

    folder: Path
    entries: int | None
    elsewhere: tuple[str, ...]


def back_up(site: Path, out: Path, environ: Mapping[str, str]) -> Kept:
    """Write a backup; it appears whole, verified, for its owner's eyes alone, or not at all."""
    if not (site / SECRETS).is_file():
        raise NotReady(f"There is no site in {site}.", "Name its folder with --site.")
    place = open_place(site, environ)
    with _whole(out) as part:
        for name in (SECRETS, SETTINGS, place.key.name):
            if (site / name).is_file():
                _copied(site / name, part / name)
        for found in checkpoint.files(place.checkpoints):
            _copied(found, part / place.checkpoints.name / found.name)
        elsewhere, entries = _databases(place, part)
        _releases(site, part)
        told = {"format": FORMAT, "version": __version__, "entries": entries,
                "elsewhere": elsewhere, "files": _sums(part)}  # fmt: skip
        _written(part / LIST, json.dumps(told, indent=1).encode())
    return Kept(out, entries, tuple(elsewhere))


def restore(backup: Path, site: Path) -> Kept:
    """Make a site of a backup, in a folder in which nothing is; it is verified first."""
    told = _list_of(backup)
    if site.exists() and any(site.iterdir()):
        raise NotReady(f"{site} is not empty.", "A backup is restored into an empty folder.")
    if site.exists():
        site.rmdir()
    with _whole(site) as part:
        for name in told["files"]:
            _copied(backup / name, part / name)
        if _sums(part) != told["files"]:
            raise NotReady(f"{backup} is not as it was written.", "Take another backup.")
        if told["entries"] is not None:
            _ledger_again(backup, part, told["entries"])
        _verified(part)
    return Kept(site, told["entries"], tuple(told["elsewhere"]))


def _databases(place: Place, part: Path) -> tuple[list[str], int | None]:
    elsewhere, entries = [], None
    if place.team:
        elsewhere.append("the site's tables: pg_dump of the database")
    else:
        copy_tables(place.folder / TABLES, part / TABLES)
    if is_server(place.ledger):
        elsewhere.append("the ledger: pg_dump --schema=evenhand_ledger as its owner")
    else:
        entries = back_up_ledger(place.ledger, part / LEDGER).entries
    return elsewhere, entries


def _releases(site: Path, part: Path) -> None:
    """Copy the record of what was printed, then the releases on it, whole or not at all."""
    record = site / RELEASES / RECORD
    if not record.is_file():
        return
    _copied(record, part / RELEASES / RECORD)
    for sums in read(part / RELEASES / RECORD).names:
        if not (site / RELEASES / sums).exists():
            continue
        folder = _whole_release(site / RELEASES / sums)
        for name in (*folder.files, SUMS):
            _copied(folder.path / name, part / RELEASES / sums / name)
        if note_of(folder.path).is_file():
            _copied(note_of(folder.path), note_of(part / RELEASES / sums))


def _whole_release(path: Path) -> ReleaseFolder:
    try:
        return open_folder(path)
    except BadInput as touched:
        raise NotReady(
            touched.what,
            "Put it back as it was, or take its folder out of the site, which does not show it.",
        ) from None


def _ledger_again(backup: Path, part: Path, entries: int) -> None:
    """Copy the ledger as ledgers are copied: looking into a backup may have changed its bytes."""
    if not (backup / LEDGER).is_file():
        raise NotReady(f"{LEDGER} is missing from the backup.", "Take another.")
    found = back_up_ledger(os.fspath(backup / LEDGER), part / LEDGER).entries
    if found != entries:
        raise BadLedger(
            f"The backup's ledger has {found} entries, and had {entries}.", "Restore another."
        )


def _verified(part: Path) -> None:
    """Refuse what does not hold: tables, ledger, and the ledger against its checkpoints."""
    if (part / TABLES).exists():
        check_tables(part / TABLES)
    if (part / LEDGER).exists():
        known = [checkpoint.read(one) for one in checkpoint.files(part / f"{LEDGER}.checkpoints")]
        with opened(os.fspath(part / LEDGER)) as ledger:
            if faults := verify(ledger, known).faults:
                raise BadLedger(f"The ledger does not verify: {faults[0]}.",
                                "Restore another backup.")  # fmt: skip


def _list_of(backup: Path) -> dict[str, Any]:
    try:
        told = json.loads((backup / LIST).read_text("utf-8"))
    except (OSError, ValueError):
        told = {}
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NotReady(f"{backup} is no backup of a site.", "Name the folder that was made by "
                       "`evenhand site backup`.")  # fmt: skip
    return told


def _sums(folder: Path) -> dict[str, str]:
    """Give the hash of every file but the list itself, and the ledger, which proves itself."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if path.name not in (LIST, LEDGER)
    }


def _copied(source: Path, to: Path) -> None:
    try:
        _written(to, source.read_bytes())
    except FileNotFoundError:
        raise NotReady(f"{source.name} is missing from the backup.", "Take another.") from None


def _written(to: Path, content: bytes) -> None:
    for folder in reversed(to.parents[:-1]):  # the mode of `parents=True` would be anybody's
        folder.mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Give a folder to write in that has its name only once all of it is there."""
    if out.exists():
        raise NotReady(f"{out} is there already.", "Nothing is ever overwritten: name another.")
    part = out.with_name(f".{out.name}.part-{os.getpid()}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        yield part
        part.rename(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
