"""Opens a site: makes what is missing, then serves it until it is stopped."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from evenhand import __version__
from evenhand.terms.refusal import NotReady
from evenhand.workbench.loading import load_site
from evenhand.workbench.place import SITE
from evenhand.workbench.queueing.placing import is_loaded

Tell = Callable[[str], None]
TARGET = "evenhand.workbench.wsgi:application"
THREADS = 8
MADE = "made-by.txt"
STATIC = Path(__file__).parent / "static"


def prepare(folder: Path, tell: Tell, *, demo: Path | None = None) -> bool:
    """Make a site where there is none; bring one of another version up to this one. Gives whether
    a demonstration's docket was loaded.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if demo is not None and not (folder / "site.toml").exists():
        if not (demo / "docket").is_dir():
            raise NotReady(
                f"There is no site in {folder}, and no docket in {demo} to make one of.",
                "Make the demonstration's docket first: `evenhand demo`. Or make a site of your "
                "own: `evenhand site load DOCKET FINDINGS --site FOLDER`.",
            )
        said = "demo = true # made-up people; never for a team\n"
        (folder / "site.toml").write_text(said, "utf-8")
    started(folder)
    if _made_by(folder) != made_of():
        tell("Making the site: its tables, its files, its ledger")
        call_command("make_site")
        (folder / MADE).write_text(made_of(), "utf-8")
    if demo is None or is_loaded(folder / "loaded"):
        return False
    load_site(demo / "docket", demo / "findings.parquet",
              lambda what: tell(f"Loading the docket: {what}"))  # fmt: skip
    return True


def started(folder: Path) -> None:
    """Start Django on a site's folder; a process has one site for as long as it lives."""
    if settings.configured and folder.resolve() != settings.PLACE.folder:
        raise NotReady(
            f"This process has opened the site in {settings.PLACE.folder} already.",
            "Open another site from a process of its own.",
        )
    os.environ[SITE] = os.fspath(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand.workbench.settings"
    django.setup()


def made_of() -> str:
    """Name what a site is made of: this version, and the files that browsers fetch."""
    seen = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        found = path.stat()
        seen.update(f"{path.relative_to(STATIC)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return f"{__version__} {seen.hexdigest()[:16]}"


def _made_by(folder: Path) -> str:
    try:
        return (folder / MADE).read_text("utf-8")
    except FileNotFoundError:
        return ""


def check_ready(folder: Path, address: str, port: int) -> None:
    """Refuse a site with nothing to show, and a port that somebody else has."""
    if not is_loaded(folder / "loaded"):
        raise NotReady(
            f"The site in {folder} has no docket to show, or one loaded by another version.",
            "Load one: `evenhand site load DOCKET FINDINGS --site FOLDER`.",
        )
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((address, port))
        except OSError as error:
            raise NotReady(
                f"Port {port} of {address} cannot be used: {error.strerror}.",
                "Name another with --port, or stop what is using it.",
            ) from None


def serve(address: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    Granian(
        TARGET, address=address, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=THREADS, log_access=False, log_level=LogLevels.error, websockets=False,
    ).serve()  # fmt: skip
