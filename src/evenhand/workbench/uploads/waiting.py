"""Files that were handed in and wait: each in a folder of its own, for whoever handed it in."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JOB, CHECKED, MAPPING, GIVEN = "job.json", "checked.json", "mapping.toml", "given"
TOKEN = re.compile(r"[0-9a-f]{32}")
LASTS = 24 * 3600
MOST_OF_ONE = 5


@dataclass(frozen=True)
class Waiting:
    """One file that waits: its folder, and what is known of it."""

    folder: Path
    job: Mapping[str, Any]

    @property
    def token(self) -> str:
        """The name it has in addresses; it says nothing."""
        return self.folder.name

    @property
    def file(self) -> Path:
        """The file itself, under the name it was given."""
        return self.folder / GIVEN / str(self.job["name"])

    @property
    def mapping(self) -> Path:
        """The mapping by which it is read."""
        return self.folder / MAPPING

    @property
    def checked(self) -> Mapping[str, Any]:
        """What the check found; nothing where it has not ended well."""
        try:
            found: Mapping[str, Any] = json.loads((self.folder / CHECKED).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        return found

    def map(self, text: str) -> None:
        """Read it by another mapping from now on; what was found by the one before is gone."""
        (self.folder / CHECKED).unlink(missing_ok=True)
        self.mapping.write_text(text.replace("\r\n", "\n"), "utf-8")

    def drop(self) -> None:
        """Throw it away."""
        shutil.rmtree(self.folder, ignore_errors=True)


def plain_name(name: str) -> str:
    """Give a file's name without any folder and without what a name does not need."""
    last = re.split(r"[\\/]", name)[-1]
    return re.sub(r"[^\w .()-]", "_", last).strip(" .")[-80:] or "file"


def keep(
    site: Path, account: str, name: str, content: bytes, job: Mapping[str, Any], now: float
) -> Waiting:
    """Keep a file until it is taken in or thrown away, and a day at most."""
    folder = site / "waiting"
    folder.mkdir(mode=0o700, exist_ok=True)
    _clear(folder, account, now)
    here = folder / secrets.token_hex(16)
    (here / GIVEN).mkdir(mode=0o700, parents=True)
    called = plain_name(name)
    (here / GIVEN / called).write_bytes(content)
    known = {
        **job, "account": account, "name": called, "size": len(content), "since": now,
        "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    (here / JOB).write_text(json.dumps(known), "utf-8")
    return Waiting(here, known)


def find(site: Path, account: str, token: str) -> Waiting | None:
    """Give a file that waits, to whoever handed it in and to nobody else."""
    if not TOKEN.fullmatch(token):
        return None
    here = site / "waiting" / token
    job = _job(here)
    return Waiting(here, job) if job and job["account"] == account else None


def all_of(site: Path, account: str) -> list[Waiting]:
    """Give the files of one person that wait, the latest first."""
    folder = site / "waiting"
    found = [(here, _job(here)) for here in folder.iterdir()] if folder.is_dir() else []
    mine = [Waiting(here, job) for here, job in found if job and job["account"] == account]
    return sorted(mine, key=lambda one: -one.job["since"])


def _job(here: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((here / JOB).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return found


def _clear(folder: Path, account: str, now: float) -> None:
    """Throw away what waited too long, and what one person has too many of."""
    for here in folder.iterdir():
        job = _job(here)
        if (job["since"] if job else here.stat().st_mtime) < now - LASTS:
            shutil.rmtree(here, ignore_errors=True)
    for old in all_of(folder.parent, account)[MOST_OF_ONE - 1 :]:
        old.drop()
