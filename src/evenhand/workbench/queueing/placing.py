"""Puts what a site has loaded in its place: one loading after another, each in a folder of its own.

A description says which folder holds. It is replaced in one step, so that a request sees one
loading or the next and never a part of each; what was shown before stays until the one after.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from evenhand.terms.refusal import NotNow, NotReady
from evenhand.workbench.queueing.loaded import DESCRIBED, read_described

LOCK = "loading.lock"


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Let nobody else load into a site meanwhile; whoever comes second is told."""
    out.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(out.parent / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotNow(
            "Cases are being loaded into this site at this moment.", "Try again in a minute."
        ) from None
    finally:
        os.close(handle)


@contextmanager
def generation(out: Path) -> Iterator[Path]:
    """Give a new folder in what a site has loaded; without ``put`` it is gone afterwards."""
    if out.exists() and not (out / DESCRIBED).exists():
        shutil.rmtree(out)  # begun by a process that was killed
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = out / secrets.token_hex(6)
    part.mkdir(mode=0o700)
    try:
        yield part
    finally:
        if _now(out) != part.name:
            shutil.rmtree(part, ignore_errors=True)


def put(part: Path, out: Path, described: Mapping[str, object]) -> None:
    """Show what was made from now on. What was shown before stays for requests that began."""
    before = _now(out)
    text = json.dumps({**described, "folder": part.name}, indent=1)
    draft = part / DESCRIBED
    draft.write_text(text, "utf-8")
    os.replace(draft, out / DESCRIBED)
    for old in out.iterdir():
        if old.name in (part.name, before, DESCRIBED):
            continue
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
        else:
            old.unlink(missing_ok=True)


def check_site(site: Path) -> None:
    """Refuse a folder in which there is no site with a docket."""
    if not is_loaded(site / "loaded"):
        raise NotReady(
            f"There is no site with a docket in {site}.",
            "Load one first: `evenhand site load DOCKET FINDINGS --site FOLDER`.",
        )


def is_loaded(out: Path) -> bool:
    """Whether a site has something to show that this version can read."""
    return bool(_now(out))


def _now(out: Path) -> str:
    try:
        return str(read_described(out)["folder"])
    except NotReady:
        return ""
