"""The files that were taken in, kept with the site: each loading reads its cases from them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evenhand.casework.take_in import all_taken_in
from evenhand.ledger.opening import Ledger
from evenhand.terms.refusal import NotReady
from evenhand.workbench.queueing.adding import HandedIn
from evenhand.workbench.uploads.waiting import GIVEN, MAPPING, Waiting

KEPT, HOW = "taken", "how.json"


@contextmanager
def kept(site: Path, waiting: Waiting) -> Iterator[None]:
    """Keep a file and how it is read; where what follows fails, it was never kept."""
    job = waiting.job
    (site / KEPT).mkdir(mode=0o700, exist_ok=True)
    here = site / KEPT / str(job["sha256"])
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir(mode=0o700)
    how = {name: job[name] for name in ("name", "sha256", "day", "offices")}
    try:
        (here / GIVEN).mkdir(mode=0o700)
        _written(here / GIVEN / str(job["name"]), waiting.file.read_bytes())
        _written(here / MAPPING, waiting.mapping.read_bytes())
        _written(here / HOW, json.dumps(how, indent=1).encode())
        yield
    except BaseException:
        shutil.rmtree(here, ignore_errors=True)
        raise


def kept_files(site: Path, ledger: Ledger) -> list[HandedIn]:
    """Give every file that the ledger says was taken in, in that order."""
    return [_file(site / KEPT / sha256) for sha256 in all_taken_in(ledger)]


def _file(here: Path) -> HandedIn:
    try:
        how = json.loads((here / HOW).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        raise NotReady(
            f"The rows of a file are cases of this site, and the file is gone from {KEPT}/ in the "
            f"site's folder: {here.name}.",
            "Bring that folder back from a backup of the site.",
        ) from None
    return HandedIn(
        here / GIVEN / how["name"], here / MAPPING, how["sha256"], how["day"], tuple(how["offices"])
    )


def _written(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
